"""
The check of a bundle, one step after another; the first that is false ends it (`report.STEPS` names them all).

Nothing is believed that can be derived: the verdict is reached again from the certificate's own events, which the head
on the chain covers, under a header that the validators sealed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger.audit.header import Header
from ledger.audit.judging import certificate_differences
from ledger.audit.layout import mapped
from ledger.audit.pin import CONTRACTS, Pin
from ledger.audit.tables.certificates import SLOTS as CERTIFICATES
from ledger.audit.trie import Nodes
from ledger.domain.document import digest
from ledger.domain.events import Entry
from ledger.domain.facts import Fact, FactKey, key_of
from ledger.domain.numbers import CertificateNumber
from ledger.domain.standing import standing
from ledger.kit.bundle import Bundle, Evidence, altered, octets, read_bundle
from ledger.kit.history import entries_of, facts_of, head_of, predecessor_of
from ledger.kit.inclusion import check_log
from ledger.kit.judging import STATED, check_verdict
from ledger.kit.proven import Storage, slots_of
from ledger.kit.report import STEPS, Broken, Report, Result, Step
from ledger.kit.seals import check_finality, read_header, seals_of
from ledger.kit.signature import public_keys, read_answer
from ledger.kit.subject import Known, question_of
from ledger.kit.trust import Trust

Found = tuple[Result, str, dict[str, Any]]
"""What a step came to, the code of its sentence, and the facts of that."""


def check(content: bytes, *, now: int, trust: Trust | None = None, nonce: str | None = None) -> Report:
    """
    Check the bytes of a bundle file as of `now`, a unix second.

    Without `trust` nothing is pinned, and the report says so.  `nonce` is the caller's own, if it still has it.  Never
    raises for anything that may stand in a bundle.
    """
    return _Check(now, trust, nonce).run(content)


@dataclass(slots=True)
class _Check:
    """One check, and what its steps have found so far."""

    now: int
    trust: Trust | None
    nonce: str | None
    bundle: Bundle = field(init=False)
    payload: Mapping[str, Any] = field(init=False)
    signer: str = field(init=False)
    pin: Pin = field(init=False)
    header: Header = field(init=False)
    storage: Storage = field(init=False)
    entries: list[Entry] = field(init=False)
    verdict: str | None = None

    def run(self, content: bytes) -> Report:
        done: list[Step] = []
        steps = self._steps(content)
        for name in STEPS:
            try:
                done.append(Step(name, *steps[name]()))
            except Broken as broken:
                done.append(Step(name, Result.FAILED, broken.code, broken.facts))
                break
            except (KeyError, TypeError, ValueError, AttributeError, IndexError):
                done.append(Step(name, Result.FAILED, "BundleAnswerMalformed", {"member": "verification"}))
                break
            if name == "evidence" and self.bundle.evidence is None:
                self.verdict = str(self.payload["verification"]["verdict"])
                break
        is_pinned = self.trust is not None and hasattr(self, "signer") and self.signer in self.trust.answer_keys
        failed = any(step.result is Result.FAILED for step in done)
        return Report(tuple(done), None if failed else self.verdict, is_pinned)

    def _steps(self, content: bytes) -> Mapping[str, Callable[[], Found]]:
        return {
            "form": lambda: self._form(content),
            "signature": self._signature,
            "time": self._time,
            "log": self._log,
            "evidence": self._evidence,
            "header": self._header,
            "finality": self._finality,
            "accounts": self._accounts,
            "slots": self._slots,
            "head": self._head,
            "facts": self._facts,
            "documents": self._documents,
            "standing": self._standing,
            "verdict": self._verdict,
        }

    @property
    def _said(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.payload["verification"]
        return found

    @property
    def _proof(self) -> Evidence:
        assert self.bundle.evidence is not None, "the check ends where there is no evidence"
        return self.bundle.evidence

    # THE ANSWER

    def _form(self, content: bytes) -> Found:
        self.bundle = read_bundle(content)
        return _ok("BundleRead", size=len(content))

    def _signature(self) -> Found:
        keys = public_keys(self.bundle.keys)
        self.payload, own = read_answer(self.bundle.answer, keys)
        if self.trust is not None and own not in self.trust.answer_keys:
            raise Broken("BundleKeyUnpinned", key=own)
        self.signer = own
        facts = {"answer": self.payload["number"], "key": own}
        if self.trust is None:
            return _stated("BundleNotPinned", **facts)
        return _ok("BundleSigned", **facts)

    def _time(self) -> Found:
        issued, ends = self.payload["iat"], self.payload["exp"]
        if self.nonce is not None and self.nonce != self.payload["nonce"]:
            raise Broken("BundleNonceOther", nonce=str(self.payload["nonce"])[:64])
        if not issued <= self.now < ends:
            raise Broken("BundleExpired", issued=issued, ends=ends, now=self.now)
        if self.nonce is None:
            return _stated("BundleNonceUnknown", issued=issued, ends=ends)
        return _ok("BundleInTime", issued=issued, ends=ends)

    def _log(self) -> Found:
        proof, chain = self.bundle.log, self.payload["chain"]
        if proof is None:
            return _stated("BundleUnlogged")
        origin = f"datadeed/{chain['chainId']}/{chain['contracts']['Certificates']}"
        witnesses = self.trust.witnesses if self.trust is not None else ()
        operator = public_keys(self.bundle.keys)
        logged = None
        for key in (operator[self.signer], *operator.values()):
            if self.trust is not None and not self._is_trusted(key, operator):
                continue
            try:
                logged = check_log(proof, self.bundle.answer, origin, key, witnesses)
                break
            except Broken as broken:
                if broken.code != "BundleLogUnsigned":
                    raise
        if logged is None:
            raise Broken("BundleLogUnsigned", origin=origin)
        if logged.index != self.payload["number"] - 1:
            raise Broken("BundleLogNumberOther", index=logged.index, answer=self.payload["number"])
        facts = {"index": logged.index, "size": logged.size, "count": logged.witnesses}
        return _ok("BundleWitnessed", **facts) if logged.witnesses else _stated("BundleLogged", **facts)

    def _is_trusted(self, key: bytes, keys: Mapping[str, bytes]) -> bool:
        own = next(name for name, each in keys.items() if each == key)
        return self.trust is not None and own in self.trust.answer_keys

    def _evidence(self) -> Found:
        self._same_ledger()
        promised = self.payload["evidenceDigest"]
        if self.bundle.evidence is None:
            if promised is not None:
                raise Broken("BundleEvidenceMissing", digest=str(promised)[:66])
            return _stated("BundleWithoutEvidence")
        found = "0x" + digest(self.bundle.written).hex()
        if promised is not None and promised != found:
            raise Broken("BundleEvidenceOther", expected=str(promised)[:66], found=found)
        shown = self._said["certificate"]
        own = "0x" + self._proof.certificate_id.hex()
        if shown is None or shown["id"] != own:
            raise Broken("BundleEvidenceForeign", certificate_id=own)
        return _ok("BundleEvidenceRead", certificate_id=own, count=len(self._proof.events))

    def _same_ledger(self) -> None:
        chain = self.payload["chain"]
        addresses = {name: octets(chain["contracts"][name], "chain", 20) for name in CONTRACTS}
        genesis = octets(chain["genesisHash"], "chain", 32)
        self.pin = Pin(chain["chainId"], genesis, 0, addresses, {})
        if self.trust is None:
            return
        pinned = self.trust.pin
        if (pinned.chain_id, pinned.genesis_hash, dict(pinned.contracts)) != (chain["chainId"], genesis, addresses):
            raise Broken("BundleLedgerOther", chain=chain["chainId"])
        self.pin = pinned

    # THE BLOCK

    def _header(self) -> Found:
        self.header = read_header(self._proof.header)
        block, stated = self._said["evidence"]["block"], self._said["evidence"]["hash"]
        found = "0x" + self.header.hash.hex()
        if self.header.number != block:
            return _stated("BundleHeaderElsewhere", block=self.header.number, stated=block)
        if found != stated:
            raise Broken("BundleHeaderOther", block=block, expected=str(stated)[:66], found=found)
        return _ok("BundleHeaderHashed", block=block, hash=found)

    def _finality(self) -> Found:
        proof, block = self._proof, self.header.number
        pinned = self.trust.validators if self.trust is not None else frozenset()
        if proof.engine == "signed":
            if pinned:
                raise Broken("BundleSealsMissing", block=block)
            if block != self._said["evidence"]["block"] and self.payload["evidenceDigest"] is None:
                raise Broken("BundleHeaderUnvouched", block=block)
            return _stated("BundleHeaderSigned", block=block)
        if not pinned:
            seals = seals_of(self.header)
            return _stated("BundleValidatorsUnpinned", block=block, count=len(seals.signers))
        headers = [*(read_header(raw) for raw in proof.headers), self.header]
        seals = check_finality(pinned, self.pin.first_block, headers)
        return _ok("BundleSealed", block=block, count=len(seals.signers))

    # THE STATE

    def _accounts(self) -> Found:
        self.storage = Storage(self.pin, self.header.state_root, Nodes(self._proof.nodes))
        is_pinned = self.trust is not None
        self.storage.open(CONTRACTS, is_pinned=is_pinned)
        facts = {"count": len(CONTRACTS), "block": self.header.number}
        return _ok("BundleAccountsProven", **facts) if is_pinned else _stated("BundleCodeUnpinned", **facts)

    def _slots(self) -> Found:
        """Read what is needed whatever the events say; that their facts' words are here too, `facts` will see."""
        number = CertificateNumber.parse(self._said["certificate"]["number"]).packed
        own = self._proof.certificate_id
        record = self.storage.read(self.pin.certificates, mapped(CERTIFICATES["_records"], own))
        self.storage.read(self.pin.certificates, mapped(CERTIFICATES["_heads"], number))
        if record >> 192 != number:
            raise Broken("BundleRecordOther", number=number)
        return _ok("BundleSlotsProven", count=2)

    def _head(self) -> Found:
        own = self._proof.certificate_id
        self.entries = entries_of(self.pin, self._proof.events, own)
        number = CertificateNumber.parse(self._said["certificate"]["number"]).packed
        proven = self.storage.read(self.pin.certificates, mapped(CERTIFICATES["_heads"], number))
        if int.from_bytes(head_of(self.entries), "big") != proven:
            raise Broken("BundleHeadOther", found="0x" + head_of(self.entries).hex(), expected=f"{proven:#066x}")
        if self.entries[-1].position.block > self.header.number:
            raise Broken("BundleEventsAhead", block=self.header.number)
        if self.entries[-1].time > self.header.time:
            raise Broken("BundleEventsAhead", block=self.header.number)
        return _ok("BundleHeadFolded", count=len(self.entries))

    def _facts(self) -> Found:
        facts = self._folded(self.entries)
        count = 0
        for slot in slots_of(self.pin, facts):
            found = self.storage.read(slot.contract, slot.key)
            count += 1
            if (found ^ slot.word) & slot.mask:
                raise Broken("BundleFactOther", subject=slot.subject)
        return _ok("BundleFactsProven", count=count)

    def _folded(self, entries: list[Entry]) -> dict[FactKey, Fact]:
        before = predecessor_of(entries)
        known = [self.storage.predecessor(before)] if before is not None else []
        return facts_of(entries, {key_of(each): each for each in known})

    # THE JUDGEMENT

    def _documents(self) -> Found:
        other = altered(self.bundle.documents)
        if other is not None:
            raise Broken("BundleDocumentAltered", digest="0x" + other.hex())
        digest_ = self._said["certificate"]["documentDigest"]
        if octets(digest_, "documentDigest", 32) in self.bundle.documents:
            return _ok("BundleDocumentsHashed", count=len(self.bundle.documents))
        return _stated("BundleDocumentAbsent", digest=digest_)

    def _known(self) -> Known:
        """What was known at the answer's block: of the events, those up to it."""
        block = self._said["evidence"]["block"]
        entries = [entry for entry in self.entries if entry.position.block <= block]
        if not entries:
            raise Broken("BundleEventsAhead", block=block)
        return Known(entries, self._folded(entries), self.storage, self.bundle.documents)

    def _standing(self) -> Found:
        """Hold the certificate that the answer shows against the proven one."""
        known, shown, question = self._known(), self._said["certificate"], question_of(self._said)
        certificate = known.certificate
        now = standing(certificate, question.instant, renewal=known.terms(question.instant))
        other = next(certificate_differences(shown, certificate, now), None)
        if other is not None:
            raise Broken("BundleCertificateOther", member=other.member)
        if question.number not in (None, CertificateNumber.from_packed(certificate.number)):
            raise Broken("BundleCertificateOther", member="question.number")
        if question.certificate_id not in (None, certificate.id):
            raise Broken("BundleCertificateOther", member="question.id")
        return _ok("BundleStandingFolded", reason=now.reason.value, sequence=certificate.sequence)

    def _verdict(self) -> Found:
        question = question_of(self._said)
        reasons = {each["code"]: each["reason"] for each in self._said["checks"]}
        subject = self._known().subject(question, reasons["DOCUMENT_INTACT"])
        self.verdict = check_verdict(self._said, question, subject)
        facts = {"verdict": self.verdict, "stated": list(STATED)}
        is_same_block = self.header.number == self._said["evidence"]["block"]
        return _ok("BundleVerdictReached", **facts) if is_same_block else _stated("BundleVerdictElsewhere", **facts)


def _ok(code: str, **facts: Any) -> Found:
    return Result.OK, code, facts


def _stated(code: str, **facts: Any) -> Found:
    return Result.STATED, code, facts
