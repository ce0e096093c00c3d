"""Words of signing in, of one's own account, and of the officers that an administrator looks after."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "Duty_administer": {"zh": "管理", "en": "administers"},
    "Duty_prepare": {"zh": "经办", "en": "prepares"},
    "Duty_approve": {"zh": "复核", "en": "approves"},
    "Duty_read": {"zh": "查阅", "en": "reads"},
    "DutyWhat_administer": {
        "zh": "管理：开设账号、分配职责；不得兼任经办或复核",
        "en": "Administers: opens accounts and gives duties; neither prepares nor approves",
    },
    "DutyWhat_prepare": {"zh": "经办：起草业务、提交复核", "en": "Prepares: drafts acts and hands them on"},
    "DutyWhat_approve": {
        "zh": "复核：复核他人经办的业务，不得复核本人经办的",
        "en": "Approves: what others prepared, never his own",
    },
    "DutyWhat_read": {"zh": "查阅：只看，不办理", "en": "Reads: looks and does nothing"},
    "WhoAccount": {"zh": "（我的账号）", "en": "(my account)"},
    "WhoSignIn": {"zh": "登录", "en": "Sign in"},
    "WhoSignOut": {"zh": "退出", "en": "Sign out"},
    "LoginTitle": {"zh": "登录", "en": "Sign in"},
    "LoginLead": {
        "zh": "登记机构、银行、协助执行机关等单位的人员由此登录。核验证书无需登录。",
        "en": "For officers of registries, banks, organs and other institutions. Verifying a certificate needs no "
        "account.",
    },
    "LoginName": {"zh": "登录名", "en": "Login name"},
    "LoginPassword": {"zh": "密码", "en": "Password"},
    "LoginGo": {"zh": "登录", "en": "Sign in"},
    "LoginForgotten": {
        "zh": "忘记密码或更换手机，请联系本机构管理员。",
        "en": "If you lost your password or your telephone, turn to your institution's administrator.",
    },
    "LoginOut": {"zh": "已退出登录。", "en": "You have signed out."},
    "LoginNeeded": {
        "zh": "您要去的页面需要登录；登录后自动回到该页。",
        "en": "The page that you asked for wants you to sign in; you are led back to it.",
    },
    "LoginInstitution": {"zh": "机构", "en": "Institution"},
    "LoginDemo": {"zh": "演示账号", "en": "Demonstration accounts"},
    "LoginDemoLead": {
        "zh": "仅用于演示：密码公开，每次演示重新生成，无需第二因素。",
        "en": "For the demonstration only: the passwords are public and made anew each time, and no second factor is "
        "asked.",
    },
    "LoginCodeTitle": {"zh": "输入验证码", "en": "Type the code"},
    "LoginCodeLead": {
        "zh": "密码正确。请打开手机上的身份验证应用，输入当前的 6 位验证码。",
        "en": "The password is right. Open the authenticator on your telephone and type the six digits that it shows.",
    },
    "LoginCode": {"zh": "验证码", "en": "Code"},
    "LoginCodeHint": {
        "zh": "6 位数字，每 30 秒更换；每个验证码只能用一次",
        "en": "Six digits, new every 30 seconds; each counts once",
    },
    "LoginCodeLost": {"zh": "手机不在身边？", "en": "No telephone at hand?"},
    "LoginCodeLostWhat": {
        "zh": "可在上面输入一个恢复码；恢复码用过即作废。没有恢复码时，请本机构管理员重置第二因素。",
        "en": "Type one of your recovery codes above; it is used up. Without one, your administrator can reset the "
        "second factor.",
    },
    "PasswordTitle": {"zh": "修改密码", "en": "Change the password"},
    "PasswordLead": {
        "zh": "修改后，其他地方的登录全部结束。",
        "en": "Afterwards all your sessions elsewhere have ended.",
    },
    "PasswordFirst": {
        "zh": "您使用的是他人设置的临时密码。请设置只有您本人知道的密码，然后继续。",
        "en": "Your password was set by somebody else. Choose one that only you know, and go on.",
    },
    "PasswordPresent": {"zh": "当前密码", "en": "Present password"},
    "PasswordChosen": {"zh": "新密码", "en": "New password"},
    "PasswordHint": {
        "zh": "至少 10 个字符，可含空格；几个不相关的词最好记也最难猜。不要求大小写或符号，也不会定期过期。",
        "en": "Ten characters at least, blanks included; a few unrelated words are easy to keep and hard to guess. No "
        "rule "
        "of capitals or signs, and no expiry.",
    },
    "PasswordAgain": {"zh": "再次输入新密码", "en": "New password again"},
    "PasswordSave": {"zh": "保存密码", "en": "Save the password"},
    "PasswordsDiffer": {
        "zh": "两次输入的新密码不同。请重新输入。",
        "en": "The two new passwords are not the same. Type both again.",
    },
    "FactorTitle": {"zh": "设置第二因素", "en": "Set a second factor"},
    "FactorLead": {
        "zh": "登录时除密码外，还要手机上的验证码。设置一次，约一分钟。",
        "en": "Beside the password, signing in takes a code from your telephone. Setting it up takes a minute, once.",
    },
    "FactorScan": {"zh": "一、用身份验证应用扫描", "en": "1. Scan with an authenticator"},
    "FactorQr": {"zh": "第二因素的二维码", "en": "QR code of the second factor"},
    "FactorByHand": {
        "zh": "不能扫描时，在应用中手工输入此密钥：",
        "en": "If you cannot scan, type this key into the application:",
    },
    "FactorConfirm": {"zh": "二、输入验证码确认", "en": "2. Confirm with a code"},
    "FactorCodeHint": {"zh": "应用显示的 6 位数字", "en": "The six digits that the application shows"},
    "FactorSet": {"zh": "确认并启用", "en": "Confirm"},
    "CodesTitle": {"zh": "保存恢复码", "en": "Keep your recovery codes"},
    "CodesLead": {
        "zh": "第二因素已启用。手机不在身边时，一个恢复码可代替一次验证码。",
        "en": "The second factor is set. Without your telephone, each of these takes the place of a code, once.",
    },
    "CodesOnce": {
        "zh": "恢复码只显示这一次。请打印或抄写，与手机分开存放。",
        "en": "They are shown this once. Print or write them down, and keep them apart from your telephone.",
    },
    "CodesKept": {"zh": "已保存，继续", "en": "I have kept them"},
    "CodesPrint": {"zh": "打印", "en": "Print"},
    "AccountTitle": {"zh": "我的账号", "en": "My account"},
    "AccountLead": {
        "zh": "您的职责、登录方式，以及正在登录的设备。",
        "en": "Your duties, how you sign in, and where you are signed in.",
    },
    "AccountPasswordDone": {
        "zh": "密码已修改，其他登录已结束。",
        "en": "The password is changed, and all other sessions have ended.",
    },
    "AccountWho": {"zh": "身份", "en": "Who you are"},
    "AccountName": {"zh": "名称", "en": "Name"},
    "AccountDuties": {"zh": "职责", "en": "Duties"},
    "AccountDutiesBy": {
        "zh": "职责由本机构管理员分配。",
        "en": "Duties are given by your institution's administrator.",
    },
    "AccountSecurity": {"zh": "登录方式", "en": "How you sign in"},
    "AccountPasswordSince": {"zh": "设置于", "en": "Set"},
    "AccountFactor": {"zh": "第二因素", "en": "Second factor"},
    "AccountFactorSet": {"zh": "已启用", "en": "Set"},
    "AccountFactorNone": {"zh": "未启用", "en": "Not set"},
    "AccountCodesLeft": {"zh": "剩余恢复码 {count} 个", "en": "Recovery codes left: {count}"},
    "AccountSessions": {"zh": "正在登录", "en": "Sessions"},
    "AccountIdle": {
        "zh": "闲置 {minutes} 分钟后自动退出。如有不认识的登录，请全部结束并修改密码。",
        "en": "A session ends after {minutes} minutes unused. If you do not know one, end them all and change your "
        "password.",
    },
    "AccountSince": {"zh": "登录时间", "en": "Since"},
    "AccountSeen": {"zh": "最近使用", "en": "Last used"},
    "AccountAddress": {"zh": "地址", "en": "Address"},
    "AccountBrowser": {"zh": "浏览器", "en": "Browser"},
    "AccountThis": {"zh": "本次登录", "en": "This session"},
    "AccountEndAll": {"zh": "结束全部登录", "en": "End all sessions"},
    "NavOfficers": {"zh": "人员", "en": "Officers"},
    "NavOfficerLog": {"zh": "登录日志", "en": "Sign-ins"},
    "OfficersTitle": {"zh": "人员与职责", "en": "Officers and duties"},
    "OfficersLead": {
        "zh": "本机构的账号。每人一个账号；经办与复核须由不同的人担任。",
        "en": "The accounts of your institution. One account a person; whoever prepares an act does not approve it.",
    },
    "OfficersState": {"zh": "状态", "en": "State"},
    "OfficersSince": {"zh": "开设日期", "en": "Since"},
    "OfficerState_active": {"zh": "有效", "en": "Active"},
    "OfficerState_invited": {"zh": "待首次登录", "en": "Invited"},
    "OfficerState_ended": {"zh": "已注销", "en": "Ended"},
    "OfficerState_suspended": {"zh": "已暂停", "en": "Suspended"},
    "OfficersAdd": {"zh": "开设账号", "en": "Open an account"},
    "OfficersNameHint": {"zh": "同事看到的名称", "en": "What colleagues see"},
    "OfficersLoginHint": {
        "zh": "3 至 40 个字符：小写字母、数字、点、下划线、连字符；不可更改，也不会再给别人",
        "en": "3 to 40 small letters, digits, dots, underscores, hyphens; never changed, and never given to another",
    },
    "OfficersDutiesHint": {"zh": "管理员不得兼任经办或复核", "en": "An administrator neither prepares nor approves"},
    "OfficerDone": {"zh": "已办理。", "en": "Done."},
    "OfficerDone_duties": {
        "zh": "职责已变更，其登录已结束。",
        "en": "The duties are changed, and the officer's sessions have ended.",
    },
    "OfficerDone_second-factor": {
        "zh": "第二因素已重置，下次登录时须重新设置。",
        "en": "The second factor is taken away; a new one is set at the next sign-in.",
    },
    "OfficerDone_sessions": {"zh": "其登录已全部结束。", "en": "All the officer's sessions have ended."},
    "OfficerDone_end": {"zh": "账号已注销。", "en": "The account has ended."},
    "OfficerDone_suspend": {
        "zh": "账号已暂停，其登录已全部结束。",
        "en": "The account is suspended, and all its sessions have ended.",
    },
    "OfficerDone_resume": {"zh": "账号已恢复，可以登录。", "en": "The account is resumed: its officer may sign in."},
    "OfficerSuspend": {"zh": "暂停账号", "en": "Suspend the account"},
    "OfficerSuspendWhat": {
        "zh": "如休假或核查期间。其登录立即结束，恢复之前不能登录；职责、密码和第二因素不变。",
        "en": "For a leave or an inquiry, say. The officer's sessions end at once and nobody signs in until it is "
        "resumed; duties, password and second factor stay.",
    },
    "OfficerResume": {"zh": "恢复账号", "en": "Resume the account"},
    "OfficerResumeWhat": {
        "zh": "账号已暂停。恢复后可用原密码和第二因素登录。",
        "en": "The account is suspended. Once resumed, its officer signs in with what he had.",
    },
    "OfficerEndedOn": {"zh": "注销日期", "en": "Ended"},
    "OfficerSelf": {
        "zh": "这是您本人的账号。职责与凭证须由另一位管理员变更；密码和第二因素请在“我的账号”中修改。",
        "en": "This is your own account. Another administrator changes its duties and credentials; your password and "
        "second "
        "factor are under “My account”.",
    },
    "OfficerSetDuties": {"zh": "变更职责", "en": "Set the duties"},
    "OfficerHelp": {"zh": "忘记密码或更换手机", "en": "A lost password or telephone"},
    "OfficerPassword": {"zh": "重设临时密码", "en": "Give a temporary password"},
    "OfficerPasswordWhat": {
        "zh": "新的临时密码只显示一次，七日内有效；其登录立即结束。",
        "en": "The new temporary password is shown once and good for seven days; the officer's sessions end at once.",
    },
    "OfficerFactor": {"zh": "重置第二因素", "en": "Take the second factor away"},
    "OfficerFactorWhat": {
        "zh": "请先当面或以电话确认是本人。下次登录时须重新设置。",
        "en": "Make sure first that it is the officer who asks. A new one is set at the next sign-in.",
    },
    "OfficerSessions": {"zh": "结束其全部登录", "en": "End all sessions"},
    "OfficerEnd": {"zh": "注销账号", "en": "End the account"},
    "OfficerEndWhat": {
        "zh": "注销后不能恢复，登录名不再给别人。其办理过的业务仍记在其名下。",
        "en": "It cannot be taken back, and the login is given to nobody else. What the officer did keeps his name.",
    },
    "OfficerGivenTitle": {"zh": "临时密码", "en": "Temporary password"},
    "OfficerGivenLead": {
        "zh": "请当面或经可靠途径交给本人；首次登录时须改为自选密码。",
        "en": "Hand it to the officer in person or over a way that you trust; it is changed at the first sign-in.",
    },
    "OfficerGiven": {"zh": "临时密码：", "en": "Temporary password:"},
    "OfficerGivenOnce": {"zh": "只显示这一次，七日内有效。", "en": "It is shown this once, and good for seven days."},
    "OfficerLogTitle": {"zh": "登录与管理日志", "en": "Log of sign-ins and administration"},
    "OfficerLogLead": {
        "zh": "本机构人员的登录和账号变更，只增不改，最新在前。",
        "en": "Sign-ins and changes of accounts in your institution; nothing is ever changed in it, the newest first.",
    },
    "OfficerLogOfAll": {
        "zh": "所有机构人员的登录和账号变更，只增不改，最新在前。",
        "en": "Sign-ins and changes of accounts in all institutions; nothing is ever changed in it, the newest first.",
    },
    "OfficerLogAt": {"zh": "时间", "en": "When"},
    "OfficerLogWhat": {"zh": "事项", "en": "What"},
    "OfficerLogWho": {"zh": "账号", "en": "Account"},
    "OfficerLogBy": {"zh": "操作人", "en": "By"},
    "OfficerLogNobody": {"zh": "无此登录名", "en": "No such login"},
    "OfficerLogOperator": {"zh": "运营方", "en": "The operator"},
    "OfficerLogNothing": {
        "zh": "还没有登录或账号变更。",
        "en": "Nobody has signed in yet, and no account was changed.",
    },
    "OfficerLog_signed-in": {"zh": "登录", "en": "signed in"},
    "OfficerLog_password-wrong": {"zh": "密码错误", "en": "wrong password"},
    "OfficerLog_code-wrong": {"zh": "验证码错误", "en": "wrong code"},
    "OfficerLog_recovery-code-used": {"zh": "使用恢复码", "en": "used a recovery code"},
    "OfficerLog_signed-out": {"zh": "退出", "en": "signed out"},
    "OfficerLog_sessions-ended": {"zh": "结束全部登录", "en": "ended all sessions"},
    "OfficerLog_password-changed": {"zh": "修改密码", "en": "changed the password"},
    "OfficerLog_second-factor-set": {"zh": "设置第二因素", "en": "set the second factor"},
    "OfficerLog_added": {"zh": "开设账号", "en": "account opened"},
    "OfficerLog_duties-changed": {"zh": "变更职责", "en": "duties changed"},
    "OfficerLog_password-reset": {"zh": "重设临时密码", "en": "temporary password given"},
    "OfficerLog_suspended": {"zh": "暂停账号", "en": "account suspended"},
    "OfficerLog_resumed": {"zh": "恢复账号", "en": "account resumed"},
    "OfficerLog_second-factor-reset": {"zh": "重置第二因素", "en": "second factor taken away"},
    "OfficerLog_ended": {"zh": "注销账号", "en": "account ended"},
}
