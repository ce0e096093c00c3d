"""
Forged bundles: each is a good one with one thing false, and names the step that must refuse it.

All are made of tests/vectors/bundles, always the same; `python -m tests.unit.forging FOLDER` writes them as files, for
whoever writes a verifier.  Where the forger is the operator himself, the answer is signed and logged again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import rlp
from coincurve import PrivateKey
from eth_hash.auto import keccak

from ledger.domain.document import canonical
from ledger.kit.bundle import write_bundle
from ledger.kit.trust import Trust
from tests.bundle_fixtures import NONCE, Operator, jws_of, key_set_of, log_of_one, secret_of

FOLDER = Path(__file__).parents[1] / "vectors" / "bundles"

BFT_MIX_HASH = bytes.fromhex("63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365")
VALIDATORS = tuple(PrivateKey(keccak(f"DataDeed test key, worthless: validator {n}".encode())) for n in range(4))
STRANGERS = tuple(PrivateKey(keccak(f"DataDeed test key, worthless: stranger {n}".encode())) for n in range(4))

Parts = dict[str, Any]
"""A bundle taken apart: payload, evidence, documents by name, log."""


def address_of(key: PrivateKey) -> bytes:
    return keccak(key.public_key.format(compressed=False)[1:])[-20:]


@cache
def read(name: str) -> str:
    return (FOLDER / name).read_text()


def load(name: str) -> Parts:
    """Return the parts of a bundle that is on file."""
    bundle = json.loads(read(f"{name}.deed.json"))
    encoded = bundle["answer"].split(".")[1]
    payload = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    return {"payload": payload, "evidence": bundle["evidence"], "documents": bundle["documents"]}


def trust(*, validators: Sequence[bytes] = ()) -> Trust:
    record = json.loads(read("trust.json"))
    return Trust.read(record | {"validators": ["0x" + each.hex() for each in validators]})


def operator() -> Operator:
    found = trust()
    return Operator(load("signed")["payload"]["chain"], found.pin)


# MAKING


def made(parts: Parts, *, answer: str | None = None, log: str | None = "", keys: Any = None) -> bytes:
    """Return the bundle of parts, signed and logged by the operator unless these are given."""
    own = operator()
    answer = answer or jws_of(parts["payload"], own.secret)
    log = log_of_one(answer, own.origin, own.secret, own.witness) if log == "" else log
    documents = {bytes.fromhex(name[2:]): base64.b64decode(each) for name, each in parts["documents"].items()}
    return write_bundle(answer, log, keys or key_set_of(own.secret), parts["evidence"], documents)


def promised(parts: Parts) -> Parts:
    """Have the answer promise the evidence as it is now, as a false operator would."""
    parts["payload"]["evidenceDigest"] = "0x" + hashlib.sha256(canonical(parts["evidence"])).hexdigest()
    return parts


def sealed(raw: str, signers: Sequence[PrivateKey] = VALIDATORS[:3], **others: Any) -> tuple[str, str]:
    """Return a plain header as validators of QBFT would have sealed it, with its hash; both in hexadecimal."""
    named = sorted(address_of(key) for key in others.get("validators", VALIDATORS))
    items = rlp.decode(bytes.fromhex(raw[2:]))
    if "number" in others:
        items[8] = others["number"].to_bytes(8, "big").lstrip(b"\0")
    items[2] = others.get("proposer", named[0])
    items[7], items[13] = others.get("difficulty", b"\1"), BFT_MIX_HASH
    vanity, round_ = b"\x76" * 32, others.get("round", b"")

    def with_extra(*extra: Any) -> bytes:
        made: bytes = rlp.encode([*items[:12], rlp.encode([vanity, named, [], *extra]), *items[13:]])
        return made

    signed = keccak(with_extra(round_, []))
    seals = [key.sign_recoverable(signed, hasher=None) for key in signers]
    seals = others.get("change", lambda given: given)(seals)
    found = with_extra(others.get("stated_round", round_), seals)
    return "0x" + found.hex(), "0x" + keccak(with_extra(b"", [])).hex()


def on_qbft(parts: Parts | None = None, **others: Any) -> Parts:
    """Return the parts of a good bundle as it would be on a chain of QBFT."""
    parts = parts or load("signed")
    raw, own = sealed(parts["evidence"]["header"], **others)
    parts["evidence"]["header"] = raw
    parts["evidence"]["finality"] = {"engine": "qbft", "headers": []}
    parts["payload"]["verification"]["evidence"]["hash"] = own
    return promised(parts)


@dataclass(frozen=True)
class Forged:
    """One forged bundle: its name, the step that must refuse it, its bytes, and how it is to be checked."""

    name: str
    step: str
    content: bytes
    later: int = 1
    nonce: str = NONCE
    is_sealed: bool = False
    mixed: str = "signed"


# FORGERIES

Change = Callable[[Parts], None]


def flipped(text: str, place: int) -> str:
    """Return hexadecimal with one digit another."""
    place = place % len(text)
    return text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]


def _form() -> Iterator[Forged]:
    good = json.loads(made(load("signed")))

    def changed(**members: Any) -> bytes:
        return canonical(good | members)

    evidence = good["evidence"]
    yield Forged("not json", "form", b"{")
    yield Forged("unknown member", "form", changed(note="x"))
    yield Forged("unknown version", "form", changed(schema="datadeed/bundle/2"))
    yield Forged("unknown member of evidence", "form", changed(evidence=evidence | {"note": "x"}))
    yield Forged("unknown version of evidence", "form", changed(evidence=evidence | {"schema": "datadeed/evidence/2"}))
    engine = {"engine": "clique", "headers": []}
    yield Forged("unknown engine", "form", changed(evidence=evidence | {"finality": engine}))
    yield Forged("capitals in hexadecimal", "form", changed(evidence=evidence | {"header": evidence["header"].upper()}))
    yield Forged("documents not base64", "form", changed(documents={"0x" + "00" * 32: "?"}))
    yield Forged("a name twice", "form", b'{"schema":"datadeed/bundle/1",' + canonical(good)[1:])
    yield Forged("missing member", "form", canonical({name: good[name] for name in good if name != "log"}))


def _answers() -> Iterator[Forged]:
    own, parts = operator(), load("signed")
    good = jws_of(parts["payload"], own.secret)
    header, payload, signature = good.split(".")
    stranger = secret_of("stranger")
    cut = load("signed")["payload"]
    cut["verification"]["verdict"] = "PASS"
    swapped = jws_of(cut, own.secret).split(".")[1]
    yield Forged("signature changed", "signature", made(parts, answer=f"{header}.{payload}.{flipped(signature, 9)}"))
    yield Forged(
        "payload changed under the signature", "signature", made(parts, answer=f"{header}.{swapped}.{signature}")
    )
    yield Forged("no algorithm", "signature", made(parts, answer=jws_of(parts["payload"], own.secret, alg="none")))
    yield Forged("another type", "signature", made(parts, answer=jws_of(parts["payload"], own.secret, typ="JWT")))
    yield Forged("header with more", "signature", made(parts, answer=jws_of(parts["payload"], own.secret, crit=["x"])))
    foreign = jws_of(parts["payload"], stranger)
    yield Forged("key not pinned", "signature", made(parts, answer=foreign, keys=key_set_of(stranger)))
    yield Forged("key not in the file", "signature", made(parts, answer=foreign))
    posing = jws_of(parts["payload"], stranger, kid=json.loads(base64.urlsafe_b64decode(header + "=="))["kid"])
    yield Forged("another key under the pinned id", "signature", made(parts, answer=posing, keys=key_set_of(stranger)))
    more = parts["payload"] | {"note": "x"}
    yield Forged("payload with more", "signature", made(parts | {"payload": more}))
    yield Forged("another nonce", "time", made(parts), nonce="another-nonce-00000000001")
    yield Forged("expired", "time", made(parts), later=901)
    yield Forged("from the future", "time", made(parts), later=-1)


def _logs() -> Iterator[Forged]:
    own, parts = operator(), load("signed")
    answer = jws_of(parts["payload"], own.secret)
    log = log_of_one(answer, own.origin, own.secret, own.witness)
    root = log.split("\n")[5]
    yield Forged("another answer's place in the log", "log", made(parts, log=log_of_one("x", own.origin, own.secret)))
    yield Forged("root changed", "log", made(parts, log=log.replace(root, base64.b64encode(b"\1" * 32).decode())))
    yield Forged("another log", "log", made(parts, log=log_of_one(answer, "datadeed/1/0x00", own.secret)))
    unsigned = log_of_one(answer, own.origin, secret_of("stranger"))
    yield Forged("checkpoint not the operator's", "log", made(parts, log=unsigned))
    yield Forged("no proof of the log", "log", made(parts, log="c2sp.org/tlog-proof@v2\n"))
    yield Forged("number not the place", "log", made(parts | {"payload": parts["payload"] | {"number": 2}}))


def _evidence() -> Iterator[Forged]:
    other, earlier = load("other"), load("earlier")

    def forged(name: str, step: str, change: Change, *, signs: bool = True) -> Forged:
        parts = load("signed")
        change(parts)
        return Forged(name, step, made(promised(parts) if signs else parts))

    def replace(**members: Any) -> Change:
        return lambda parts: parts["evidence"].update(members)

    def without_promise(parts: Parts) -> None:
        parts["payload"]["evidenceDigest"] = None
        parts["evidence"] = earlier["evidence"]

    def ledger(parts: Parts) -> None:
        parts["payload"]["chain"]["chainId"] += 1

    evidence = load("signed")["evidence"]
    yield forged("evidence not promised", "evidence", replace(nodes=evidence["nodes"][::-1]), signs=False)
    yield forged("no evidence though promised", "evidence", lambda parts: parts.update(evidence=None), signs=False)
    yield forged("another certificate's evidence", "evidence", lambda p: p.update(evidence=other["evidence"]))
    yield Forged("another ledger", "log", made(_with(load("signed"), ledger)), mixed="signed")
    for name, place in (("parent", 10), ("state root", 190), ("transactions root", 260), ("time", -100)):
        yield forged(f"{name} of the header changed", "header", replace(header=flipped(evidence["header"], place)))
    yield forged("header cut", "header", replace(header=evidence["header"][:-2]))
    yield forged("stale header that nobody vouches for", "finality", without_promise, signs=False)
    yield forged(
        "stale header with the events of its time", "standing", lambda p: p.update(evidence=earlier["evidence"])
    )
    stale = earlier["evidence"]["header"]
    yield forged("stale header", "accounts", replace(header=stale))
    yield forged("proof of another block", "accounts", replace(nodes=earlier["evidence"]["nodes"]))
    yield forged("no proof", "accounts", replace(nodes=[]))
    alone = [node for node in evidence["nodes"] if node not in other["evidence"]["nodes"]]
    yield forged("account proofs missing", "accounts", replace(nodes=alone))
    version = [node for node in evidence["nodes"] if _leaf_of(node) == b"\2"]
    others = [node for node in evidence["nodes"] if node not in version]
    yield forged("a fact's slot missing", "facts", replace(nodes=others))
    yield forged("other certificate's slots", "slots", replace(nodes=other["evidence"]["nodes"]))


def _leaf_of(node: str) -> bytes:
    """What a trie node holds if it is a leaf; the second event, an amendment, is the certificate's version 2."""
    items = rlp.decode(bytes.fromhex(node[2:]))
    return bytes(items[1]) if len(items) == 2 and isinstance(items[1], bytes) else b""


