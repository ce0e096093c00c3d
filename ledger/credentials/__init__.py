"""
The certificate document as a credential that its holder shows in part: an SD-JWT (RFC 9901) of the centre's.

`issuing` makes one of a document that is intact; `presenting` keeps the fields that the holder chooses, with no network
and no key; `checking` says whose it is and what it shows; `record` holds that against the chain.

What a shown field rests on.  The chain holds one digest, of the whole document, and the document's form is frozen by
the digests that stand there; so a field by itself rests on the issuer's signature, and the issuer's key on its
endorsement by a key that is enrolled on the ledger.  Where all fields are shown the document itself is at hand, and
rests on the chain's digest and on nobody's word.  In neither case is a credential the record: what it says was so when
it was issued, and the live record outranks it.

Salts are drawn for each credential and kept by nobody but its holder.  Erasing a document so leaves nothing here from
which a field could be guessed, and no further credential can be issued of it.
"""
