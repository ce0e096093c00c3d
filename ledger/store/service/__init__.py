"""What the service itself knows and no chain could give back: who may ask, what was answered, who is to be told."""

from ledger.store.service import answers, clients, deliveries, officer_log, officers, proofs, sessions, subscriptions
from ledger.store.service.database import Service

__all__ = [
    "Service",
    "answers",
    "clients",
    "deliveries",
    "officer_log",
    "officers",
    "proofs",
    "sessions",
    "subscriptions",
]
