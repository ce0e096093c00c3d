"""
The fourteen groups of a verification's answer (domain rules §10): under which each check stands.
"""

from __future__ import annotations

from collections.abc import Mapping

GROUPS = tuple(range(1, 15))
"""Of all answers, in order; the last is the verdict's own."""

_CHECKS: Mapping[int, str] = {
    1: "REGISTERED REGISTRY_IN_CHARGE DOCUMENT_INTACT DOCUMENT_PRESENTED DOCUMENT_AGREES QR_MATCHES VERSION",
    2: "HOLDER_MATCHES HOLDER_ACTIVE CO_HOLDERS",
    3: "IN_FORCE TERM_COVERS",
    4: "RIGHT_TO_OPERATE CONDITIONS",
    5: "SOURCES_AUTHORISED BENEFICIARIES",
    6: "GRADE PERSONAL_INFORMATION PUBLIC_BODY",
    7: "PLEDGES",
    8: "FREEZES CONTROLS SURRENDERED MARKS",
    9: "OBJECTIONS SOURCE_OBJECTIONS DISPUTES RENEWAL PENDING APPLICATIONS LEDGER_OPEN",
    10: "SAME_DATA SAME_DATA_BURDENS LINKS",
    11: "VALUE_REPORT REPORTS EVALUATORS",
    12: "CONTRIBUTION EQUITY_TERMS LICENCES BOOKINGS LISTINGS",
    13: "CUSTODY",
    14: "EVIDENCE_FRESH QUERY_BASIS",
}

GROUP_OF: Mapping[str, int] = {check: number for number, checks in _CHECKS.items() for check in checks.split()}
"""Code of a check -> its group."""
