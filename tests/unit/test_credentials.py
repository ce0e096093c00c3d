"""
Credentials shown in part: what is shown was issued, what is hidden cannot be guessed, what is altered is refused.

The library that issues is not asked whether it did well: disclosures are opened by hand, as RFC 9901 §4.2 writes them.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.answers.keys import AnswerKey
from ledger.chain.signer import MemorySigner
from ledger.credentials.checking import IssuerKey, Shown, issuer_keys, read
from ledger.credentials.claims import DIGESTS, FIELDS, MORE, CredentialInvalid
from ledger.credentials.issuing import CredentialIssuerOther, issue
from ledger.credentials.presenting import disclose, name_of, parts
from ledger.credentials.record import Word, words
from ledger.domain.document import canonical, check_document
from ledger.errors import InvalidInput
from tests.unit.issuing import CHAIN, NOON, Registry, anchor_of
from tests.unit.vectors import vectors

DOCUMENT: dict[str, Any] = vectors("documents")["documents"][0]["document"]
SECOND: dict[str, Any] = next(
    case["document"] for case in vectors("documents")["documents"] if case["name"] == "a document of the second version"
)
USCC = DOCUMENT["registry"]["uscc"]
SOME = ("holders", "dataName", "grade", "fingerprint")


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return Registry(tmp_path_factory.mktemp("keys"), MemorySigner(b"\x51" * 32), USCC)


@pytest.fixture(scope="module")
def credential(registry: Registry) -> str:
    return registry.issue(DOCUMENT)


def _refused(presented: str, keys: dict[str, IssuerKey]) -> str:
    with pytest.raises(CredentialInvalid) as refused:
        read(presented, keys)
    assert all(refused.value.explain(locale) for locale in ("zh", "en"))
    return refused.value.code


def _octets(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _json(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def _signed(claims: Any, key: AnswerKey, header: dict[str, Any] | None = None) -> str:
    content = f"{_octets(header or {'alg': 'EdDSA', 'kid': key.id, 'typ': 'dc+sd-jwt'})}.{_octets(claims)}"
    signature = base64.urlsafe_b64encode(key.secret.sign(content.encode())).rstrip(b"=").decode()
    return f"{content}.{signature}"


# WHAT IS ISSUED


def test_the_fields_are_those_of_the_document() -> None:
    assert set(DOCUMENT) == set(FIELDS)
    assert check_document(DOCUMENT) == []
    for name in FIELDS:
        without = {field: value for field, value in DOCUMENT.items() if field != name}
        assert ("FieldMissing", name) in {(fault.code, fault.field) for fault in check_document(without)}


def test_a_whole_credential_gives_back_the_anchored_bytes(registry: Registry, credential: str) -> None:
    shown = read(credential, registry.public)
    assert shown.document == canonical(DOCUMENT)
    assert shown.fields == DOCUMENT
    assert shown.hidden == ()
    assert shown.anchor == anchor_of(DOCUMENT)
    assert (shown.issued_at, shown.endorsement.uscc) == (NOON, USCC)


def test_the_claims_say_where_the_digest_stands_and_where_to_ask(credential: str) -> None:
    header, claims, _ = parts(credential)[0].split(".")
    assert set(_json(header)) == {"alg", "kid", "typ"}
    said = _json(claims)
    assert said["iss"] == f"datadeed:{CHAIN}:{USCC}"
    assert said["number"] == DOCUMENT["number"]
    assert said["anchor"]["documentDigest"] == "0x" + hashlib.sha256(canonical(DOCUMENT)).hexdigest()
    assert said["status"]["record"] == f"/v1/certificates/{DOCUMENT['number']}"
    assert said["document"].keys() == {"_sd"}


def test_every_field_has_a_salt_of_its_own_of_128_bits(credential: str) -> None:
    salts = [_json(each)[0] for each in parts(credential)[1]]
    assert len(set(salts)) == len(FIELDS)
    assert all(len(base64.urlsafe_b64decode(salt + "==")) == 16 for salt in salts)


def test_no_two_credentials_of_a_document_share_a_digest(registry: Registry, credential: str) -> None:
    first, second = (_json(each.split(".")[1])["document"]["_sd"] for each in (credential, registry.issue(DOCUMENT)))
    assert not set(first) & set(second)


def test_decoys_hide_how_many_fields_there_are(credential: str) -> None:
    digests = _json(credential.split(".")[1])["document"]["_sd"]
    own = {
        base64.urlsafe_b64encode(hashlib.sha256(each.encode()).digest()).rstrip(b"=").decode()
        for each in parts(credential)[1]
    }
    assert len(digests) == len(set(digests)) == DIGESTS
    assert own < set(digests)
    assert digests == sorted(digests), "their order says nothing of the fields'"


def test_nothing_of_a_hidden_field_is_in_what_is_shown(credential: str) -> None:
    shown = disclose(credential, ["number"])
    everything = shown + "".join(map(str, (_json(each) for each in shown.split(".")[:2])))
    assert not any(text in everything for text in (DOCUMENT["fingerprint"]["value"], DOCUMENT["salt"], "holders"))


def test_only_the_registry_in_charge_issues(registry: Registry, tmp_path: Path) -> None:
    anchor, document = anchor_of(DOCUMENT), canonical(DOCUMENT)
    with pytest.raises(CredentialIssuerOther):
        issue(document, anchor, registry.key, type(registry.number)(2), NOON)
    unendorsed = Registry(tmp_path, MemorySigner(b"\x52" * 32), USCC).keys.make(NOON)
    with pytest.raises(CredentialIssuerOther):
        issue(document, anchor, unendorsed, registry.number, NOON)


@pytest.mark.parametrize(
    "document",
    [b"", b"{}", canonical(DOCUMENT) + b" ", canonical({**DOCUMENT, "grade": "important"})],
    ids=["nothing", "no field", "a byte more", "another document"],
)
def test_only_the_anchored_document_becomes_a_credential(registry: Registry, document: bytes) -> None:
    with pytest.raises(CredentialInvalid) as refused:
        issue(document, anchor_of(DOCUMENT), registry.key, registry.number, NOON)
    assert refused.value.code == "CredentialNotOfDocument"


# WHAT IS SHOWN


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_is_shown_alone(registry: Registry, credential: str, field: str) -> None:
    shown = read(disclose(credential, [field]), registry.public)
    assert shown.fields == {field: DOCUMENT[field]}
    assert set(shown.hidden) == set(FIELDS) - {field}
    assert shown.document is None


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_is_hidden_alone(registry: Registry, credential: str, field: str) -> None:
    shown = read(disclose(credential, set(FIELDS) - {field}), registry.public)
    assert shown.hidden == (field,)
    assert shown.document is None, "what is not whole has no digest"


@pytest.mark.parametrize("chosen", list(itertools.product([True, False], repeat=len(SOME))))
def test_every_choice_of_some_fields_shows_just_these(registry: Registry, credential: str, chosen: Any) -> None:
    fields = {name for name, is_chosen in zip(SOME, chosen, strict=True) if is_chosen}
    shown = read(disclose(credential, fields), registry.public)
    assert shown.fields == {name: DOCUMENT[name] for name in fields}


def test_a_part_can_be_made_smaller_and_never_larger(registry: Registry, credential: str) -> None:
    part = disclose(credential, ["grade", "industry"])
    assert read(disclose(part, ["grade"]), registry.public).fields == {"grade": DOCUMENT["grade"]}
    with pytest.raises(InvalidInput) as refused:
        disclose(part, ["holders"])
    assert refused.value.code == "FieldNotInCredential"


# WHAT IS REFUSED


@pytest.mark.parametrize("field", FIELDS)
def test_an_altered_disclosure_is_refused_by_name(registry: Registry, credential: str, field: str) -> None:
    token, disclosures = parts(disclose(credential, [field]))
    salt, name, _ = _json(disclosures[0])
    forged = _octets([salt, name, "another value"])
    assert _refused(f"{token}~{forged}~", registry.public) == "DisclosureForeign"


def test_a_disclosure_of_another_credential_is_refused(registry: Registry, credential: str) -> None:
    other = registry.issue(DOCUMENT)
    token, foreign = parts(disclose(credential, []))[0], parts(disclose(other, ["grade"]))[1]
    assert _refused("~".join((token, *foreign, "")), registry.public) == "DisclosureForeign"


def test_a_disclosure_shown_twice_is_refused(registry: Registry, credential: str) -> None:
    token, (one,) = parts(disclose(credential, ["grade"]))
    assert _refused(f"{token}~{one}~{one}~", registry.public) == "CredentialMalformed"


def test_every_byte_of_the_signed_part_counts(registry: Registry, credential: str) -> None:
    token = parts(disclose(credential, []))[0]
    for place in range(0, len(token), 7):
        changed = "A" if token[place] != "A" else "B"
        assert _refused(f"{token[:place]}{changed}{token[place + 1 :]}~", registry.public).startswith("Credential")


def test_a_foreign_issuer_is_refused(registry: Registry, tmp_path: Path) -> None:
    stranger = Registry(tmp_path, MemorySigner(b"\x53" * 32), USCC)
    assert _refused(stranger.issue(DOCUMENT), registry.public) == "CredentialKeyUnknown"


def test_an_issuer_under_another_s_name_is_refused(registry: Registry, credential: str) -> None:
    claims = _json(credential.split(".")[1])
    forged = _signed({**claims, "iss": f"datadeed:{CHAIN}:91110108MA01ABCD1X"}, registry.key) + "~"
    assert _refused(forged, registry.public) == "CredentialClaimsOther"


def test_a_key_that_nobody_endorses_issues_nothing(registry: Registry, credential: str) -> None:
    published = {"keys": [{**each, "endorsement": None} for each in registry.keys.published()["keys"]]}
    assert _refused(credential, issuer_keys(json.dumps(published).encode())) == "CredentialKeyUnknown"


@pytest.mark.parametrize("change", [{"endorsement": {"uscc": "91110108MA01ABCD1X"}}, {"kid": "other"}, {"x": "AAAA"}])
def test_a_key_set_that_lies_is_refused(registry: Registry, change: dict[str, Any]) -> None:
    (key,) = copy.deepcopy(registry.keys.published()["keys"])
    key.update(
        {**change, "endorsement": {**key["endorsement"], **change.get("endorsement", {}), "key": "0x" + "11" * 20}}
    )
    with pytest.raises(InvalidInput) as refused:
        issuer_keys(json.dumps({"keys": [key]}).encode())
    assert refused.value.code == "KeySetMalformed"


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "kid": "k", "typ": "dc+sd-jwt"},
        {"alg": "HS256", "kid": "k", "typ": "dc+sd-jwt"},
        {"alg": "EdDSA", "kid": "k", "typ": "vc+sd-jwt"},
        {"alg": "EdDSA", "kid": "k", "typ": "dc+sd-jwt", "crit": []},
        {"alg": "EdDSA", "typ": "dc+sd-jwt"},
    ],
)
def test_another_header_is_refused(registry: Registry, credential: str, header: dict[str, Any]) -> None:
    header = {name: registry.key.id if name == "kid" else value for name, value in header.items()}
    forged = _signed(_json(credential.split(".")[1]), registry.key, header) + "~"
    assert _refused(forged, registry.public) == "CredentialHeaderOther"


def test_a_date_before_or_after_the_key_s_time_is_refused(tmp_path: Path) -> None:
    registry = Registry(tmp_path, MemorySigner(b"\x54" * 32), USCC)
    old = registry.key
    assert _refused(registry.issue(DOCUMENT, NOON - 101), registry.public) == "CredentialIssuedOutsideKey"
    registry.keys.make(NOON)
    assert read(registry.issue(DOCUMENT, NOON - 1, old), registry.public).issued_at == NOON - 1
    assert _refused(registry.issue(DOCUMENT, NOON, old), registry.public) == "CredentialIssuedOutsideKey"


def test_a_whole_document_that_the_issuer_itself_changed_is_refused(registry: Registry) -> None:
    lie = {**DOCUMENT, "grade": "important"}
    anchored = json.loads(json.dumps(_json(registry.issue(lie).split(".")[1])))
    token, disclosures = parts(registry.issue(lie))
    claims = _json(token.split(".")[1]) | {"anchor": _json(registry.issue(DOCUMENT).split(".")[1])["anchor"]}
    assert claims["anchor"] != anchored["anchor"]
    forged = "~".join((_signed(claims, registry.key), *disclosures, ""))
    assert _refused(forged, registry.public) == "CredentialNotOfDocument"


@pytest.mark.parametrize("text", ["", "~", "a.b.c", "a.b.c~", "é.b.c~", "a.b~", "x" * 300_000, "a.b.c~d", "....~~"])
def test_what_is_no_credential_is_refused(registry: Registry, text: str) -> None:
    assert _refused(text, registry.public) == "CredentialMalformed"


# AGAINST THE DOCUMENT


def _word(shown: Shown, field: str, document: bytes | None = None) -> Word:
    return next(each.word for each in words(shown, document=document) if each.name == field)


def test_a_part_rests_on_the_digest_once_the_document_is_at_hand(registry: Registry, credential: str) -> None:
    shown = read(disclose(credential, ["grade"]), registry.public)
    assert (_word(shown, "grade"), _word(shown, "holders")) == (Word.SHOWN, Word.HIDDEN)
    assert _word(shown, "grade", canonical(DOCUMENT)) is Word.DIGEST
    assert _word(read(credential, registry.public), "grade") is Word.DIGEST


def test_another_document_beside_a_part_is_refused(registry: Registry, credential: str) -> None:
    shown = read(disclose(credential, ["grade"]), registry.public)
    with pytest.raises(InvalidInput) as refused:
        words(shown, document=canonical({**DOCUMENT, "grade": "important"}))
    assert refused.value.code == "DocumentNotAnchored"


def test_a_field_that_the_issuer_signed_and_the_document_has_not_is_refused(registry: Registry) -> None:
    token, disclosures = parts(registry.issue({**DOCUMENT, "grade": "important"}))
    claims = _json(token.split(".")[1]) | {"anchor": _json(registry.issue(DOCUMENT).split(".")[1])["anchor"]}
    lie = next(each for each in disclosures if name_of(each) == "grade")
    shown = read(f"{_signed(claims, registry.key)}~{lie}~", registry.public)
    with pytest.raises(InvalidInput) as refused:
        words(shown, document=canonical(DOCUMENT))
    assert refused.value.code == "DocumentContradicts"


def test_a_foreign_ed25519_signature_is_not_taken_for_the_registry_s(registry: Registry, credential: str) -> None:
    content = parts(credential)[0].rpartition(".")[0]
    forged = base64.urlsafe_b64encode(Ed25519PrivateKey.generate().sign(content.encode())).rstrip(b"=").decode()
    assert _refused(f"{content}.{forged}~", registry.public) == "CredentialSignatureWrong"


# THE SECOND VERSION OF THE DOCUMENT


def test_a_document_with_more_fields_looks_the_same_and_comes_back_whole(registry: Registry, credential: str) -> None:
    issued = registry.issue(SECOND)
    assert set(SECOND) == {*FIELDS, *MORE}
    assert read(issued, registry.public).document == canonical(SECOND)
    digests = [_json(each.split(".")[1])["document"]["_sd"] for each in (credential, issued)]
    assert [len(each) for each in digests] == [DIGESTS, DIGESTS]


def test_of_the_added_fields_only_the_shown_ones_are_spoken_of(registry: Registry) -> None:
    issued = registry.issue(SECOND)
    shown = read(disclose(issued, ("number", "useScenarios")), registry.public)
    assert shown.fields == {"number": SECOND["number"], "useScenarios": SECOND["useScenarios"]}
    assert [each.name for each in words(shown)] == [*FIELDS, "useScenarios"]
    assert not set(shown.hidden) & set(MORE)


def test_with_an_added_field_hidden_the_document_is_not_taken_for_whole(registry: Registry) -> None:
    presented = disclose(registry.issue(SECOND), [name for name in SECOND if name != "evidence"])
    shown = read(presented, registry.public)
    assert shown.hidden == ()
    assert shown.document is None


def test_a_document_without_the_added_fields_that_it_need_not_have_is_whole(registry: Registry) -> None:
    fewer = {name: value for name, value in SECOND.items() if name not in ("samples", "form")}
    assert read(registry.issue(fewer), registry.public).document == canonical(fewer)
