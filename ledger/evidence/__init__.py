"""
The evidence beside an answer: what the chain itself says of one certificate, gathered from the operator's node.

`gather` makes it for an answer; `keeping` makes it when an act is mirrored and keeps it, since nodes forget old state.
What a bundle must prove is the offline verifier's to say (`ledger.kit`), and is asked of it.
"""

from ledger.evidence.gather import Gathering, Wanted, documents_of, evidence_of

__all__ = ["Gathering", "Wanted", "documents_of", "evidence_of"]
