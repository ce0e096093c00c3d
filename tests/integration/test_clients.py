"""
Clients and what they show: kept as digests, rotated with an overlap, revoked for good, on both databases.

And the operator's command line, for clients and for officers.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from ledger.errors import NotFound, Refused
from ledger.store.service import Service, clients
from ledger.store.service.clients import Client, Kind, New
from tests.cli_fixtures import Office

NOW = 1_800_000_000


@pytest.fixture
def service(database_url: str) -> Iterator[Service]:
    with Service(database_url) as made:
        made.migrate()
        yield made


def _add(service: Service, **changes: object) -> Client:
    new = New("a bank", 3, frozenset({"read", "verify"}), **changes)  # type: ignore[arg-type]
    with service.writing() as session:
        return clients.add(session, new, NOW)


def _issue(service: Service, client: Client, kind: Kind) -> str:
    with service.writing() as session:
        return clients.issue(session, client, kind, NOW)


def _until(service: Service, shown: str) -> int | str | None:
    """Return until when a key or token is good, None for ever; "nobody's" if it is nobody's."""
    with service.reading() as session:
        found = clients.by_bearer(session, shown)
    return found.until if found is not None else "nobody's"


def test_a_key_is_known_by_its_digest_and_kept_nowhere(service: Service) -> None:
    client = _add(service)
    key = _issue(service, client, Kind.KEY)
    assert key.startswith("deed_key_")
    with service.reading() as session:
        found = clients.by_bearer(session, key)
        assert found is not None
        assert (found.client, found.scopes, found.until) == (client, frozenset({"read", "verify"}), None)
        assert clients.by_bearer(session, key[:-1]) is None
        rows = session.execute(text("SELECT * FROM credential")).all()
    assert key not in str(rows)


def test_a_secret_is_good_for_its_own_client_only_and_is_no_key(service: Service) -> None:
    one, other = _add(service), _add(service)
    secret = _issue(service, one, Kind.SECRET)
    with service.reading() as session:
        assert clients.by_secret(session, one.id, secret, NOW) == one
        assert clients.by_secret(session, other.id, secret, NOW) is None
        assert clients.by_secret(session, one.id, secret + "x", NOW) is None
        assert clients.by_bearer(session, secret) is None
    key = _issue(service, one, Kind.KEY)
    with service.reading() as session:
        assert clients.by_secret(session, one.id, key, NOW) is None


def test_a_rotation_leaves_the_former_key_good_for_the_overlap_and_no_longer(service: Service) -> None:
    client = _add(service)
    first, secret = _issue(service, client, Kind.KEY), _issue(service, client, Kind.SECRET)
    with service.writing() as session:
        second = clients.rotate(session, client, Kind.KEY, NOW, 3_600)
    assert (_until(service, first), _until(service, second)) == (NOW + 3_600, None)
    with service.writing() as session:
        clients.rotate(session, client, Kind.KEY, NOW + 10, 7_200)
    assert (_until(service, first), _until(service, second)) == (NOW + 3_600, NOW + 7_210)
    with service.writing() as session:
        clients.rotate(session, client, Kind.SECRET, NOW, 100)
    with service.reading() as session:
        assert clients.by_secret(session, client.id, secret, NOW + 99) == client
        assert clients.by_secret(session, client.id, secret, NOW + 100) is None


def test_a_revoked_client_has_nothing_left_and_cannot_come_back(service: Service) -> None:
    client = _add(service, certificate="CN=bank")
    key, secret = _issue(service, client, Kind.KEY), _issue(service, client, Kind.SECRET)
    with service.writing() as session:
        held = clients.grant(session, client, frozenset({"read"}), NOW, 600)
        clients.revoke(session, client, NOW)
    assert {_until(service, shown) for shown in (key, held)} == {"nobody's"}
    with service.reading() as session:
        assert clients.by_secret(session, client.id, secret, NOW) is None
        assert clients.by_certificate(session, "CN=bank") is None
        with pytest.raises(Refused) as revoked:
            clients.by_id(session, client.id)
        with pytest.raises(NotFound):
            clients.by_id(session, "client-0")
    assert revoked.value.code == "ClientRevoked"


def test_nothing_of_a_client_is_good_for_longer_than_the_client(service: Service) -> None:
    client = _add(service, expires=NOW + 60, certificate="ab" * 32)
    key, secret = _issue(service, client, Kind.KEY), _issue(service, client, Kind.SECRET)
    with service.writing() as session:
        held = clients.grant(session, client, frozenset({"read"}), NOW, 600)
    assert _until(service, key) == _until(service, held) == NOW + 60
    with service.reading() as session:
        shown = clients.by_certificate(session, ":".join(["AB"] * 32))
        assert shown is not None
        assert shown.until == NOW + 60
        assert clients.by_secret(session, client.id, secret, NOW + 59) == client
        assert clients.by_secret(session, client.id, secret, NOW + 60) is None


