"""
What the public is shown: the public fields of a certificate, and of a verification what rests on these.

That a certificate is burdened may be known, as a badge on a register is; how, for how much and for whom may not.
"""

from __future__ import annotations

from api import views
from api.schemas import CertificateView, CheckView, Text, Verification
from api.schemas.public import PublicCertificateView
from ledger.domain.document import check_document, parse
from ledger.errors import Inconsistent, InvalidInput, NotFound
from ledger.store.documents import Documents

OPEN_CHECKS = frozenset(
    {
        "EVIDENCE_FRESH",
        "QUERY_BASIS",
        "REGISTERED",
        "REGISTRY_IN_CHARGE",
        "DOCUMENT_INTACT",
        "DOCUMENT_PRESENTED",
        "QR_MATCHES",
        "IN_FORCE",
    }
)
"""The checks that rest on public fields only, and are shown whole; of every other only what it comes to is."""

WITHHELD = "DETAIL_WITHHELD"


def certificate(full: CertificateView, documents: Documents) -> PublicCertificateView:
    """Return the public fields of a certificate."""
    return PublicCertificateView(
        number=full.number,
        query_code=full.query_code,
        regime=full.regime,
        registry=full.registry.name if full.registry is not None else None,
        data_name=_data_name(documents, full.document_digest),
        holders=[holder.name for holder in full.holders],
        state=full.state,
        standing=full.standing,
        valid_from=full.valid_from,
        valid_to=full.valid_to,
        document_digest=full.document_digest,
    )


def verification(full: Verification, documents: Documents) -> Verification:
    """Return what the public is shown of a verification; the verdict is the same."""
    shown = full.certificate
    if isinstance(shown, CertificateView):
        shown = certificate(shown, documents)
    return full.model_copy(update={"certificate": shown, "checks": [_check(each) for each in full.checks]})


def _check(full: CheckView) -> CheckView:
    if full.code in OPEN_CHECKS:
        return full
    withheld = {"reason": WITHHELD, "sentence": views.said(WITHHELD, {}), "remedy": None, "facts": {}, "event": None}
    return full.model_copy(update=withheld)


def _data_name(documents: Documents, digest: str) -> Text | None:
    """Return the name in a document; none if it is gone, altered or unreadable."""
    try:
        kept = documents.get(bytes.fromhex(digest.removeprefix("0x")))
        content = parse(kept) if kept is not None else None
    except (Inconsistent, InvalidInput, NotFound):
        return None
    if content is None or any(fault.field.startswith("dataName") for fault in check_document(content)):
        return None
    return Text(zh=content["dataName"]["zh"], en=content["dataName"]["en"])
