"""
The offline verifier: whether one answer holds, from its bundle and one's own pins, with no network and no operator.

It shares `ledger.domain` with the service (what events mean, how one judges) and `ledger.audit` with the auditor (how
contracts write and store); by no road does it come to the code that gave the answer.  `check` does it all.
"""
