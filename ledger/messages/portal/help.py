"""What each page is for: "Help" and the code of its way; and what holds for all pages."""

from __future__ import annotations

from ledger.messages.row import Row

_TOPICS: dict[str, tuple[str, str]] = {
    "NavVerify": (
        "输入证书编号、粘贴或扫描二维码，或选择证书文件比对。文件只在浏览器中计算摘要，不会上传。结论分为通过、需关注、不通过、"
        "无法判定四种；无法判定表示依据不足，应稍后重试，不等于不通过。报告可下载为 PDF 和签名答复。",
        "Type a certificate's number, paste or scan its QR code, or choose its document to compare: it is digested in "
        "your browser and never sent. A verdict is passed, needs attention, failed, or undetermined; the last says "
        "that the evidence does not suffice, so try again later. Keep the report as PDF or as the signed answer.",
    ),
    "NavPortfolio": (
        "粘贴或上传证书清单，一次核验全部押品。结果按结论从差到好排列，可连同签名一起下载，日后离线核对。",
        "Paste or upload a list, and all is checked at once. The worst comes first; the signed result can be "
        "downloaded and checked offline.",
    ),
    "NavWatch": (
        "登记关注的证书或权利人。质押、冻结、异议、转让等变动，以及到期前 90、30、7 天，都会列出。",
        "Name certificates or a holder to watch: what happens to them is listed, and the end of terms 90, 30 and 7 "
        "days ahead.",
    ),
    "NavHistory": (
        "查看本机构作过的全部核验及其签名答复，供检查、审计时出示。",
        "All that your institution verified, with the signed answers, to be shown when you are examined.",
    ),
    "NavExplorer": (
        "按编号、代码、名称、摘要、交易、区块或日期查找；每个事件都能展开到链上字段，可导出 CSV 和 NDJSON。",
        "Search by number, code, name, digest, transaction, block or day; every event opens to its fields on the "
        "chain; export as CSV or NDJSON.",
    ),
    "NavBoard": (
        "查看正在公示的登记申请。认为申请有误的任何人，可在公示期内提出异议并附材料。",
        "Applications under publicity. Whoever thinks one wrong may object within the period, with material.",
    ),
    "NavCases": (
        "分步填写申请并保存草稿，提交后查看每一步的期限和还剩几个工作日；登记机构在此受理、审查、公示和办结。",
        "Fill an application step by step and save drafts; see what is due next and in how many working days. "
        "Registries accept, review, publicise and close cases here.",
    ),
    "NavAssets": (
        "查看名下证书及其上的担保、冻结、许可、报告和入表情况，可导出表格。",
        "Your certificates with the security, freezes, licences, reports and bookings on each; export as a table.",
    ),
    "NavAgenda": (
        "按日期列出证书到期、续期窗口和报告到期，可导入日历软件。",
        "Ends of terms, windows of renewal and ends of reports by day; import them into your calendar.",
    ),
    "NavHolders": (
        "按统一社会信用代码查看任一权利人的资产。",
        "Any holder's assets, by its unified social credit code.",
    ),
    "NavInbox": (
        "等待您复核、同意的业务和与本机构有关的通知，处理后自动消去。",
        "What waits for your approval or consent, and what concerns your institution.",
    ),
    "NavInstructions": (
        "查看业务单的进度：已提交、已签名、已上链、已确认。经办与复核须为不同的人。",
        "How far each instruction is: submitted, signed, on the chain, confirmed. Two different people prepare and "
        "approve.",
    ),
    "NavActs": (
        "选择要办理的业务并填写，提交给本机构另一人复核；需要其他方同意的，会出现在其收件箱。",
        "Choose an act and fill it in; another officer approves it, and other parties consent from their inboxes.",
    ),
    "NavStatistics": (
        "按区域、行业、登记机构和月份统计登记、数据量、交易与融资金额，图表下方附数据表。",
        "Registrations, volume, deals and financing by zone, industry, registry and month; a table under each chart.",
    ),
    "NavClaims": (
        "查看首次登记、入表、交易、开放的奖励申领及其依据，按规定核对后兑现或追回。",
        "Claims for a first registration, booking, deal or opening, with what each rests on; granted or clawed back.",
    ),
    "NavAudits": (
        "对本服务的账本运行独立审计，或上传已签名的审计报告，查看每项发现及其位置。",
        "Run an independent audit of this ledger, or upload a signed report; see each finding with its place.",
    ),
    "NavRules": (
        "查看现行登记规则、工作日历及其历次变更。",
        "The rules and the calendar in force, with every change of them.",
    ),
    "NavGovernance": (
        "查看治理提案、表决情况和可执行时间。",
        "Proposals, votes, and when each may be executed.",
    ),
    "NavInstitutions": (
        "按角色列出参与登记的机构及其状态。",
        "The institutions that take part, by role, and their standing.",
    ),
    "NavNumbers": (
        "查看各登记簿本月编号用量，余量不足时及早提请增配机构编码。",
        "How many numbers of this month are used; ask for another registry code before they run out.",
    ),
    "NavKeys": (
        "查看本机构登记的密钥及其职责，办理轮换和撤销。",
        "Your institution's keys and their duties; rotate or revoke them.",
    ),
    "NavOfficers": (
        "管理员在此开立、停用本机构人员账号，分配管理、经办、复核、查阅职责。管理员本人不经办、不复核。",
        "Administrators open and end accounts and give duties: administer, prepare, approve, read. They themselves "
        "neither prepare nor approve.",
    ),
    "NavOfficerLog": (
        "查看登录和人员管理的全部记录，只增不改。",
        "Every sign-in and every change of accounts; the log only grows.",
    ),
    "NavSchemas": (
        "查看登记要素、申请和凭证的公开格式，供系统对接。",
        "The published formats of documents and applications, for systems.",
    ),
}

ROWS: dict[str, Row] = {
    **{f"Help_{topic}": {"zh": zh, "en": en} for topic, (zh, en) in _TOPICS.items()},
    "HelpLead": {"zh": "每个页面能做什么、怎样做。", "en": "What each page is for, and how to use it."},
    "HelpGeneral": {"zh": "各页面通用", "en": "On every page"},
    "HelpKeyboard": {
        "zh": "全部功能都可用键盘操作：Tab 键移动，Enter 键确定，页面开头可直接跳到正文。",
        "en": "Everything works from the keyboard: Tab moves, Enter confirms, and each page begins with a way to its "
        "content.",
    },
    "HelpTime": {
        "zh": "时间均为北京时间，指向时间可看到协调世界时。页脚注明所依据的区块。",
        "en": "All times are Beijing time; hover over one for UTC. The footer names the block that the page goes by.",
    },
    "HelpLanguage": {
        "zh": "右上角切换语言。语言写在网址里，转发的链接保持同一语言。",
        "en": "Switch the language at the top right. It stands in the address, so a link keeps it.",
    },
    "HelpPrint": {
        "zh": "每个页面都可打印，打印件上哈希值完整显示。",
        "en": "Every page prints well; hashes are printed whole.",
    },
    "HelpTrouble": {
        "zh": "出现错误时，页面会说明原因和处理办法；联系运维人员时请告知页面上的请求编号。",
        "en": "When something fails, the page says why and what to do; give the operator the number of the request.",
    },
}
