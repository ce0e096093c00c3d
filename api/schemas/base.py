"""
What all shapes of requests and answers are made of: rules of one field, problems, names and places.

JSON names are camelCase.  Digests, ids and addresses are lower-case hexadecimal with 0x; instants are UTC in RFC 3339,
days are days in Asia/Shanghai; money is in fen.  A request with a field that is not here is refused; an answer never
has one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from ledger.domain.numbers import check_uscc
from ledger.domain.query_code import number_of
from ledger.errors import InvalidInput

T = TypeVar("T")

# EXAMPLES

DIGEST = "0x9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
NUMBER = "SJ1112026110001"
QUERY_CODE = "17PPD-UK8AA"
USCC = "91110112MA0000015K"
PLACE = {"block": 1204, "transaction": 0, "log": 2}
NAME = {"zh": "示例数据科技有限公司", "en": "Sample Data Technology Co., Ltd."}

# RULES OF ONE FIELD


def checked(rule: Callable[[str], T]) -> AfterValidator:
    """
    Make a rule of the domain a rule of a field: its code and facts survive, so that the problem is the domain's own.
    """

    def check(text: str) -> T:
        try:
            return rule(text)
        except InvalidInput as error:
            facts = {name: value for name, value in error.facts.items() if name not in ("field", "text")}
            raise PydanticCustomError(error.code, "refused by a rule", facts) from None

    return AfterValidator(check)


_HEX = re.compile(r"(?:0x)?([0-9a-f]{64})", re.IGNORECASE | re.ASCII)


def check_digest(text: str, field: str = "digest", code: str = "DigestMalformed") -> str:
    """Return 32 bytes in the canonical form: lower case, with 0x.  Raises `InvalidInput` with `code`."""
    match = _HEX.fullmatch(text.strip())
    if match is None:
        raise InvalidInput(code, field, given=text)
    return "0x" + match[1].lower()


def check_plain(text: str) -> str:
    """Return text without blanks around it.  Raises `InvalidInput` TextInvalid for what cannot be printed."""
    if not text.strip() or not all(character.isprintable() for character in text):
        raise InvalidInput("TextInvalid", "")
    return text.strip()


UsccText = Annotated[str, Field(max_length=64, examples=[USCC]), checked(check_uscc)]
NumberText = Annotated[str, Field(max_length=64, examples=[NUMBER]), checked(lambda text: number_of(text).text)]
DigestText = Annotated[str, Field(max_length=80, examples=[DIGEST]), checked(check_digest)]
NameText = Annotated[str, Field(max_length=480, examples=[NAME["zh"]]), checked(check_plain)]


class Asked(BaseModel):
    """A request, or a part of one: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel, strict=False)


class Given(BaseModel):
    """An answer, or a part of one."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel, validate_by_name=True)


# PROBLEMS


class Fault(Given):
    """One wrong field, and what to do about it."""

    field: str = Field(examples=["holder.uscc"])
    code: str = Field(examples=["UsccCheckCharacter"])
    detail: str = Field(
        examples=["holder.uscc：第 18 位校验码应为“K”，给出的是“X”。请逐位核对代码。"],
    )


class Problem(Given):
    """RFC 9457.  `type` is stable and can be looked up; `detail` says what happened and what to do."""

    type: str = Field(examples=["/problems/UsccCheckCharacter"])
    title: str = Field(examples=["输入有误"])
    status: int = Field(examples=[422], ge=400, le=599)
    detail: str = Field(
        examples=["holder.uscc：第 18 位校验码应为“K”，给出的是“X”。请逐位核对代码。"],
    )
    code: str = Field(examples=["UsccCheckCharacter"])
    instance: str = Field(examples=["urn:request:5f0c7c5e8f7d4a3f9d9a0f3a1f6a2b11"])
    retryable: bool = Field(examples=[False])
    errors: list[Fault] = []


# PARTS


class Text(Given):
    """The same in Chinese and in English."""

    zh: str
    en: str


class Place(Given):
    """Where an event stands on the chain."""

    block: int
    transaction: int
    log: int


class FormerName(Given):
    zh: str
    en: str
    until: date


class PartyView(Given):
    """A participant by name.  `uscc` is null for a natural person, `name` where the profile is not on file."""

    participant: int = Field(examples=[12])
    uscc: str | None = Field(examples=[USCC])
    name: Text | None = Field(examples=[NAME])


class HolderView(PartyView):
    """A holder with what it holds; `share` is in basis points of the whole."""

    rights: list[str] = Field(examples=[["hold", "use", "operate"]])
    share: int = Field(examples=[10_000], ge=1, le=10_000)
