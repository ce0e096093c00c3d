"""
A portfolio: many certificates judged as of one block, a line each, and one signature over all lines.

The lines are the leaves of a Merkle tree (RFC 6962), each its bytes without the line's end; its root is what is signed.
So one line can be shown alone, with its path, and nothing is said of the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from api.batch import CONTENTS, Batch
from api.schemas.portfolios import ITEMS_MAX, PortfolioHolder, PortfolioItem, PortfolioRequest
from ledger.answers.jws import written
from ledger.answers.proving import Given
from ledger.domain.calendar import day_of
from ledger.domain.events import CertificateId
from ledger.domain.merkle import leaf_hash, root
from ledger.domain.numbers import CertificateNumber
from ledger.domain.policy import Outcome, Policy, Purpose
from ledger.domain.question import Basis, BasisKind, Evidence, Question
from ledger.domain.verdict import Answer, judge
from ledger.errors import InvalidInput
from ledger.store.documents import Documents
from ledger.store.queries import ReadSession
from ledger.store.queries.batches import CERTIFICATES_MAX

SCHEMA = "datadeed/portfolio/1"

_QUIET = (Outcome.PASS, Outcome.NOT_APPLICABLE)
"""What a line does not mention."""

Sign = Callable[[Mapping[str, Any]], Given]


# WHAT IS ASKED


def check(asked: PortfolioRequest) -> None:
    """
    Refuse what no line could answer, by the field: `items[3].number`.

    Raises `InvalidInput`: PortfolioSize, BasisMissing, LoanNotForPurpose, HolderNotNamed, CertificateNotNamed,
    CertificateNamedTwice.
    """
    if not 1 <= len(asked.items) <= ITEMS_MAX:
        raise InvalidInput("PortfolioSize", "items", given=len(asked.items), maximum=ITEMS_MAX)
    if asked.basis is None and asked.purpose is not Purpose.PUBLIC:
        raise InvalidInput("BasisMissing", "basis", at="basis", purpose=asked.purpose.value)
    _check_holder(asked.holder, "holder")
    for index, item in enumerate(asked.items):
        if item.number is None and item.id is None:
            raise InvalidInput("CertificateNotNamed", f"items[{index}].number")
        if item.number is not None and item.id is not None:
            raise InvalidInput("CertificateNamedTwice", f"items[{index}].id")
        if item.loan is not None and asked.purpose is not Purpose.FINANCING:
            raise InvalidInput("LoanNotForPurpose", f"items[{index}].loan", purpose=asked.purpose.value)
        _check_holder(item.holder, f"items[{index}].holder")


def _check_holder(holder: PortfolioHolder | None, field: str) -> None:
    if holder is not None and holder.uscc is None and holder.name is None:
        raise InvalidInput("HolderNotNamed", field, at=field)


def questions(asked: PortfolioRequest, instant: int) -> list[Question]:
    """Return what is to be judged of each certificate at a unix second.  Raises `InvalidInput` MaturityPassed."""
    today = day_of(instant)
    for index, item in enumerate(asked.items):
        if item.loan is not None and item.loan.maturity < today:
            given = item.loan.maturity.isoformat()
            raise InvalidInput("MaturityPassed", f"items[{index}].loan.maturity", given=given, today=today.isoformat())
    basis = Basis(BasisKind[asked.basis.kind.upper()], asked.basis.reference) if asked.basis is not None else None
    return [_question(asked, item, basis, instant) for item in asked.items]


def _question(asked: PortfolioRequest, item: PortfolioItem, basis: Basis | None, instant: int) -> Question:
    holder = item.holder or asked.holder
    return Question(
        purpose=asked.purpose,
        instant=instant,
        number=CertificateNumber.parse(item.number) if item.number is not None else None,
        certificate_id=CertificateId(bytes.fromhex(item.id[2:])) if item.id is not None else None,
        holder_uscc=holder.uscc if holder is not None else None,
        holder_name=holder.name if holder is not None else None,
        maturity=item.loan.maturity if item.loan is not None else None,
        amount=item.loan.amount_fen if item.loan is not None else None,
        basis=basis,
    )


# WHAT IS ANSWERED


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Certificates that are judged together: the questions, all at one instant, the evidence and the policy."""

    questions: Sequence[Question]
    evidence: Evidence
    policy: Policy

    def lines(self, session: ReadSession, documents: Documents, sign: Sign) -> Iterator[bytes]:
        """
        Return the lines, some hundred at a time: what all of them are as of, one a certificate, and the signature.

        `sign` gives the answer of its content.  Raises `Inconsistent` and `Unavailable` as reading does: what came
        before is then without a signature, and no answer.
        """
        batch = Batch(session, documents, CONTENTS)
        leaves: list[bytes] = []
        tally: Counter[Outcome] = Counter()
        opening = [written(self._opening())]
        for start in range(0, len(self.questions), CERTIFICATES_MAX):
            part = self.questions[start : start + CERTIFICATES_MAX]
            answers = [
                judge(question, subject, self.evidence, self.policy)
                for question, subject in zip(part, batch.subjects(part), strict=True)
            ]
            said = [_line(index, answer) for index, answer in enumerate(answers, start)]
            leaves += map(leaf_hash, said)
            tally.update(answer.verdict for answer in answers)
            yield b"\n".join([*opening, *said, b""])
            opening = []
        yield written(self._closing(leaves, tally, sign)) + b"\n"

    def _opening(self) -> dict[str, Any]:
        evidence, own = self.evidence, self.policy.own
        return {
            "schema": SCHEMA,
            "block": evidence.block,
            "hash": "0x" + evidence.hash.hex() if evidence.hash is not None else None,
            "time": _moment(evidence.time),
            "judgedAt": _moment(evidence.instant),
            "purpose": self.questions[0].purpose.value,
            "policy": self.policy.version,
            "ownPolicy": f"{own.name} {own.version}" if own is not None else None,
            "count": len(self.questions),
        }

    def _closing(self, leaves: Sequence[bytes], tally: Mapping[Outcome, int], sign: Sign) -> dict[str, Any]:
        counted = {outcome.value: tally[outcome] for outcome in Outcome if outcome is not Outcome.NOT_APPLICABLE}
        over = {"root": "0x" + root(leaves).hex(), "tally": counted}
        given = sign({"portfolio": {**self._opening(), **over}})
        return {**over, "number": given.number, "answer": given.jws, "log": given.log}


