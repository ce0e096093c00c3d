"""The question whether the contracts would take an act, and who would have to sign it."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import Field

from api.schemas.base import DIGEST, Asked, Given, PartyView, Text, checked
from ledger.errors import InvalidInput

ADDRESS = "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf"

_ADDRESS = re.compile(r"(?:0x)?([0-9a-f]{40})", re.IGNORECASE | re.ASCII)


def check_address(text: str, field: str = "address") -> str:
    """Return a key's address in the canonical form: lower case, with 0x.  Raises `InvalidInput` AddressMalformed."""
    match = _ADDRESS.fullmatch(text.strip())
    if match is None:
        raise InvalidInput("AddressMalformed", field, given=text)
    return "0x" + match[1].lower()


AddressText = Annotated[str, Field(max_length=48, examples=[ADDRESS]), checked(check_address)]


class ActQuestion(Asked):
    """
    An act as it would be filed: by which maker's key, and what is asked, the contract's own struct in camelCase.

    Ids, digests and keys are hexadecimal, instants unix seconds, sums fen.  A code may be a number or its name, a mask
    a number or a list of names.
    """

    maker: AddressText
    asked: dict[str, Any] = Field(examples=[{"certificateId": DIGEST, "documentDigest": DIGEST}])


class SignerView(PartyView):
    """Who must sign, with which duty; `keys` are those of its active keys that may."""

    duty: str = Field(examples=["CHECKER"])
    keys: list[str] = Field(examples=[[ADDRESS]])


class RefusalView(Given):
    """What the contract would refuse the act with: its error's name, in words, and the error's arguments."""

    code: str = Field(examples=["CertificateExpired"])
    sentence: Text
    facts: dict[str, Any] = Field(examples=[{"certificateId": DIGEST}])


class ActCheck(Given):
    """
    What the contract would say now, if all who must sign had signed.

    `signers` are in the order of the approvals; they are empty where the act would be refused before anybody signed.
    `sequence` is the number that the act would have, and `type` the EIP-712 struct that all sign, for
    `verifyingContract`.
    """

    contract: str = Field(examples=["Renewals"])
    function: str = Field(examples=["request"])
    allowed: bool
    refusal: RefusalView | None
    signers: list[SignerView]
    sequence: int = Field(examples=[2])
    type: str = Field(examples=["RequestRenewal(bytes32 certificateId,bytes32 documentDigest,uint32 sequence,…)"])
    verifying_contract: str = Field(examples=[ADDRESS])
