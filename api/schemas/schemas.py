"""The published schemas of documents, and the table of the rules' fields."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import Given, Text


class SchemaView(Given):
    """One published schema; `schema` is what a document of it says in its field of that name."""

    name: str = Field(examples=["certificate-2"])
    schema_: str = Field(alias="schema", examples=["datadeed/certificate/2"])
    url: str = Field(examples=["/v1/schemas/certificate-2"])


class ParticularView(Given):
    """
    One of the rules' forty-one fields: where it is kept, and in which fields of the document.

    Kept in the certificate document, in a participant's profile, in the case file, in the record on the chain, or made
    when the certificate is printed.
    """

    number: int = Field(examples=[9])
    name: Text
    kept: str = Field(examples=["document"])
    fields: list[str] = Field(examples=[["dataName"]])


class SchemaList(Given):
    items: list[SchemaView]
    particulars: list[ParticularView]
