"""
What may be voted, as the data of the call that the Participants contract then makes.

A proposal carries only the digest of this data; whoever executes it must give the same bytes, so that they are made
here and nowhere else.
"""

from __future__ import annotations

from typing import Any

from ledger.chain.contracts import NO_APPROVAL_WORDS, admission_words, charter_words
from ledger.chain.encode import encode_call
from ledger.domain.acts.governance import (
    Admit,
    AssignRegister,
    EnrolKeyByVote,
    GovernedCall,
    Reinstate,
    RenameByVote,
    RevokeKeyByVote,
    SetCharter,
    SetRoles,
    Suspend,
    Unpause,
)
from ledger.domain.acts.voted import Voted


def governed_call(call: GovernedCall) -> tuple[str, bytes]:
    """Return which contract a voted call goes to, and its data."""
    if isinstance(call, Voted):
        return call.CONTRACT, encode_call(call.CONTRACT, call.FUNCTION, call.arguments())
    function, arguments = _function_of(call)
    return "Participants", encode_call("Participants", function, arguments)


def _function_of(call: GovernedCall) -> tuple[str, list[Any]]:  # noqa: C901 - a row for each call
    unread = [0, NO_APPROVAL_WORDS]  # deadline and approval, which the contract does not read under a vote
    function: tuple[str, list[Any]]
    match call:
        case Admit():
            function = "admit", [admission_words(call.admission)]
        case Suspend():
            function = "suspend", [call.participant, call.reason_digest]
        case Reinstate():
            function = "reinstate", [call.participant, call.reason_digest]
        case SetRoles():
            function = "setRoles", [call.participant, int(call.roles), call.reason_digest]
        case AssignRegister():
            function = "assignRegister", [call.register, call.to, call.reason_digest]
        case SetCharter():
            function = "setCharter", [charter_words(call)]
        case Unpause():
            function = "unpause", [call.reason_digest]
        case RenameByVote():
            function = "rename", [call.participant, call.profile_digest, *unread]
        case EnrolKeyByVote():
            function = "enrolKey", [call.participant, call.grant.key, int(call.grant.duties), *unread]
        case RevokeKeyByVote():
            function = "revokeKey", [call.key, call.reason_digest, *unread]
        case _:
            raise AssertionError(f"{call} is voted for another contract")
    return function
