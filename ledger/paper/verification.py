"""
The paper of a verification: what was signed, to be put in a file, with the signature by which it can be checked.

It says what the signed answer says and nothing more, and names the answer by its digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ledger.domain.calendar import SHANGHAI
from ledger.domain.numbers import CertificateNumber
from ledger.domain.policy import Outcome
from ledger.domain.qr import qr_of
from ledger.messages import sentence
from ledger.paper.paper import Paper

MARK = 16
"""So many hexadecimal digits of the SHA-256 of the signed answer stand at the foot of each page."""


TAMPERED = ("DOCUMENT_PRESENTED", "QR_MATCHES")
"""Checks of what was brought along: where one fails, nothing of the certificate is shown beside it."""


def is_tampered(verification: Mapping[str, Any]) -> bool:
    """Return whether a file or a code was shown that is not the certificate's."""
    return any(each["code"] in TAMPERED and each["outcome"] == Outcome.FAIL for each in verification["checks"])


def pdf(content: Mapping[str, Any], token: str, locale: str, font: Path | None = None, *, host: str = "") -> bytes:
    """
    Return the paper of a verification in `locale`: `content` is the payload of the compact JWS `token`.

    Its code is that of the certificate's own paper and opens the live record: at `host`, or without one where a code
    is pasted.  Where what was brought along is tampered with, nothing of the certificate is printed.
    Raises `Misconfigured` PaperFontMissing or PaperFontUnfit.
    """
    return _Printed(content, token, locale, font, host).pdf()


class _Printed:
    def __init__(self, content: Mapping[str, Any], token: str, locale: str, font: Path | None, host: str) -> None:
        self._content, self._locale = content, locale
        self._said: Mapping[str, Any] = content["verification"]
        self._digest = hashlib.sha256(token.encode()).hexdigest()
        footer = self._words("VerificationFooter", answer=content["number"], digest=self._digest[:MARK])
        made_at = datetime.fromtimestamp(content["iat"], UTC)
        self._known: Mapping[str, Any] | None = None if is_tampered(self._said) else self._said["certificate"]
        code = _code(self._known, host) if self._known else ""
        self._paper = Paper(self._words("VerificationTitle"), footer, made_at, font, language=locale, code=code)

    def pdf(self) -> bytes:
        paper, said = self._paper, self._said
        verdict = self._words(f"Verdict_{said['verdict']}")
        paper.paragraph(f"{said['verdictText'][self._locale]}  {verdict}", bold=True)
        if self._known:
            paper.paragraph(self._words("VerificationScan"))
        paper.facts(list(self._facts()))
        urgent = [each for each in said["checks"] if each["outcome"] in ("FAIL", "UNDETERMINED", "WARN")]
        if urgent:
            paper.heading(self._words("ReportUrgent"))
            for each in urgent:
                self._check(each)
        paper.heading(self._words("ReportChecks"))
        headings = [self._words(code) for code in ("VerificationGroup", "VerificationOutcome", "VerificationFound")]
        paper.table(headings, list(self._rows()), (3, 2, 9))
        paper.heading(self._words("ReportScopeTitle"))
        paper.paragraph(said["scope"][self._locale])
        paper.heading(self._words("VerificationSigned"))
        paper.paragraph(self._words("VerificationSignedHow", digest=self._digest))
        return paper.pdf()

    def _facts(self) -> Iterator[Sequence[str]]:
        said, evidence = self._said, self._said["evidence"]
        block = "—" if evidence["block"] is None else f"{evidence['block']:,}"
        yield self._words("ReportNumber"), str(self._content["number"])
        yield self._words("VerifyPurpose"), self._words(f"Purpose_{said['purpose']}")
        yield self._words("PortalAsAt"), f"{block}  {evidence['hash'] or ''}"
        yield self._words("VerificationJudged"), _beijing(datetime.fromisoformat(said["judgedAt"]))
        yield self._words("ReportValidUntil"), _beijing(datetime.fromtimestamp(self._content["exp"], UTC))
        yield self._words("ReportPolicy"), said["policy"]
        if self._known:
            yield from self._certificate(self._known)

    def _certificate(self, known: Mapping[str, Any]) -> Iterator[Sequence[str]]:
        standing = known["standing"]
        yield self._words("VerifyNumber"), known["number"]
        yield self._words("ReportHolder"), "；".join(self._holder(each) for each in known["holders"])
        yield self._words("ReportRegime"), self._words(f"Regime_{known['regime']}")
        yield self._words("ReportTerm"), f"{standing['firstDay']} – {standing['lastValidDay']}"
        yield self._words("VerificationStanding"), self._words(f"Standing_{standing['reason']}")

    def _holder(self, holder: Mapping[str, Any] | None) -> str:
        """Return a holder as the answer has it: a name for the public, a party for who may read facts."""
        name = holder.get("name", holder) if holder else None
        code = (holder or {}).get("uscc") or ""
        return f"{name[self._locale] if name else '—'} {code}".strip()

    def _check(self, each: Mapping[str, Any]) -> None:
        outcome = self._words(f"Outcome_{each['outcome']}")
        self._paper.paragraph(f"{outcome} · {each['title'][self._locale]}", bold=True)
        self._paper.paragraph(each["sentence"][self._locale])
        if each["remedy"]:
            self._paper.paragraph(self._words("ReportWhatToDo") + each["remedy"][self._locale])

    def _rows(self) -> Iterator[Sequence[str]]:
        titles = {group["number"]: group["title"][self._locale] for group in self._said["groups"]}
        for each in self._said["checks"]:
            found = f"{each['title'][self._locale]}：{each['sentence'][self._locale]}"
            yield titles[each["group"]], self._words(f"Outcome_{each['outcome']}"), found

    def _words(self, code: str, **facts: Any) -> str:
        return sentence(code, self._locale, facts)


def _code(known: Mapping[str, Any], host: str) -> str:
    digest = bytes.fromhex(known["documentDigest"].removeprefix("0x"))
    return qr_of(CertificateNumber.parse(known["number"]), digest).text(host)


def _beijing(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S (UTC+8)")
