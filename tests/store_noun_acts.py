"""Acts of the nouns for histories that could have been: rules and years, renewals, licences.  See `store_histories`."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from eth_hash.auto import keccak

from ledger.domain.events import Digest, Instant, Key, ParticipantNumber
from ledger.domain.events.licences import LicenceEnded, LicenceGranted
from ledger.domain.events.renewals import RenewalRefused, RenewalRequested
from ledger.domain.events.rules import CalendarSet, RuleSet
from ledger.domain.licences import Licence
from ledger.domain.renewals import RenewalRequest
from ledger.domain.rules import RuleHistory, RulesVersion, rule_key

if TYPE_CHECKING:
    from tests.store_histories import History

MAKER, CHECKER = Key(b"\x0a" * 20), Key(b"\x0c" * 20)
DAY = 86_400


def _digest(*parts: object) -> Digest:
    return Digest(keccak(repr(parts).encode()))


def set_rule(history: History, random: Random) -> bool:
    """Set a parameter from some later time on, or a year's working days: two words of all their bits."""
    known = history.facts.get(("rules", 0), RulesVersion())
    assert isinstance(known, RulesVersion)
    version = known.version + 1
    if random.random() < 0.3:
        words = random.getrandbits(256) | 1 << 255, random.getrandbits(110)
        history.emit(CalendarSet(version, random.randint(2024, 2030), *words, _digest("notice", version)))
        return True
    regime, parameter = random.randint(1, 4), random.randint(1, 3)
    before = history.facts.get(("rule", rule_key(regime, parameter)))
    values = before.values if isinstance(before, RuleHistory) else ()
    last = values[-1].effective_from if values else history.time
    value_before = values[-1].value if values else 0
    effective = Instant(last + DAY)
    value = random.randint(1, 99)
    history.emit(RuleSet(version, regime, parameter, value, value_before, effective, _digest("vote", version)))
    return True


def ask_renewal(history: History, random: Random) -> bool:
    """Request a renewal, or refuse the one that is pending."""
    one = history.active(random)
    if one is None:
        return False
    document, sequence = _digest("request", one.id, one.sequence), one.sequence + 1
    pending = history.facts.get(("renewal", one.id))
    if isinstance(pending, RenewalRequest) and pending.decide_by:
        history.emit(RenewalRefused(one.id, sequence, document, MAKER, CHECKER))
    else:
        history.emit(RenewalRequested(one.id, sequence, Instant(one.valid_to + DAY), document, MAKER, CHECKER))
    return True


def grant_licence(history: History, random: Random) -> bool:
    """Grant a licence to somebody, or end one."""
    one = history.active(random)
    if one is None or not one.rights:
        return False
    sequence = one.sequence + 1
    live = [
        fact
        for fact in history.facts.values()
        if isinstance(fact, Licence)
        and fact.certificate_id == one.id
        and not fact.ended_at
        and history.time < fact.valid_to
    ]
    if live and (len(live) > 3 or random.random() < 0.5):
        document = _digest("end", one.id, sequence)
        history.emit(LicenceEnded(one.id, sequence, random.choice(live).id, 1, document, MAKER, CHECKER))
        return True
    licensee = max(one.holders) + 1
    scope = _digest("scope", one.id, sequence)
    term = Instant(one.valid_from), Instant(one.valid_to)
    if history.time >= one.valid_to:
        return False
    history.emit(
        LicenceGranted(
            one.id, sequence, ParticipantNumber(licensee), int(one.rights), 1, *term, random.random() < 0.5, scope,
            MAKER, CHECKER,
        )
    )  # fmt: skip
    return True


NOUN_ACTS = (set_rule, ask_renewal, grant_licence)
