"""Words for codes that stand on many pages: outcomes, standings, purposes, regimes, rights, grounds of a query."""

from __future__ import annotations

from ledger.messages.row import Row


def _rows(kind: str, words: dict[str, tuple[str, str]]) -> dict[str, Row]:
    return {f"{kind}_{code}": {"zh": zh, "en": en} for code, (zh, en) in words.items()}


ROWS: dict[str, Row] = {
    **_rows(
        "Outcome",
        {
            "PASS": ("通过", "Passed"),
            "WARN": ("需关注", "Attention"),
            "FAIL": ("不通过", "Failed"),
            "UNDETERMINED": ("无法判定", "Undetermined"),
            "NOT_APPLICABLE": ("不适用", "Not applicable"),
        },
    ),
    **_rows(
        "Verdict",
        {
            "PASS": (
                "就此用途，账本上没有发现妨碍采信的事项。",
                "For this purpose nothing on the ledger stands in the way of relying on it.",
            ),
            "WARN": (
                "证书登记有效，但有须由您判断的事项，请逐项查看下方说明。",
                "It is registered, but there are matters for you to weigh: see each below.",
            ),
            "FAIL": (
                "至少有一项使其不能用于此用途，请勿采信，见下方说明。",
                "At least one check stands against it for this purpose. Do not rely on it; see below.",
            ),
            "UNDETERMINED": (
                "目前依据不足，既不能认定有效，也不能认定无效。请稍后重新核验。",
                "The evidence does not suffice now: neither valid nor invalid. Verify again later.",
            ),
        },
    ),
    **_rows(
        "Standing",
        {
            "IN_FORCE": ("有效", "In force"),
            "NOT_YET": ("尚未生效", "Not yet valid"),
            "EXPIRED": ("已到期", "Expired"),
            "RENEWAL_PENDING": ("到期，续期待决", "Expired, renewal pending"),
            "CANCELLED": ("已注销", "Cancelled"),
            "REVOKED": ("已撤销", "Revoked"),
            "SUPERSEDED": ("已被取代", "Superseded"),
        },
    ),
    **_rows(
        "Purpose",
        {
            "public": ("公开查询", "Public query"),
            "financing": ("融资", "Financing"),
            "equity": ("入资入股", "Contribution to equity"),
            "booking": ("入表", "Booking as an asset"),
            "transfer": ("转让", "Transfer"),
        },
    ),
    **_rows(
        "Basis",
        {
            "consent": ("权利人同意", "The holder's consent"),
            "own": ("权利人本人查询", "The holder's own query"),
            "duty": ("法定职责", "Statutory duty"),
            "order": ("司法、监察文书", "Order of a court or organ"),
            "engagement": ("审计、评估等委托", "Engagement to audit or evaluate"),
        },
    ),
    **_rows(
        "Regime",
        {
            "DPR": ("数据产权登记", "Data property rights (DPR)"),
            "PDR": ("公共数据资源登记", "Public data resources (PDR)"),
            "DAR": ("数据资产登记", "Data assets (DAR)"),
            "DIP": ("数据知识产权登记", "Data intellectual property (DIP)"),
        },
    ),
    **_rows("Right", {"hold": ("持有权", "hold"), "use": ("使用权", "use"), "operate": ("经营权", "operate")}),
}