def _line(index: int, answer: Answer) -> bytes:
    return written(
        {
            "index": index,
            "asked": _asked(answer.question),
            "certificate": _certificate(answer),
            "verdict": answer.verdict,
            "checks": [
                {"code": each.code, "outcome": each.outcome, "reason": each.reason}
                for each in answer.checks
                if each.outcome not in _QUIET
            ],
        }
    )


def _asked(question: Question) -> dict[str, Any]:
    """Return a question as understood, so that its line stands by itself."""
    said: dict[str, Any] = {}
    if question.number is not None:
        said["number"] = question.number.text
    if question.certificate_id is not None:
        said["id"] = "0x" + question.certificate_id.hex()
    holder = {"uscc": question.holder_uscc, "name": question.holder_name}
    if any(holder.values()):
        said["holder"] = holder
    if question.maturity is not None:
        said["loan"] = {"maturity": question.maturity.isoformat(), "amountFen": question.amount}
    return said


def _certificate(answer: Answer) -> dict[str, Any] | None:
    if answer.subject is None or answer.standing is None:
        return None
    certificate = answer.subject.certificate
    return {
        "id": "0x" + certificate.id.hex(),
        "number": answer.subject.number.text,
        "state": certificate.state.name,
        "lastValidDay": answer.standing.last_valid_day.isoformat(),
        "sequence": certificate.sequence,
        "head": "0x" + certificate.head.hex(),
    }


def _moment(instant: int | None) -> str | None:
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if instant is not None else None
