"""
Fingerprints of data, taken where the data is: nothing of the ledger, no network, no settings.

Three digests say three things.  The `fingerprint` is the SHA-256 of the whole file (`sha256sum` gives the same), or of
a folder's list of names, sizes and digests: it is what a certificate's document holds and what stands on the chain.
The schema digest is of the columns' names, order and types.  The content digest is of the rows whatever their order.

    steady      a file read once, from its first byte to its last, that must not change meanwhile
    delimited   CSV and its kin    json_lines   a JSON object a line    parquet   Parquet, where pyarrow is installed
    rows        what a row's bytes are; digests of rows, a sample of them
    multiset    one digest of many digests in any order, in constant memory
    folder      a folder's files in the order of their names
    taking      all of this of one path; and what differs between two results
"""
