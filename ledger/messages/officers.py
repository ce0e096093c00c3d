"""Sentences about officers: their accounts, their duties, how they sign in."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "DutiesNone": {
        "zh": "未选择职责。请至少选择一项：管理、经办、复核、查阅。",
        "en": "No duty is chosen. Choose one at least: administer, prepare, approve, read.",
    },
    "DutiesApart": {
        "zh": "管理员不得兼任经办或复核。请为其分别开设账号。",
        "en": "An administrator neither prepares nor approves. Open an account for each of the two.",
    },
    "LoginMalformed": {
        "zh": "登录名须为 3 至 {maximum} 个字符，只含小写字母、数字、点、下划线和连字符，首尾为字母或数字。",
        "en": "A login name has 3 to {maximum} characters: small letters, digits, dots, underscores and hyphens, with "
        "a "
        "letter or digit at both ends. Choose another.",
    },
    "OfficerNameMalformed": {
        "zh": "人员名称须为 1 至 {maximum} 个可显示的字符。请更正。",
        "en": "An officer's name has 1 to {maximum} characters that can be shown. Correct it.",
    },
    "OfficerNeeded": {
        "zh": "此操作须由登录的人员办理。请以本机构的账号登录。",
        "en": "This is for an officer who has signed in. Sign in with an account of your institution.",
    },
    "OfficerDutyMissing": {
        "zh": "您的职责不含此项，需要：{needed}。请向本机构管理员申请。",
        "en": "Your duties do not include this; one of these is needed: {needed}. Ask your institution's "
        "administrator.",
    },
    "LoginTaken": {
        "zh": "登录名 {login} 已有人使用，注销的账号也保留其登录名。请另选一个。",
        "en": "The login name {login} is taken; also an account that ended keeps its own. Choose another.",
    },
    "OfficersTooMany": {
        "zh": "本机构的账号已达 {maximum} 个的上限。请联系运营方。",
        "en": "This institution has {maximum} accounts already, which is the most. Ask the operator.",
    },
    "OfficerUnknown": {
        "zh": "没有人员 {officer}。请在本机构的人员列表中核对。",
        "en": "There is no officer {officer}. Look at the list of your institution's officers.",
    },
    "OfficerEnded": {
        "zh": "账号 {officer} 已注销，不能恢复。请另行开设账号。",
        "en": "The account {officer} has ended, for good. Open another one.",
    },
    "OfficerSuspended": {
        "zh": "账号已被本机构管理员暂停，暂不能登录。请与管理员联系。",
        "en": "Your institution's administrator has suspended this account. Ask the administrator to resume it.",
    },
    "OfficerHimself": {
        "zh": "不得变更本人的职责、凭证或账号。请由另一位管理员办理。",
        "en": "Nobody changes his own duties, credentials or account here. Another administrator does it.",
    },
    "AdministratorLast": {
        "zh": "{officer} 是本机构唯一的管理员。请先由运营方或管理员增设另一位管理员。",
        "en": "{officer} is the institution's last administrator. Let another one be added first.",
    },
    "PasswordShort": {
        "zh": "密码太短，至少 {minimum} 个字符。可用几个不相关的词组成。",
        "en": "The password is too short: {minimum} characters at least. A few unrelated words will do.",
    },
    "PasswordLong": {
        "zh": "密码太长，至多 {maximum} 个字符。请缩短。",
        "en": "The password is too long: {maximum} characters at most. Shorten it.",
    },
    "PasswordGuessable": {
        "zh": "此密码容易被猜中：过于常见，或含有您的姓名、登录名、年份或键盘顺序。请用几个不相关的词组成。",
        "en": "This password is easily guessed: it is common, or made of names, years or keys in a row. Use a few "
        "unrelated words.",
    },
    "PasswordSame": {
        "zh": "新密码与原密码相同。请另选一个。",
        "en": "The new password is the present one. Choose another.",
    },
    "PresentPasswordWrong": {
        "zh": "当前密码不正确。请重新输入。",
        "en": "The present password is not right. Type it again.",
    },
    "PasswordExpired": {
        "zh": "临时密码已过期。请本机构管理员重新设置。",
        "en": "The temporary password has expired. Ask your institution's administrator for a new one.",
    },
    "SignInEmpty": {
        "zh": "请输入登录名和密码。",
        "en": "Type your login name and your password.",
    },
    "SignInWrong": {
        "zh": "登录名或密码不正确。请核对后重试；忘记密码请联系本机构管理员。",
        "en": "The login name or the password is not right. Try again; your administrator can set a new password.",
    },
    "CodeWrong": {
        "zh": "验证码不正确或已用过。请输入手机上的最新验证码，或一个恢复码。",
        "en": "The code is not right or was used before. Type the newest one on your telephone, or a recovery code.",
    },
    "CodeNotOfThis": {
        "zh": "验证码与此二维码不符。请确认手机时间准确，扫描后输入最新的 6 位数字。",
        "en": "The code is not of this QR code. Check the clock of your telephone, and type the newest six digits.",
    },
    "TriedTooOften": {
        "zh": "失败次数过多。请在 {seconds} 秒后重试。",
        "en": "It went wrong too often. Try again in {seconds} seconds.",
    },
    "StepNotWanted": {
        "zh": "登录过程中没有这一步，或已经完成。请返回登录页继续。",
        "en": "This step is not wanted in your sign-in, or was taken already. Go back to the sign-in page.",
    },
    "SessionEnded": {
        "zh": "登录已结束：超时、已退出或账号有变更。请重新登录。",
        "en": "Your session has ended: by time, by signing out, or because your account was changed. Sign in again.",
    },
    "SignInUnfinished": {
        "zh": "登录尚未完成。请到登录页完成余下的步骤。",
        "en": "Your sign-in is not finished. Take the steps that are left on the sign-in page.",
    },
    "SessionMissing": {
        "zh": "尚未登录。请先登录。",
        "en": "You have not signed in. Sign in first.",
    },
    "FormNotOurs": {
        "zh": "此请求缺少本次登录的防伪标记，未予办理。请刷新页面后重新提交。",
        "en": "The request lacks the token of this session, and nothing was done. Load the page anew and send it "
        "again.",
    },
    "OriginForeign": {
        "zh": "此请求来自其他网站的页面，未予办理。请在本站页面上操作。",
        "en": "The request comes from another site's page, and nothing was done. Use the pages of this site.",
    },
    "SealBroken": {
        "zh": "第二因素以另一密钥封存，{file} 打不开。请恢复原密钥文件，或重置人员的第二因素。",
        "en": "The second factor was sealed with another key than {file}. Restore that file, or reset second factors.",
    },
}
