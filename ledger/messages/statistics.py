"""Sentences and words of statistics and of what a holder has."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "MonthInvalid": {
        "zh": "{field}：“{given}”不是月份。请写成 2026-11 的形式。",
        "en": "{field}: “{given}” is no month. Write it as 2026-11.",
    },
    "MonthsReversed": {
        "zh": "{field}：起始月份 {first} 晚于截止月份 {last}。请对调或改正。",
        "en": "{field}: the first month {first} is after the last, {last}. Exchange or correct them.",
    },
}

SECTIONS: dict[str, Row] = {
    "A": {"zh": "农、林、牧、渔业", "en": "Agriculture, forestry, animal husbandry, fishery"},
    "B": {"zh": "采矿业", "en": "Mining"},
    "C": {"zh": "制造业", "en": "Manufacturing"},
    "D": {"zh": "电力、热力、燃气及水生产和供应业", "en": "Electricity, heat, gas and water"},
    "E": {"zh": "建筑业", "en": "Construction"},
    "F": {"zh": "批发和零售业", "en": "Wholesale and retail"},
    "G": {"zh": "交通运输、仓储和邮政业", "en": "Transport, storage and post"},
    "H": {"zh": "住宿和餐饮业", "en": "Hotels and catering"},
    "I": {"zh": "信息传输、软件和信息技术服务业", "en": "Information, software and IT services"},
    "J": {"zh": "金融业", "en": "Finance"},
    "K": {"zh": "房地产业", "en": "Real estate"},
    "L": {"zh": "租赁和商务服务业", "en": "Leasing and business services"},
    "M": {"zh": "科学研究和技术服务业", "en": "Research and technical services"},
    "N": {"zh": "水利、环境和公共设施管理业", "en": "Water, environment and public facilities"},
    "O": {"zh": "居民服务、修理和其他服务业", "en": "Household services, repair and others"},
    "P": {"zh": "教育", "en": "Education"},
    "Q": {"zh": "卫生和社会工作", "en": "Health and social work"},
    "R": {"zh": "文化、体育和娱乐业", "en": "Culture, sport and entertainment"},
    "S": {"zh": "公共管理、社会保障和社会组织", "en": "Public administration and social organisations"},
    "T": {"zh": "国际组织", "en": "International organisations"},
    "": {"zh": "未知（文档不在档）", "en": "Unknown (no document on file)"},
}
"""The sections of GB/T 4754, by the letter with which a division begins."""

REGIMES: dict[str, Row] = {
    "DPR": {"zh": "数据产权登记", "en": "Data property rights"},
    "PDR": {"zh": "公共数据资源登记", "en": "Public data resources"},
    "DAR": {"zh": "数据资产登记", "en": "Data assets"},
    "DIP": {"zh": "数据知识产权登记", "en": "Data intellectual property"},
}
"""The regimes, short."""

SPANS: dict[str, Row] = {
    "acceptance": {"zh": "提交 → 受理", "en": "submission → acceptance"},
    "review": {"zh": "受理 → 审查通过", "en": "acceptance → review passed"},
    "notice": {"zh": "审查通过 → 公示", "en": "review passed → publicity"},
    "publicity": {"zh": "公示 → 存证", "en": "publicity → deposit"},
    "whole": {"zh": "提交 → 存证（全程）", "en": "submission → deposit (whole)"},
    "refusal": {"zh": "提交 → 不予登记", "en": "submission → refusal"},
}
"""The spans of a case's course."""

MEASURES: dict[str, Row] = {
    "registered": {"zh": "登记数", "en": "registered"},
    "registered_bytes": {"zh": "登记数据量（字节）", "en": "registered, bytes"},
    "unread": {"zh": "文档未读", "en": "document not read"},
    "in_force": {"zh": "有效", "en": "in force"},
    "in_force_bytes": {"zh": "有效数据量（字节）", "en": "in force, bytes"},
    "renewed": {"zh": "续期", "en": "renewed"},
    "cancelled": {"zh": "注销", "en": "cancelled"},
    "revoked": {"zh": "撤销", "en": "revoked"},
    "superseded": {"zh": "被取代", "en": "superseded"},
    "frozen": {"zh": "冻结", "en": "frozen"},
    "objected": {"zh": "登记异议", "en": "objections"},
    "source_objected": {"zh": "来源方异议", "en": "objections of sources"},
    "publicity_objected": {"zh": "公示异议", "en": "objections to publicity"},
    "listed": {"zh": "挂牌", "en": "listed"},
    "dealt": {"zh": "成交", "en": "deals"},
    "dealt_fen": {"zh": "成交金额（分）", "en": "deals, fen"},
    "pledged": {"zh": "质押登记", "en": "pledges made"},
    "pledged_fen": {"zh": "质押融资金额（分）", "en": "pledges made, fen"},
    "secured": {"zh": "在押", "en": "pledges in force"},
    "secured_fen": {"zh": "在押金额（分）", "en": "pledges in force, fen"},
    "valued": {"zh": "价值评估", "en": "valuations"},
    "valued_fen": {"zh": "评估价值（分）", "en": "valuations, fen"},
    "booked": {"zh": "入表", "en": "bookings"},
    "booked_fen": {"zh": "入表金额（分）", "en": "bookings, fen"},
    "contributed": {"zh": "作价出资", "en": "contributions"},
    "contributed_fen": {"zh": "注册资本（分）", "en": "registered capital, fen"},
    "claimed": {"zh": "激励申领", "en": "incentive claims"},
}
"""What statistics count."""
