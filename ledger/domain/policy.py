"""
Which finding matters to which purpose: the verification policy, a table with a version and a day from which it holds
(P7).

A check (`verdict`) finds a fact and names it by a reason; it does not know what the answer is wanted for.  This table
says what each reason means for each purpose.  A column is a purpose, in the order of `PURPOSES`; the letters are
those of `Outcome`.  A change of the table is a new version: an answer names the version that it was judged by.  [D]
marks our own choice where the rules are silent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Purpose(StrEnum):
    """What an answer is wanted for (guideline 〔2026〕35, art. 30: whoever asks must state a purpose)."""

    FINANCING = "financing"  # 融资
    EQUITY = "equity"  # 入资入股
    BOOKING = "booking"  # 入表
    TRANSFER = "transfer"  # 转让
    PUBLIC = "public"  # 公开查询


PURPOSES = tuple(Purpose)


class Outcome(StrEnum):
    """What one check, or the whole verdict, comes to.  Never a boolean (P6)."""

    NOT_APPLICABLE = "NOT_APPLICABLE"
    PASS = "PASS"  # noqa: S105 - an outcome, no password
    WARN = "WARN"
    UNDETERMINED = "UNDETERMINED"
    FAIL = "FAIL"


OUTCOMES = {outcome.value[0]: outcome for outcome in Outcome}
"""First letter -> outcome."""


@dataclass(frozen=True, slots=True)
class Row:
    """What `reason`, found by `check`, means for the five purposes, and the rule that says so."""

    check: str
    reason: str
    letters: str
    rule: str

    def outcome(self, purpose: Purpose) -> Outcome:
        """Say what the reason means for `purpose`."""
        return OUTCOMES[self.letters[PURPOSES.index(purpose)]]

    @property
    def matters_never(self) -> bool:
        """Whether the reason only says that the check had nothing to look at."""
        return set(self.letters) == {"N"}


@dataclass(frozen=True, slots=True)
class Own:
    """A bank's own policy file, by which the verification policy was tightened; `digest` is the file's SHA-256."""

    name: str
    version: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Policy:
    """The rows, and the figures that they rest on; `own` says whose file tightened them, if one did."""

    version: str
    effective: date
    margin_days: int
    """A certificate should outlive the loan by so many days, so that what follows a default finds it alive."""
    rows: Mapping[tuple[str, str], Row]
    """By check and reason; there is one for every reason that a check can give."""
    value_percent: int = 100
    """How much of the appraised value may be lent against, in percent; what is above leaves the value short."""
    own: Own | None = None

    checks: tuple[str, ...] = field(init=False)
    """The codes of all checks, in the order in which an answer lists them."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "checks", tuple(dict.fromkeys(check for check, _ in self.rows)))