def _with(parts: Parts, change: Change) -> Parts:
    change(parts)
    return promised(parts)


def _events() -> Iterator[Forged]:
    evidence = load("signed")["evidence"]
    events = evidence["events"]
    foreign = load("other")["evidence"]["events"]

    def forged(name: str, step: str, given: Sequence[Any]) -> Forged:
        parts = load("signed")
        parts["evidence"]["events"] = list(given)
        return Forged(name, step, made(promised(parts)))

    def changed(place: int, **members: Any) -> list[Any]:
        return [*events[:place], events[place] | members, *events[place + 1 :]]

    swapped = [events[0], events[2] | {"position": events[1]["position"], "time": events[1]["time"]}]
    swapped += [events[1] | {"position": events[2]["position"], "time": events[2]["time"]}]
    topics = events[1]["topics"]
    yield forged("first event missing", "head", events[1:])
    yield forged("middle event missing", "head", [events[0], events[2]])
    yield forged("last event missing", "head", events[:-1])
    yield forged("no event", "head", [])
    yield forged("events in another order", "head", [events[1], events[0], events[2]])
    yield forged("events in another order at fitting places", "head", swapped)
    yield forged("event twice", "head", [*events, events[2]])
    yield forged("event of another certificate", "head", [*events, foreign[0]])
    yield forged("data of an event changed", "head", changed(1, data=flipped(events[1]["data"], -1)))
    yield forged("dirt in the data of an event", "head", changed(1, data=events[1]["data"] + "00" * 32))
    yield forged("topic of an event changed", "head", changed(1, topics=[flipped(topics[0], 20), *topics[1:]]))
    yield forged("emitter of an event changed", "head", changed(1, emitter=flipped(events[1]["emitter"], 20)))
    far = [10**6, 0, 0]
    yield forged("event after the block", "head", changed(2, position=far))
    yield forged("event after the block's time", "head", changed(2, time=events[2]["time"] + 10**6))


