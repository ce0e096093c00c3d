"""
Certificates.sol: the head over what came into a participant's hands and left them.

On revm in process; the heads are folded here from the moves that each act should have made.
"""

from __future__ import annotations

from eth_utils.crypto import keccak

from tests.contract.test_certificates import DOCUMENT, ID, TO_BETA, TRANSFER_SIGNERS
from tests.contract.test_coholding import THREE
from tests.evm import World, refused
from tests.parties import ALPHA, BETA, DPR, GAMMA, NORTH, PERSON, ZERO_DIGEST, Party, an_issue, id_of, unpack

IN, OUT = 1, 2


def held(world: World, party: Party) -> bytes:
    found: bytes = world.view(world.certificates, "holdingOf", party.number)
    return found


def fold(*moves: tuple[bytes, int]) -> bytes:
    """Return the head after moves, each a certificate's id and 1 for in or 2 for out."""
    head = ZERO_DIGEST
    for id_, way in moves:
        head = keccak(head + id_ + way.to_bytes(32, "big"))
    return head


def ids(*issues: tuple[int, bytes, bytes]) -> list[bytes]:
    return [id_of(unpack(word)["holder"], DPR, fingerprint) for word, fingerprint, _ in issues]


def test_who_never_held_anything_has_a_head_of_zero(world: World) -> None:
    world.issue(an_issue())
    assert held(world, BETA) == ZERO_DIGEST


def test_an_issue_enters_its_holders_hands(world: World) -> None:
    world.issue(an_issue())
    assert held(world, ALPHA) == fold((ID, IN))


def test_a_batch_enters_each_holders_hands_in_the_batchs_order(world: World) -> None:
    holders = (ALPHA, ALPHA, BETA, ALPHA, BETA, BETA)
    issues = [an_issue(holder, serial) for serial, holder in enumerate(holders, 1)]
    world.issue(*issues)
    made = ids(*issues)
    for who in (ALPHA, BETA):
        assert held(world, who) == fold(
            *[(one, IN) for one, holder in zip(made, holders, strict=True) if holder is who]
        )


def test_a_second_batch_goes_on_from_the_first(world: World) -> None:
    first, second = an_issue(serial=1), an_issue(serial=2)
    world.issue(first)
    world.issue(second)
    assert held(world, ALPHA) == fold(*[(one, IN) for one in ids(first, second)])


def test_a_refused_batch_enters_nobodys_hands(world: World) -> None:
    with refused("RightsInvalid", 0):
        world.issue(an_issue(serial=1), an_issue(serial=2, rights=0))
    assert held(world, ALPHA) == ZERO_DIGEST


def test_a_transfer_leaves_one_hand_and_enters_the_other(world: World) -> None:
    world.issue(an_issue())
    world.act("Transfer", TRANSFER_SIGNERS, ID, *TO_BETA)
    assert held(world, ALPHA) == fold((ID, IN), (ID, OUT))
    assert held(world, BETA) == fold((ID, IN))


def test_each_co_holder_enters_once(world: World) -> None:
    world.issue_shared(an_issue(), THREE)
    assert [held(world, who) for who in (ALPHA, BETA, GAMMA)] == [fold((ID, IN))] * 3


def test_a_part_that_passes_leaves_and_enters(world: World) -> None:
    world.issue_shared(an_issue(), THREE)
    signers = [NORTH.checker, BETA.consent, PERSON.consent, ALPHA.consent, GAMMA.consent]
    world.act("Transfer", signers, ID, BETA.number, PERSON.number, DOCUMENT)
    assert held(world, BETA) == fold((ID, IN), (ID, OUT))
    assert held(world, PERSON) == fold((ID, IN))
    assert held(world, ALPHA) == fold((ID, IN))


def test_a_part_that_is_joined_to_another_leaves_and_enters_nowhere(world: World) -> None:
    world.issue_shared(an_issue(), THREE)
    world.act("Transfer", [*TRANSFER_SIGNERS, GAMMA.consent], ID, *TO_BETA)
    assert held(world, ALPHA) == fold((ID, IN), (ID, OUT))
    assert held(world, BETA) == fold((ID, IN))


def test_an_amended_or_cancelled_certificate_stays_in_its_holders_hands(world: World) -> None:
    world.issue(an_issue())
    world.act("Amend", [NORTH.checker, ALPHA.consent], ID, ZERO_DIGEST, DOCUMENT, 0, 0)
    world.act("Cancel", [NORTH.checker], ID, 4, DOCUMENT)
    assert held(world, ALPHA) == fold((ID, IN))
