"""
UnifiedCode.sol, as Participants.sol uses it: the check of a unified social credit code (GB 32100-2015).

On revm in process, with the vectors of the domain rules §2.1, remainder 0 among them.
"""

from __future__ import annotations

import pytest

from tests.contract.test_participants import admission
from tests.evm import World, refused
from tests.parties import LEGAL_PERSON, PUBLIC_BODY, identity_of

VALID_CODES = (
    "91110000802100433B",
    "91350100M000100Y43",
    "11320000MB151840XJ",
    "91110112MA0000015K",
    "91110112MA00001700",
    "91110112MA00004020",
    "91110112MA00009470",
    "12110000MB0000019M",
)


class TestUnifiedCode:
    """The check of a unified social credit code (GB 32100-2015; vectors of the domain rules §2.1)."""

    @pytest.mark.parametrize("code", VALID_CODES)
    @pytest.mark.parametrize("kind", [LEGAL_PERSON, 2, PUBLIC_BODY])
    def test_a_right_code_is_admitted_for_each_kind(self, world: World, code: str, kind: int) -> None:
        world.admit_holders([admission(identity=identity_of(code), kind=kind)])

    @pytest.mark.parametrize("code", VALID_CODES)
    def test_every_other_check_character_is_refused(self, world: World, code: str) -> None:
        for character in "0123456789ABCDEFGHJKLMNPQRTUWXY".replace(code[-1], ""):
            wrong = identity_of(code[:-1] + character)
            with refused("IdentityInvalid", wrong, 18):
                world.admit_holders([admission(identity=wrong)])

    @pytest.mark.parametrize("place", range(18))
    def test_a_character_outside_the_alphabet_is_named_by_its_place(self, world: World, place: int) -> None:
        for character in b"\0/:@IOSVZ[a\xff":
            wrong = bytearray(identity_of(VALID_CODES[0]))
            wrong[place] = character
            with refused("IdentityInvalid", bytes(wrong), place + 1):
                world.admit_holders([admission(identity=bytes(wrong))])

    @pytest.mark.parametrize("place", range(18, 32))
    def test_nothing_may_follow_the_code(self, world: World, place: int) -> None:
        wrong = bytearray(identity_of(VALID_CODES[0]))
        wrong[place] = 1
        with refused("IdentityInvalid", bytes(wrong), place + 1):
            world.admit_holders([admission(identity=bytes(wrong))])

    def test_every_single_wrong_digit_is_found(self, world: World) -> None:
        code = VALID_CODES[0]
        for place in range(17):
            wrong = identity_of(code[:place] + ("1" if code[place] != "1" else "2") + code[place + 1 :])
            with refused("IdentityInvalid", wrong, 18):
                world.admit_holders([admission(identity=wrong)])