def _verdicts() -> Iterator[Forged]:
    def forged(name: str, step: str, change: Callable[[dict[str, Any]], Any]) -> Forged:
        parts = load("signed")
        change(parts["payload"]["verification"])
        return Forged(name, step, made(parts))

    other = load("other")["payload"]["verification"]["certificate"]["number"]

    def check_of(said: Mapping[str, Any], code: str) -> dict[str, Any]:
        return next(each for each in said["checks"] if each["code"] == code)

    def altered(parts: Parts) -> None:
        name = parts["payload"]["verification"]["certificate"]["documentDigest"]
        content = base64.b64decode(parts["documents"][name])
        parts["documents"][name] = base64.b64encode(content[:-2] + b" }").decode()

    def undocumented(parts: Parts) -> None:
        del parts["documents"][parts["payload"]["verification"]["certificate"]["documentDigest"]]

    own = {"name": "a bank", "version": "1", "digest": "0x" + "11" * 32}

    def milder(said: Any) -> None:
        said.update(ownPolicy=own, verdict="PASS")
        for each in said["checks"]:
            if each["outcome"] == "WARN":
                each.update(outcome="PASS")

    def shorter(said: Any) -> None:
        said.update(ownPolicy=own)
        check_of(said, "TERM_COVERS")["facts"].update(marginDays=1)

    yield Forged("document altered by a byte", "documents", made(_with(load("signed"), altered)))
    yield Forged("document left out", "verdict", made(_with(load("signed"), undocumented)))
    yield forged("another state", "standing", lambda said: said["certificate"].update(state="REVOKED"))
    yield forged("another head", "standing", lambda said: said["certificate"].update(head="0x" + "11" * 32))
    yield forged("another holder", "standing", lambda said: said["certificate"]["holders"][0].update(participant=1))
    yield forged("longer term", "standing", lambda said: said["certificate"].update(validTo="2999-01-01T00:00:00Z"))
    yield forged(
        "another number asked for",
        "standing",
        lambda said: said["question"].update(number=other),
    )
    yield forged("verdict better than the checks", "verdict", lambda said: said.update(verdict="PASS"))
    yield forged("verdict worse than the checks", "verdict", lambda said: said.update(verdict="FAIL"))
    yield forged("a check's outcome", "verdict", lambda said: check_of(said, "PLEDGES").update(outcome="FAIL"))
    yield forged("a check's reason", "verdict", lambda said: check_of(said, "PLEDGES").update(reason="PLEDGED"))
    yield forged(
        "a check's sentence", "verdict", lambda said: check_of(said, "VERSION")["sentence"].update(en="All is well.")
    )
    yield forged("a check's facts", "verdict", lambda said: check_of(said, "VERSION")["facts"].update(sequence=1))
    yield forged("a check's event", "verdict", lambda said: check_of(said, "VERSION")["event"].update(log=99))
    yield forged("a check missing", "verdict", lambda said: said["checks"].pop(3))
    yield forged("a bank's own policy that is milder", "verdict", milder)
    yield forged("a bank's own policy with a shorter margin", "verdict", shorter)
    yield forged("another policy", "verdict", lambda said: said.update(policy="2020-01-01"))
    yield forged(
        "another expected holder", "verdict", lambda said: said["question"]["holder"].update(uscc="91110108MA0000000X")
    )