_ROWS = """
# check               reason                   F E B T P   rule
EVIDENCE_FRESH        EVIDENCE_FRESH           P P P P P   P6
EVIDENCE_FRESH        CHAIN_CLOCK_AHEAD        W W W W W   P6
EVIDENCE_FRESH        NODE_SILENT              U U U U U   P6
EVIDENCE_FRESH        MIRROR_EMPTY             U U U U U   P6
EVIDENCE_FRESH        MIRROR_BEHIND            U U U U U   P6
EVIDENCE_FRESH        MIRROR_OLD               U U U U U   P6
EVIDENCE_FRESH        MIRROR_FORKED            U U U U U   P6
EVIDENCE_FRESH        EVIDENCE_FINAL           P P P P P   P1
EVIDENCE_FRESH        BLOCK_NOT_FINAL          U U U U U   P6
QUERY_BASIS           BASIS_STATED             P P P P N   〔2026〕35 art. 30
QUERY_BASIS           BASIS_NOT_STATED         N N N N N   〔2026〕35 art. 30
REGISTERED            REGISTERED               P P P P P   〔2026〕35 art. 31
REGISTERED            NUMBER_UNKNOWN           F F F F F   〔2026〕35 art. 31
REGISTERED            ID_UNKNOWN               F F F F F   〔2026〕35 art. 31
REGISTERED            DIGEST_UNKNOWN           F F F F F   〔2026〕35 art. 27
DOCUMENT_INTACT       DOCUMENT_INTACT          P P P P P   〔2026〕35 art. 27
DOCUMENT_INTACT       DOCUMENT_ABSENT          U U U U W   P6
DOCUMENT_INTACT       DOCUMENT_ERASED          U U U U W   P9
DOCUMENT_INTACT       DOCUMENT_UNREADABLE      U U U U W   P6
DOCUMENT_INTACT       DOCUMENT_ALTERED         F F F F F   〔2026〕35 art. 27
DOCUMENT_PRESENTED    PRESENTED_NOTHING        N N N N N   〔2026〕35 art. 27
DOCUMENT_PRESENTED    PRESENTED_CURRENT        P P P P P   〔2026〕35 art. 27
DOCUMENT_PRESENTED    PRESENTED_EARLIER        W W W W W   〔2026〕35 art. 27
DOCUMENT_PRESENTED    PRESENTED_UNKNOWN        F F F F F   〔2026〕35 art. 27
DOCUMENT_AGREES       DOCUMENT_AGREES          P P P P P   〔2026〕35 art. 27
DOCUMENT_AGREES       DOCUMENT_DIFFERS         F F W F W   〔2026〕35 art. 27
DOCUMENT_AGREES       CONTENT_UNSEEN           N N N N N   P6
QR_MATCHES            QR_NOT_SHOWN             N N N N N   〔2026〕35 art. 27
QR_MATCHES            QR_CURRENT               P P P P P   〔2026〕35 art. 27
QR_MATCHES            QR_EARLIER               W W W W W   〔2026〕35 art. 27
QR_MATCHES            QR_UNKNOWN               F F F F F   〔2026〕35 art. 27
REGISTRY_IN_CHARGE    REGISTRY_IN_CHARGE       P P P P P   〔2026〕35 art. 33
REGISTRY_IN_CHARGE    REGISTRY_SUCCEEDED       P P P P P   〔2026〕35 art. 13
REGISTRY_IN_CHARGE    REGISTRY_SUSPENDED       W W W F W   〔2026〕35 art. 38
REGISTRY_IN_CHARGE    REGISTRY_WITHOUT_ROLE    W W W F W   〔2026〕35 art. 38
REGISTRY_IN_CHARGE    REGISTRY_UNKNOWN         U U U U U   P6
HOLDER_MATCHES        HOLDER_SOLE              P P P P P   〔2026〕35 art. 31
HOLDER_MATCHES        HOLDER_ONE_OF_SEVERAL    P P P P P   〔2026〕35 art. 21
HOLDER_MATCHES        HOLDER_FORMER_NAME       W W W W W   〔2026〕35 art. 35
HOLDER_MATCHES        HOLDER_NAME_OTHER        W W W W W   〔2026〕35 art. 35
HOLDER_MATCHES        HOLDER_OTHER             F F F F F   〔2026〕35 art. 31
HOLDER_MATCHES        HOLDER_NOT_STATED        W W W W N   〔2026〕35 art. 31
HOLDER_MATCHES        HOLDER_NAMED_ONLY        W W W W P   〔2026〕35 art. 31
HOLDER_MATCHES        HOLDER_NAMES_UNSEEN      U U U U W   P6
HOLDER_ACTIVE         HOLDER_ACTIVE            P P P P N   P2
HOLDER_ACTIVE         HOLDER_SUSPENDED         F F W F N   P2 [D]
IN_FORCE              IN_FORCE                 P P P P P   〔2026〕35 art. 26
IN_FORCE              NOT_YET                  F F F F F   〔2026〕35 art. 26
IN_FORCE              EXPIRED                  F F F F F   〔2026〕35 art. 36
IN_FORCE              RENEWAL_PENDING          F F F F W   〔2026〕35 art. 36
IN_FORCE              CANCELLED                F F F F F   〔2026〕35 art. 37
IN_FORCE              REVOKED                  F F F F F   〔2026〕35 art. 39
IN_FORCE              SUPERSEDED               F F F F F   〔2026〕35 art. 34
TERM_COVERS           TERM_COVERS              P P P P P   银监发〔2017〕16号
TERM_COVERS           TERM_RUNS                P P P P P   〔2026〕35 art. 26
TERM_COVERS           TERM_SHORT               W W P P N   银监发〔2017〕16号 [D]
TERM_COVERS           TERM_TIGHT               W W P P N   银监发〔2017〕16号 [D]
TERM_COVERS           TERM_ENDING              W W P P P   〔2026〕35 art. 36 [D]
TERM_COVERS           TERM_NOT_RUNNING         N N N N N   〔2026〕35 art. 26
RENEWAL               NO_RENEWAL               P P P P P   〔2026〕35 art. 36
RENEWAL               RENEWAL_REQUESTED        W W P W P   〔2026〕35 art. 36 [D]
RIGHT_TO_OPERATE      RIGHT_TO_OPERATE         P P P P P   〔2026〕35 art. 3
RIGHT_TO_OPERATE      RIGHT_TO_OPERATE_ABSENT  F F N F N   〔2026〕35 art. 3
CONDITIONS            CONDITIONS_NONE          P P P P P   〔2026〕35 art. 23
CONDITIONS            CONDITIONS_NOTED         W W W W P   〔2026〕35 art. 23
CO_HOLDERS            HELD_ALONE               P P P P N   民法典 art. 301
CO_HOLDERS            HELD_JOINTLY             W W W W N   民法典 art. 301
BENEFICIARIES         BENEFICIARIES_NONE       P P P P N   信托法 art. 10
BENEFICIARIES         BENEFICIARIES_NOTED      W W W W N   信托法 art. 10 [D]
PUBLIC_BODY           NO_PUBLIC_BODY           P P P P N   财资〔2024〕1号
PUBLIC_BODY           PUBLIC_BODY              F W P W N   财资〔2024〕1号
PLEDGES               NOT_PLEDGED              P P P P P   民法典 art. 414
PLEDGES               RANK_HELD                W F P W P   民法典 art. 414 [D]
PLEDGES               PLEDGED                  W F W W W   市场主体登记管理条例 art. 13; 民法典 art. 414, 444
PLEDGES               PLEDGED_PAST_TERM        W F W W W   市场主体登记管理条例 art. 13; 民法典 art. 436
PLEDGES               PLEDGED_UNPERFECTED      W F W W W   市场主体登记管理条例 art. 13; 担保制度解释 art. 63
PLEDGES               PLEDGE_OBJECTED          W F W W W   市场主体登记管理条例 art. 13; 动产和权利担保统一登记办法
FREEZES               NOT_FROZEN               P P P P P   查封规定 art. 24
FREEZES               FROZEN                   F F W F W   查封规定 art. 24
FREEZES               FROZEN_IN_PART           W W W W W   查封规定 art. 19
FREEZES               FREEZE_QUEUED            W W W W W   查封规定 art. 26
CONTROLS              NOT_CONTROLLED           P P P P P   〔2026〕35 art. 23
CONTROLS              CONTROLLED               F F W F W   〔2026〕35 art. 23
SURRENDERED           NOT_SURRENDERED          P P P P P   〔2026〕35 art. 37 [D]
SURRENDERED           SURRENDERED              F F W F W   〔2026〕35 art. 37 [D]
OBJECTIONS            NOT_OBJECTED             P P P P P   〔2026〕35 art. 29
OBJECTIONS            OBJECTED                 F F W F W   〔2026〕35 art. 29 [D]
OBJECTIONS            SUIT_PENDING             F F W F W   〔2026〕35 art. 29 [D]
SOURCE_OBJECTIONS     NO_SOURCE_OBJECTS        P P P P P   先行区政策清单 art. 6
SOURCE_OBJECTIONS     SOURCE_OBJECTS           W W W W W   先行区政策清单 art. 6
SOURCE_OBJECTIONS     SOURCE_DELETION_DUE      W W W W W   先行区政策清单 art. 6; 个人信息保护法 art. 47 [D]
DISPUTES              NO_DISPUTE               P P P P P   〔2026〕35 art. 29
DISPUTES              DISPUTED                 W W W W W   〔2026〕35 art. 29; 仲裁法 art. 28
PENDING               NOTHING_PENDING          P P P P P   〔2026〕35 art. 34
PENDING               ACTS_PENDING             W W P W P   〔2026〕35 art. 34, 35, 36, 37 [D]
APPLICATIONS          APPLICATIONS_NONE        P P P P N   〔2026〕35 art. 21
APPLICATIONS          APPLICATIONS_OPEN        W W P W N   〔2026〕35 art. 21 [D]
CONTRIBUTION          NOT_CONTRIBUTED          P P P P P   公司法 art. 48
CONTRIBUTION          RESERVED                 F F W F W   公司法 art. 49 [D]
CONTRIBUTION          CONTRIBUTED              W F P W P   公司法 art. 53
CONTRIBUTION          CONTRIBUTION_UNCONFIRMED W F W W W   公司法 art. 49 [D]
CONTRIBUTION          CONTRIBUTION_OVERDUE     W F W W W   公司法 art. 49, 52 [D]
EQUITY_TERMS          EQUITY_NOT_STATED        N N N N N   公司法 art. 48
EQUITY_TERMS          EQUITY_FITS              N P N N N   公司法 art. 48
EQUITY_TERMS          AGREED_NOT_COMPARED      N N N N N   公司法 art. 48
EQUITY_TERMS          AGREED_ABOVE_VALUE       N F N N N   公司法 art. 48
EQUITY_TERMS          AGREED_FAR_BELOW         N W N N N   公司法 art. 48 [D]
EQUITY_TERMS          INVESTEE_UNKNOWN         N W N N N   公司法 art. 49
EQUITY_TERMS          INVESTEE_SUSPENDED       N F N N N   公司法 art. 49 [D]
EQUITY_TERMS          INVESTEE_IS_HOLDER       N F N N N   公司法 art. 49
EQUITY_TERMS          CONTRIBUTED_BACK         N F N N N   公司法 art. 53
LICENCES              NOT_LICENSED             P P P P P   〔2026〕35 art. 3
LICENCES              LICENSED                 W W P W P   〔2026〕35 art. 3
LICENCES              LICENSED_EXCLUSIVELY     W W W W W   〔2026〕35 art. 3
SAME_DATA             SAME_DATA_NOWHERE_ELSE   P P P P N   〔2026〕35 art. 21
SAME_DATA             SAME_DATA_ELSEWHERE      W W W W N   〔2026〕35 art. 21
SAME_DATA_BURDENS     SAME_DATA_UNBURDENED     P P P P N   〔2026〕35 art. 21
SAME_DATA_BURDENS     SAME_DATA_PLEDGED        W W W W N   〔2026〕35 art. 21; 民法典 art. 414
SAME_DATA_BURDENS     SAME_DATA_FROZEN         W W W W N   〔2026〕35 art. 21; 查封规定 art. 24
SAME_DATA_BURDENS     HOLDER_PLEDGED_SAME_DATA W F W W N   民法典 art. 414; 市场主体登记管理条例 art. 13 [D]
SAME_DATA_BURDENS     HOLDER_CONTRIBUTED_SAME_DATA W F W W N 公司法 art. 48, 53 [D]
SAME_DATA_BURDENS     HOLDER_FROZEN_SAME_DATA  F F W F N   查封规定 art. 24 [D]
SAME_DATA_BURDENS     SAME_DATA_UNSEEN         U U U U N   P6
LINKS                 NOT_LINKED               P P P P N   〔2026〕35 art. 41
LINKS                 LINKED                   W W W W N   〔2026〕35 art. 21, 41
VALUE_REPORT          VALUE_CURRENT            P P P P P   资产评估法 art. 27
VALUE_REPORT          VALUE_SHORT              W P P P P   银监发〔2017〕16号
VALUE_REPORT          VALUE_FOR_OTHER_PURPOSE  W F N N N   资产评估法 art. 32; 公司法 art. 48
VALUE_REPORT          VALUE_STALE              W F N W N   公司法 art. 48; 银监发〔2017〕16号
VALUE_REPORT          VALUE_LAPSED             W F N W N   公司法 art. 48; 银监发〔2017〕16号
VALUE_REPORT          VALUE_WITHDRAWN          W F N W N   公司法 art. 48; 银监发〔2017〕16号
VALUE_REPORT          VALUE_ABSENT             W F N N N   公司法 art. 48; 银监发〔2017〕16号
VALUE_REPORT          VALUE_NOT_COMPARED       N N N N N   资产评估法 art. 27
REPORTS               REPORTS_NONE             N N N N N   先行区政策清单 art. 2
REPORTS               REPORTS_CURRENT          P P P P N   先行区政策清单 art. 2
REPORTS               REPORTS_STALE            W W W W N   先行区政策清单 art. 2 [D]
EVALUATORS            EVALUATORS_NONE          N N N N N   资产评估法 art. 15
EVALUATORS            EVALUATORS_ADMITTED      P P P P N   资产评估法 art. 15
EVALUATORS            EVALUATOR_SUSPENDED      W W W W N   资产评估法 art. 15 [D]
EVALUATORS            EVALUATOR_WITHOUT_ROLE   W W W W N   资产评估法 art. 15 [D]
BOOKINGS              NOT_BOOKED               P P P P P   财会〔2023〕11号
BOOKINGS              BOOKED                   P P P P P   财会〔2023〕11号
BOOKINGS              BOOKED_ELSEWHERE         W W F W W   财会〔2023〕11号 [D]
LISTINGS              NOT_LISTED               P P P P P   〔2026〕35 art. 3
LISTINGS              LISTED                   P W P W P   〔2026〕35 art. 3 [D]
CUSTODY               CUSTODY_NONE             N N N N N   先行区政策清单 art. 2
CUSTODY               CUSTODY_CURRENT          P P P P N   先行区政策清单 art. 2
CUSTODY               CUSTODY_OVERDUE          W W P W N   先行区政策清单 art. 2 [D]
CUSTODY               CUSTODY_OF_OTHER_DATA    W W W W N   先行区政策清单 art. 2 [D]
GRADE                 GRADE_GENERAL            P P P P P   GB/T 43697-2024
GRADE                 GRADE_IMPORTANT          P W P W P   数据安全法 art. 21 [D]
GRADE                 GRADE_CORE               F F F F F   数据安全法 art. 21
GRADE                 CONTENT_UNSEEN           U U U U N   P6
PERSONAL_INFORMATION  PERSONAL_NONE            P P P P N   个人信息保护法 art. 4
PERSONAL_INFORMATION  PERSONAL_INVOLVED        W W P W N   个人信息保护法 art. 23 [D]
PERSONAL_INFORMATION  CONTENT_UNSEEN           U U U U N   P6
SOURCES_AUTHORISED    SOURCES_AUTHORISED       P P P P N   〔2026〕35 art. 19
SOURCES_AUTHORISED    SOURCES_ENDING           W W P W N   〔2026〕35 art. 19 [D]
SOURCES_AUTHORISED    SOURCES_ENDED            F F W F N   〔2026〕35 art. 19 [D]
SOURCES_AUTHORISED    CONTENT_UNSEEN           U U U U N   P6
LEDGER_OPEN           LEDGER_OPEN              P P P P N   P7
LEDGER_OPEN           LEDGER_PAUSED            W W W W N   P7
MARKS                 MARKS_KNOWN              P P P P P   P6
MARKS                 MARKS_UNKNOWN            U U U U U   P6
VERSION               VERSION_FIRST            P P P P P   P4
VERSION               VERSION_CHANGED          P P P P P   P4
"""


def _parse(text: str) -> dict[tuple[str, str], Row]:
    rows = {}
    for line in text.strip().splitlines():
        if not line.startswith("#"):
            check, reason, *letters, rule = line.split(maxsplit=7)
            rows[check, reason] = Row(check, reason, "".join(letters), rule)
    return rows


POLICY = Policy(version="2026-11-27", effective=date(2026, 11, 27), margin_days=90, rows=_parse(_ROWS))
