"""Words of a bank's own pages: its portfolio, its watch list, what it has verified."""

from __future__ import annotations

from ledger.messages.row import Row

_PORTFOLIO: dict[str, Row] = {
    "NavPortfolio": {"zh": "批量核验", "en": "Portfolio"},
    "PortfolioTitle": {"zh": "批量核验", "en": "Check a portfolio"},
    "PortfolioLead": {
        "zh": "一次核验全部押品或资产清单：同一区块、同一用途，由一个签名覆盖全部结果。",
        "en": "All collateral or assets at once: as of one block, for one purpose, under one signature.",
    },
    "PortfolioList": {"zh": "证书清单", "en": "The list"},
    "PortfolioListHint": {
        "zh": "每行一份：证书编号，权利人代码，贷款到期日，贷款金额（后三项可不填）。可从表格直接粘贴",
        "en": "A line each: certificate, holder's code, the loan's maturity, its amount (the last three may be left "
        "out). Paste from a spreadsheet",
    },
    "PortfolioFile": {"zh": "或选择 CSV 文件", "en": "Or a CSV file"},
    "PortfolioFileHint": {"zh": "UTF-8 编码，列同上", "en": "In UTF-8, with the same columns"},
    "PortfolioAsk": {"zh": "核验全部", "en": "Check all"},
    "PortfolioDownload": {"zh": "核验并下载结果", "en": "Check and download"},
    "PortfolioFound": {"zh": "批量核验结果", "en": "What was found"},
    "PortfolioSigned": {
        "zh": "签名答复编号 {answer}，结论较差的列在前面。",
        "en": "Signed answer {answer}; the worst first.",
    },
    "PortfolioCount": {"zh": "份数", "en": "Certificates"},
    "PortfolioRoot": {"zh": "结果摘要", "en": "Digest of the lines"},
    "PortfolioVerdict": {"zh": "结论", "en": "Verdict"},
    "PortfolioWhy": {"zh": "未通过的项目", "en": "Checks not passed"},
    "PortfolioLastDay": {"zh": "最后有效日", "en": "Last valid day"},
    "PortfolioMore": {
        "zh": "仅显示前 {shown} 份，全部结果请用“核验并下载结果”。",
        "en": "Only the first {shown} are shown; “Check and download” gives all.",
    },
}

_WATCH: dict[str, Row] = {
    "NavWatch": {"zh": "关注", "en": "Watch list"},
    "WatchTitle": {"zh": "关注清单", "en": "Watch list"},
    "WatchLead": {
        "zh": "所关注的证书或权利人发生登记变动、或临近到期时，在此提醒。",
        "en": "You are told here when anything happens to what you watch, and before a term ends.",
    },
    "WatchTold": {"zh": "最近的提醒", "en": "Newest messages"},
    "WatchNothing": {
        "zh": "还没有提醒。添加关注后，登记变动和到期都会列在这里。",
        "en": "Nothing yet. Once you watch something, what happens to it is listed here.",
    },
    "WatchOther": {"zh": "账本更正通知", "en": "Notice of the ledger"},
    "WatchVoid": {"zh": "已作废", "en": "void"},
    "WatchList": {"zh": "正在关注", "en": "What is watched"},
    "WatchNone": {
        "zh": "还没有关注任何证书或权利人，请在下方添加。",
        "en": "Nothing is watched yet. Add something below.",
    },
    "WatchWhat": {"zh": "对象", "en": "What"},
    "WatchDays": {"zh": "提前提醒（天）", "en": "Days ahead"},
    "WatchSince": {"zh": "自", "en": "Since"},
    "WatchCount": {"zh": "提醒数", "en": "Messages"},
    "WatchAct": {"zh": "办理", "en": "Act"},
    "WatchHolder": {"zh": "权利人，参与方序号", "en": "Holder, participant"},
    "WatchMore": {"zh": "另有 {more} 份", "en": "and {more} more"},
    "WatchWebhook": {"zh": "同时推送到机构系统", "en": "also sent to the institution's system"},
    "WatchEnd": {"zh": "不再关注", "en": "Stop watching"},
    "WatchAdd": {"zh": "添加关注", "en": "Watch one more"},
    "WatchCertificates": {"zh": "证书编号", "en": "Certificates"},
    "WatchCertificatesHint": {
        "zh": "一份或多份，用空格或换行分开",
        "en": "One or several, with blanks or lines between",
    },
    "WatchHolderCode": {"zh": "或权利人统一社会信用代码", "en": "Or a holder's unified social credit code"},
    "WatchHolderHint": {"zh": "关注该权利人持有的全部证书", "en": "All certificates that it holds"},
    "WatchBegin": {"zh": "关注", "en": "Watch"},
    "Alert_term": {"zh": "证书临近到期", "en": "term ends"},
    "Alert_freeze": {"zh": "冻结临近期满", "en": "freeze ends"},
    "Alert_control": {"zh": "管控临近期满", "en": "control ends"},
    "Alert_hold": {"zh": "预告临近失效", "en": "hold lapses"},
    "Alert_pledge": {"zh": "质押临近到期", "en": "pledge's term ends"},
    "Alert_report": {"zh": "报告临近到期", "en": "report lapses"},
    "Alert_staleReport": {"zh": "报告针对旧版数据", "en": "report of former data"},
}

_HISTORY: dict[str, Row] = {
    "NavHistory": {"zh": "核验记录", "en": "Verified"},
    "HistoryTitle": {"zh": "核验记录", "en": "What was verified"},
    "HistoryLead": {
        "zh": "本机构人员和系统所作的每一次核验，签名答复永久留存。",
        "en": "Every verification by your institution's officers and systems; the signed answers are kept.",
    },
    "HistoryNothing": {"zh": "还没有核验记录。", "en": "Nothing has been verified yet."},
    "HistoryMany": {"zh": "批量 {count} 份", "en": "{count} at once"},
}

ROWS: dict[str, Row] = {**_PORTFOLIO, **_WATCH, **_HISTORY}