def test_a_certificate_is_one_clients(service: Service) -> None:
    _add(service, certificate="ab" * 32)
    with pytest.raises(Refused) as taken:
        _add(service, certificate=":".join(["AB"] * 32))
    assert taken.value.code == "CertificateTaken"


def test_tokens_are_given_at_once_by_many_and_old_ones_are_swept(service: Service) -> None:
    client = _add(service)

    def grant(_: int) -> str:
        with service.writing() as session:
            return clients.grant(session, client, frozenset({"read"}), NOW, 600)

    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(grant, range(20)))
    assert len(set(given)) == 20
    assert {_until(service, each) for each in given} == {NOW + 600}
    with service.writing() as session:
        clients.grant(session, client, frozenset({"read"}), NOW + 600 + clients.FORGOTTEN_SECONDS + 1, 600)
    assert {_until(service, each) for each in given} == {"nobody's"}


# THE COMMAND LINE


def test_a_client_is_added_listed_rotated_and_revoked_and_its_secrets_are_shown_once(office: Office) -> None:
    uscc = office.holders["first"]
    office.mirror()
    flags = ("--scope", "read", "--scope", "verify", "--key", "--secret", "--participant", uscc, "--days", "30")
    made = office.done("client", "add", "a bank", *flags, "--json").json
    assert (made["scopes"], made["shows"]) == (["read", "verify"], ["key", "secret"])
    assert made["participant"] > 0
    assert made["expires"] - made["created"] == 30 * 86_400
    listed = office.done("client", "list", "--json")
    assert made["id"] in [each["id"] for each in listed.json]
    fresh = office.done("client", "rotate", made["id"], "--overlap-hours", "1")
    for shown in (made["key"], made["secret"]):
        assert shown not in listed.out + listed.err + fresh.out + fresh.err
        assert shown not in office.done("client", "list").out
    assert "deed_key_" in fresh.out
    assert "not shown again" in fresh.err
    assert "Revoked" in office.done("client", "revoke", made["id"]).out
    again = office.deed("client", "revoke", made["id"])
    assert (again.code, "for good" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--scope", "read"), "no credentials"),
        (("--scope", "everything", "--key"), "everything"),
        (("--scope", "read", "--key", "--participant", "91110108MA01AAAA0X"), "check character"),
        (("--scope", "read", "--key", "--participant", "999999"), "999999"),
    ],
)
def test_a_client_that_makes_no_sense_is_refused_with_a_sentence(
    office: Office, arguments: tuple[str, ...], said: str
) -> None:
    office.mirror()
    refused = office.deed("client", "add", "nobody", *arguments)
    assert refused.code == 2
    assert said in refused.err
    assert office.deed("client", "revoke", "client-0").code == 2


def test_the_operator_looks_after_officers_on_the_command_line(office: Office) -> None:
    office.mirror()
    uscc = office.holders["first"]
    made = office.done("officer", "add", "Holder.Chief", "--institution", uscc, "--duty", "administer", "--json").json
    assert (made["login"], made["duties"], made["isTemporary"]) == ("holder.chief", ["administer"], True)
    assert len(made["password"]) == 23
    shown = office.done(
        "officer", "add", "holder.maker", "--institution", uscc, "--duty", "prepare", "--name", "经办员"
    )
    assert "经办员" in shown.out
    listed = office.done("officer", "list", "--institution", uscc)
    assert made["password"] not in listed.out
    assert listed.out.count("invited") == 2
    office.done("officer", "duties", "holder.maker", "--duty", "approve", "--duty", "read")
    assert office.done("officer", "password", "holder.maker", "--json").json["duties"] == ["approve", "read"]
    office.done("officer", "totp", "holder.maker")
    assert office.done("officer", "sessions", "holder.maker", "--end", "--json").json == []
    assert office.done("officer", "end", "holder.maker", "--json").json["ended"] > 0
    for arguments, said in (
        (("end", "holder.chief"), "last administrator"),
        (("end", "holder.maker"), "ended, for good"),
        (("password", "nobody.here"), "no officer"),
        (("add", "x", "--institution", uscc, "--duty", "read"), "login name"),
        (("add", "holder.other", "--institution", uscc, "--duty", "prepare", "--duty", "administer"), "administrator"),
    ):
        refused = office.deed("officer", *arguments)
        assert refused.code == 2
        assert said in refused.err
