"""Words for the marks of a certificate: what may rest on it."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "FLAG_PLEDGED": {"zh": "质押或顺位预告", "en": "pledged, or a rank held"},
    "FLAG_LICENSED": {"zh": "许可", "en": "licensed"},
    "FLAG_FROZEN": {"zh": "冻结", "en": "frozen"},
    "FLAG_OBJECTED": {"zh": "异议", "en": "objected to"},
    "FLAG_CONTROLLED": {"zh": "行政管控", "en": "under administrative control"},
    "FLAG_SOURCE_OBJECTED": {"zh": "来源方异议", "en": "objected to by a source of the data"},
    "FLAG_DISPUTED": {"zh": "仲裁备注", "en": "noted as disputed"},
    "FLAG_SURRENDERED": {"zh": "已交回登记机构", "en": "surrendered to the registry"},
    "FLAG_RESERVED": {"zh": "出资锁定", "en": "reserved for a contribution"},
    "FLAG_CONTRIBUTED": {"zh": "已作价出资", "en": "contributed to a company"},
    "FLAG_ATTESTED": {"zh": "有报告、入表、托管或挂牌等记载", "en": "with reports, bookings, custody or listings"},
    "FLAG_LINKED": {"zh": "关联或承继", "en": "linked with another certificate"},
    "FLAG_RENEWING": {"zh": "续期申请待决", "en": "renewal requested"},
    "FLAG_SHARED": {"zh": "共同持有", "en": "held in common"},
}
