"""
What was answered, so that nobody can deny it: signed, numbered, logged and witnessed.

An answer is a JWS (`jws`) by a key of the operator (`keys`).  Its digest is a leaf of an append-only Merkle log
(`log`), whose checkpoints are signed notes (`note`) that banks and courts co-sign (`witness`).  `give` does all of it
for an answer, in one transaction with those that are asked for at the same moment; `proving` proves what was logged,
and `review` looks through all of it for what was altered.
"""
