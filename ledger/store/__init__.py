"""
The mirror: the chain's facts in SQL, and the documents.  SQLAlchemy is here and nowhere else.

    tables       the whole schema, one module a noun
    schema       of which tables a database is, and how they are made
    database     the two databases: one writer with its lock, readers that cannot write, what their errors mean
    facts        facts as rows, and back; payload: events and facts as JSON text
    mirror       one range of blocks = one transaction with the cursor in it; undo
    documents    bytes by digest
    queries      every question that is asked, by noun

What an event means is said in `domain.state.apply` and nowhere here; where blocks come from, `chain.reader` knows.
"""
