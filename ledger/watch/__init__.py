"""
Watching: who subscribed to certificates or to a holder is told of every event and of what time brings, and can show
that nothing was missed.

    following   from one place in the mirror to the next, across blocks that were taken back
    feed        from what is new to deliveries, each once a subscription
    alerts      what time brings without a transaction, computed of facts at an instant
    alerting    from alerts to deliveries, each once
    payloads    what a delivery says, in bytes
    signing     Standard Webhooks signatures
    webhook     one POST to an address that may be anywhere, and must not be here
    sender      the worker that does all of it again and again
"""
