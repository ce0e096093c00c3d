"""
What a registration desk does: check what is filed, keep the documents, have the checker approve, send, and hand back
receipts.

    book          what the desk looks up on the chain before it acts
    requests      what was asked, kept before it is done: a request repeated changes nothing
    desk          maker, checker and all that they work with; how one act is done
    registration  applications -> certificates, in batches
    dealing       transfer, amend, cancel, revoke, with the consents that they need
    admission     holders, names and keys

What an application must be, and what document it becomes, is pure and stands in `domain.applications`.  Documents are
stored before the act that names them; the act is one transaction: nothing is ever half-written.
"""
