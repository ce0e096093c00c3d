"""Words that every page of the portal has around it, and those of its parts."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "PortalName": {"zh": "数契 · 数据资产登记", "en": "DataDeed · data-asset registration"},
    "PortalSkip": {"zh": "跳到正文", "en": "Skip to the content"},
    "PortalNavigation": {"zh": "主导航", "en": "Main"},
    "PortalTrail": {"zh": "所在位置", "en": "Where you are"},
    "PortalPages": {"zh": "翻页", "en": "Pages"},
    "PortalFirstPage": {"zh": "回到第一页", "en": "First page"},
    "PortalNextPage": {"zh": "下一页", "en": "Next page"},
    "PortalAsAt": {"zh": "账本截至区块", "en": "Ledger as at block"},
    "PortalClock": {"zh": "时间均为北京时间", "en": "All times are Beijing time (UTC+8)"},
    "PortalDone": {"zh": "（已完成）", "en": "(done)"},
    "PortalMaker": {"zh": "经办", "en": "Prepared by"},
    "PortalChecker": {"zh": "复核", "en": "Approved by"},
    "PortalOptional": {"zh": "（选填）", "en": "(optional)"},
    "PortalFaults": {"zh": "有 {count} 处需要改正", "en": "To be put right: {count}"},
    "NavVerify": {"zh": "核验", "en": "Verify"},
    "NavHelp": {"zh": "使用帮助", "en": "Help"},
    "NavGlossary": {"zh": "术语表", "en": "Glossary"},
    "NavDocs": {"zh": "接口文档", "en": "API"},
    "ProblemStatus": {"zh": "本次请求未完成（{status}）", "en": "The request was not completed ({status})"},
    "ProblemSignIn": {"zh": "登录", "en": "Sign in"},
    "ProblemAgain": {"zh": "重试", "en": "Try again"},
    "ProblemToVerify": {"zh": "去核验证书", "en": "Verify a certificate"},
    "ProblemTell": {"zh": "如需联系运维人员，请告知：", "en": "If you turn to the operator, name:"},
}
