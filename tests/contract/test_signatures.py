"""
Approvals of both contracts: EIP-712 over exactly one act, chain, contract and nonce, until a deadline; by account or
ERC-1271.

On revm in process.  The digests are eth-account's own; each wrong signature differs from a right one in a single part.
"""

from __future__ import annotations

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.abi import Contract
from tests.contract.test_certificates import DOCUMENT, ID, TO_BETA, TRANSFER_SIGNERS
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    BETA,
    CONSENT,
    FOREVER,
    FOUNDERS,
    HOLDERS,
    NO_APPROVAL,
    NORTH,
    SOUTH,
    STRANGER,
    ZERO_DIGEST,
    Actor,
    Party,
    a_record,
    an_issue,
    digest,
)
from tests.world_fixtures import Deploy

SIGNED_TRANSFER = ("Transfer", ID, *TO_BETA, 2, FOREVER)
CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def send_transfer(world: World, third: tuple[str, bytes]) -> None:
    """Send the usual transfer with right approvals but for the transferee's, which is `third`."""
    approvals = [world.approve(signer, world.certificates, *SIGNED_TRANSFER) for signer in TRANSFER_SIGNERS[:2]]
    arguments = ("transfer", (ID, *TO_BETA), FOREVER, [*approvals, third])
    world.send(NORTH.maker, world.certificates, *arguments)


def signed_by_beta(world: World, *act: Any, contract: Contract | None = None, chain_id: int = 31337) -> bytes:
    return BETA.consent.sign(world.act_digest(contract or world.certificates, *act, chain_id=chain_id))


class TestExactness:
    """What a signature is bound to."""

    def test_the_right_signature_is_accepted(self, world: World) -> None:
        world.issue(an_issue())
        send_transfer(world, (BETA.consent.address, signed_by_beta(world, *SIGNED_TRANSFER)))

    @pytest.mark.parametrize("part", range(6))
    def test_a_signature_over_any_other_part_is_refused(self, world: World, part: int) -> None:
        world.issue(an_issue())
        others = (digest("other id"), SOUTH.number, NORTH.number, digest("other document"), 3, FOREVER + 1)
        act = list(SIGNED_TRANSFER)
        act[part + 1] = others[part]
        with refused("ApprovalInvalid", BETA.consent.address):
            send_transfer(world, (BETA.consent.address, signed_by_beta(world, *act)))

    def test_a_signature_for_another_chain_is_refused(self, world: World) -> None:
        world.issue(an_issue())
        signature = signed_by_beta(world, *SIGNED_TRANSFER, chain_id=1)
        with refused("ApprovalInvalid", BETA.consent.address):
            send_transfer(world, (BETA.consent.address, signature))

    def test_a_signature_for_another_contract_is_refused(self, world: World) -> None:
        world.issue(an_issue())
        signature = signed_by_beta(world, *SIGNED_TRANSFER, contract=world.participants)
        with refused("ApprovalInvalid", BETA.consent.address):
            send_transfer(world, (BETA.consent.address, signature))

    def test_a_signature_for_another_act_of_the_same_shape_is_refused(self, world: World) -> None:
        world.issue(an_issue())
        signature = signed_by_beta(world, "Revoke", ID, DOCUMENT, 2, FOREVER)
        with refused("ApprovalInvalid", BETA.consent.address):
            send_transfer(world, (BETA.consent.address, signature))

    def test_an_approval_is_used_once_because_the_sequence_moves_on(self, world: World) -> None:
        world.issue(an_issue())
        call = world.call_to("Transfer", TRANSFER_SIGNERS, ID, *TO_BETA)
        back = (BETA.number, ALPHA.number, DOCUMENT)
        world.send(NORTH.maker, world.certificates, *call)
        world.act("Transfer", [NORTH.checker, BETA.consent, ALPHA.consent], ID, *back)
        with refused("ApprovalInvalid", NORTH.checker.address):
            world.send(NORTH.maker, world.certificates, *call)

    def test_an_approval_for_a_batch_is_for_exactly_that_batch(self, world: World) -> None:
        issue = an_issue()
        words = issue[0].to_bytes(32, "big") + issue[1] + issue[2]
        approval = world.approve(NORTH.checker, world.certificates, "Issue", keccak(words), 1, FOREVER)
        for other in ([an_issue(serial=2)], [issue, an_issue(serial=2)], [(a_record(BETA), issue[1], issue[2])]):
            with refused("ApprovalInvalid", NORTH.checker.address):
                world.send(NORTH.maker, world.certificates, "issue", other, FOREVER, approval)
        world.send(NORTH.maker, world.certificates, "issue", [issue], FOREVER, approval)

    def test_a_batch_encoded_elsewhere_in_the_call_is_digested_where_it_is(self, world: World) -> None:
        issue = an_issue()
        words = issue[0].to_bytes(32, "big") + issue[1] + issue[2]
        approval = world.approve(NORTH.checker, world.certificates, "Issue", keccak(words), 1, FOREVER)
        usual = world.certificates.call_data("issue", [issue], FOREVER, approval)
        head, tail = usual[4:100], usual[100:]
        shifted = b"".join(
            int.to_bytes(int.from_bytes(head[at : at + 32]) + by, 32, "big") for at, by in ((0, 64), (32, 0), (64, 64))
        )
        world.send_data(NORTH.maker, world.certificates, usual[:4] + shifted + bytes(64) + tail)
        assert world.record(ID)["sequence"] == 1