def _seals() -> Iterator[Forged]:
    def forged(name: str, step: str = "finality", parts: Parts | None = None, **others: Any) -> Forged:
        return Forged(name, step, made(parts or on_qbft(**others)), is_sealed=True)

    def high_s(seals: list[bytes]) -> list[bytes]:
        """The first seal again in its other form: another signature by the same key."""
        order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
        first = seals[0]
        other = (order - int.from_bytes(first[32:64], "big")).to_bytes(32, "big")
        return [*seals[:2], first[:32] + other + bytes([1 - first[64]])]

    yield forged("too few seals", signers=VALIDATORS[:2])
    yield forged("a seal twice", signers=(*VALIDATORS[:2], VALIDATORS[0]))
    yield forged("a seal twice in two forms", change=high_s)
    yield forged("a stranger's seal", signers=(*VALIDATORS[:3], STRANGERS[0]))
    yield forged("a seal changed", change=lambda seals: [seals[0][:9] + b"\0" + seals[0][10:], *seals[1:]])
    yield forged("another round than was sealed", stated_round=b"\7")
    yield forged("no seal", signers=())
    yield forged("another set of validators", validators=STRANGERS, signers=STRANGERS[:3])
    mixed = (*STRANGERS[:3], VALIDATORS[0])
    yield forged("a set for which one validator vouches", validators=mixed, signers=mixed)
    yield forged("proposer no validator", proposer=b"\x11" * 20)
    yield forged("difficulty of another engine", difficulty=b"\2")
    yield forged("seals dropped for a signature", parts=load("signed"))
    changed = on_qbft()
    changed["evidence"]["header"] = flipped(changed["evidence"]["header"], 190)
    yield forged("sealed header with another state root", "header", promised(changed))
    unordered = on_qbft()
    unordered["evidence"]["finality"]["headers"] = [unordered["evidence"]["header"]]
    yield forged("headers not in their order", parts=promised(unordered))


@cache
def forgeries() -> tuple[Forged, ...]:
    """Return every forged bundle."""
    parts = (_form(), _answers(), _logs(), _evidence(), _events(), _verdicts(), _seals())
    return tuple(each for part in parts for each in part)


def main(folder: str) -> None:
    """Write the forged bundles as files, and an index of the step that refuses each."""
    where, index = Path(folder), []
    for place, each in enumerate(forgeries()):
        (where / f"{place:03d}.deed.json").write_bytes(each.content)
        row = {"file": f"{place:03d}.deed.json", "name": each.name, "step": each.step, "isSealed": each.is_sealed}
        index.append(row | {"later": each.later, "nonce": each.nonce})
    (where / "index.json").write_text(json.dumps(index, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
