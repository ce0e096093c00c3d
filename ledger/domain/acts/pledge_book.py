"""
What several acts on pledges ask, as `PledgeBook.sol` asks it: the pledge itself, and the hands of its creditor.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from ledger.domain.acts.checks import require_active, require_duty
from ledger.domain.acts.filed import Asked, Filed, require_agreed, require_open
from ledger.domain.encumbrances import Encumbrance, EncumbranceState, SecurityForm
from ledger.domain.events import CertificateId, ThingId
from ledger.domain.facts import Facts, find
from ledger.domain.participants import Duty
from ledger.errors import ActRefused


class PledgeAct(Asked):
    """An act that the contract Pledges takes."""

    __slots__ = ()

    CONTRACT: ClassVar[str] = "Pledges"


def require_pledge(facts: Facts, own: CertificateId, pledge_id: ThingId) -> Encumbrance:
    """Return a pledge that is live, and on this certificate."""
    found = find(facts, ("encumbrance", pledge_id), Encumbrance)
    if found is None:
        raise ActRefused("PledgeUnknown", certificate_id=own, pledge_id=pledge_id)
    if found.state is not EncumbranceState.PLEDGED:
        raise ActRefused("PledgeNotLive", pledge_id=pledge_id, encumbrance_state=int(found.state))
    if found.certificate_id != own:
        raise ActRefused("PledgeUnknown", certificate_id=own, pledge_id=pledge_id)
    return found


def require_creditor(
    facts: Facts, filed: Filed, now: int, encumbrance: Encumbrance, parties: Sequence[int], *, dealing: bool = True
) -> None:
    """The hands of an act by the creditor.  Its role is not asked: whoever has the claim can release."""
    maker = require_active(facts, filed.maker)
    require_duty(maker, Duty.MAKER)
    if dealing:
        require_open(facts)
    require_agreed(facts, filed, now, maker.participant, parties)
    creditor = encumbrance.creditor
    if creditor != maker.participant:
        participant = maker.participant
        raise ActRefused("NotCreditor", pledge_id=encumbrance.id, creditor=creditor, participant=participant)


def require_term(own: CertificateId, until: int, since: int, latest: int) -> None:
    if until <= since or until > latest:
        raise ActRefused("PledgeTermInvalid", certificate_id=own, until=until, since=since, latest=latest)


def require_form(form: SecurityForm) -> None:
    if form is SecurityForm.NONE:
        raise ActRefused("SecurityFormInvalid", form=int(form))