class TestDeadline:
    """Until when a signature counts."""

    def test_it_counts_in_the_very_second_and_not_after(self, world: World) -> None:
        world.issue(an_issue())
        for deadline, late in ((world.now + 1, 0), (world.now, 1)):
            act = ("Revoke", ID, DOCUMENT, 2, deadline)
            approvals = [world.approve(NORTH.checker, world.certificates, *act)]
            with world.undone():
                world.sleep(late)
                arguments = ("revoke", (ID, DOCUMENT), deadline, approvals)
                if late:
                    with refused("ApprovalExpired", deadline):
                        world.send(NORTH.maker, world.certificates, *arguments)
                else:
                    world.send(NORTH.maker, world.certificates, *arguments)


class TestEcdsa:
    """Signatures by an account."""

    @pytest.mark.parametrize("length", [0, 64, 66])
    def test_a_signature_of_another_length_is_refused(self, world: World, length: int) -> None:
        world.issue(an_issue())
        signature = (signed_by_beta(world, *SIGNED_TRANSFER) + b"\0")[:length]
        with refused("ApprovalInvalid", BETA.consent.address):
            send_transfer(world, (BETA.consent.address, signature))

    def test_the_mirrored_signature_is_refused(self, world: World) -> None:
        world.issue(an_issue())
        signature = signed_by_beta(world, *SIGNED_TRANSFER)
        s = CURVE_ORDER - int.from_bytes(signature[32:64])
        mirrored = signature[:32] + s.to_bytes(32, "big") + bytes([55 - signature[64]])
        with refused("ApprovalInvalid", BETA.consent.address):
            send_transfer(world, (BETA.consent.address, mirrored))

    def test_another_keys_signature_is_refused(self, world: World) -> None:
        world.issue(an_issue())
        signature = STRANGER.sign(world.act_digest(world.certificates, *SIGNED_TRANSFER))
        with refused("ApprovalInvalid", BETA.consent.address):
            send_transfer(world, (BETA.consent.address, signature))

    def test_a_key_that_nobody_enrolled_is_refused(self, world: World) -> None:
        world.issue(an_issue())
        with refused("KeyUnknown", STRANGER.address):
            send_transfer(world, world.approve(STRANGER, world.certificates, *SIGNED_TRANSFER))
        with refused("KeyUnknown", NO_APPROVAL[0]):
            send_transfer(world, NO_APPROVAL)


class TestContractAccounts:
    """Signatures by a contract (ERC-1271)."""

    @pytest.fixture
    def wallet(self, world: World, deploy_test_contract: Deploy) -> Contract:
        """A wallet that `wallet key` signs for, enrolled as a consenting key of beta."""
        made = deploy_test_contract("Wallet", Actor("wallet key").address)
        act = (BETA.number, made.address, CONSENT, FOREVER)
        approval = world.approve(BETA.deputy, world.participants, "EnrolKey", *act)
        world.send(BETA.admin, world.participants, "enrolKey", *act, approval)
        world.issue(an_issue())
        return made

    def signature(self, world: World, signer: str = "wallet key") -> bytes:
        return Actor(signer).sign(world.act_digest(world.certificates, *SIGNED_TRANSFER))

    def test_a_wallets_consent_counts(self, world: World, wallet: Contract) -> None:
        send_transfer(world, (wallet.address, self.signature(world)))
        assert world.record(ID)["holder"] == BETA.number

    def test_what_the_wallet_does_not_confirm_is_refused(self, world: World, wallet: Contract) -> None:
        for signature in (self.signature(world, "not the wallet's key"), b"", b"short"):
            with refused("ApprovalInvalid", wallet.address):
                send_transfer(world, (wallet.address, signature))

    @pytest.mark.parametrize("mood", [1, 2, 3])
    def test_a_wrong_a_short_and_no_answer_are_refusals(self, world: World, wallet: Contract, mood: int) -> None:
        world.send(STRANGER, wallet, "turn", mood)
        with refused("ApprovalInvalid", wallet.address):
            send_transfer(world, (wallet.address, self.signature(world)))


def test_an_admission_is_approved_as_abi_encoded(world: World) -> None:
    parties = [Party("holder delta", 1 + len(FOUNDERS) + len(HOLDERS)).admission]
    types = ["(bytes32,uint8,uint16,bytes32,(address,uint8)[])[]"]
    for content, good in ((encode(types, [parties]), True), (b"", False)):
        approval = world.approve(NORTH.checker, world.participants, "AdmitHolders", keccak(content), FOREVER)
        arguments = ("admitHolders", parties, FOREVER, approval)
        if good:
            with world.undone():
                world.send(NORTH.maker, world.participants, *arguments)
        else:
            with refused("ApprovalInvalid", NORTH.checker.address):
                world.send(NORTH.maker, world.participants, *arguments)
    assert world.view(world.certificates, "claimantOf", ID) == ZERO_DIGEST
