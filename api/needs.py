"""
What each route needs of who asks it: one line for every route, and no route without one.

A line names scopes and duties of which a caller needs one; the route itself may ask for more.
"""

from __future__ import annotations

from collections.abc import Mapping

from api.caller import Need, Scope
from ledger.domain.officers import OFFICERS, Duty

OPEN = ("/health/", "/metrics", "/docs", "/static/", "/openapi.json", "/problems/")
"""Paths that ask nobody who they are and count nothing: a probe must be answered while the databases are not."""

GRANT_PATH = "/v1/token"
"""Where a client shows its secret; the only route that reads a form."""

MACHINES = "/v1/"
"""Below it programs ask; elsewhere are pages, for people."""

PUBLIC: tuple[Need, ...] = ()
READ = (Scope.READ,)
VERIFY = (Scope.VERIFY,)
WATCH = (Scope.WATCH,)
SUPERVISE = (Scope.SUPERVISE,)
OFFICER: tuple[Need, ...] = OFFICERS
ADMINISTRATOR = (Duty.ADMINISTER,)
WORK: tuple[Need, ...] = (Duty.PREPARE, Duty.APPROVE)
PREPARER = (Duty.PREPARE,)
PREPARING: tuple[Need, ...] = (Scope.PREPARE, Duty.PREPARE)
SIGNER = (Duty.PREPARE, Duty.APPROVE)

UNPLACED = SUPERVISE
"""What a route needs that has no line below: closed to all who do not supervise."""

NEEDS: Mapping[str, tuple[Need, ...]] = {
    "GET /": PUBLIC,
    "POST /": PUBLIC,  # as POST /v1/verifications
    "GET /verifications/{number}": (Scope.READ, Scope.VERIFY, Scope.SUPERVISE),  # as the answer itself
    "GET /verifications/{number}/report.json": (Scope.READ, Scope.VERIFY, Scope.SUPERVISE),
    "GET /verifications/{number}/report.pdf": (Scope.READ, Scope.VERIFY, Scope.SUPERVISE),
    "POST /report.json": PUBLIC,  # what is sent back is ours by its signature
    "POST /report.pdf": PUBLIC,
    "GET /verifications": VERIFY,
    "GET /portfolio": VERIFY,
    "POST /portfolio": VERIFY,
    "POST /portfolio.ndjson": VERIFY,
    "GET /watch": WATCH,
    "POST /watch": WATCH,
    "POST /watch/{name}/end": WATCH,
    "GET /help": PUBLIC,
    "GET /glossary": PUBLIC,
    "GET /v/{name}": PUBLIC,
    "GET /certificates/{name}": PUBLIC,  # its public fields; all of it needs READ
    "GET /explorer": READ,
    "GET /explorer/blocks/{number}": READ,
    "GET /explorer/entries.csv": READ,
    "GET /explorer/entries.ndjson": READ,
    "GET /explorer/certificates": READ,
    "GET /explorer/participants/{name}": READ,
    "GET /assets": (Scope.READ, Scope.SUPERVISE),  # whose, the route says
    "GET /agenda": (Scope.READ, Scope.SUPERVISE),  # whose, the route says
    "GET /statistics": SUPERVISE,
    "GET /audits": (Scope.READ, Scope.SUPERVISE),  # auditors and supervisors, the route says
    "POST /audits": (Scope.READ, Scope.SUPERVISE),
    "POST /audits/runs": (Scope.READ, Scope.SUPERVISE),
    "GET /audits/pin.json": (Scope.READ, Scope.SUPERVISE),
    "GET /audits/{digest}": (Scope.READ, Scope.SUPERVISE),
    "GET /audits/{digest}/report": (Scope.READ, Scope.SUPERVISE),
    "GET /audits/{digest}/paper": (Scope.READ, Scope.SUPERVISE),
    "GET /rules": PUBLIC,
    "GET /governance": READ,
    "GET /governance/{number}": READ,
    "GET /institutions": READ,
    "GET /schemas": PUBLIC,
    "GET /schemas/{name}": PUBLIC,
    "GET /numbers": (Scope.READ, Scope.SUPERVISE),  # whose registers, the route says
    "GET /keys": OFFICER,
    "GET /docs": PUBLIC,
    "GET /static/{name}": PUBLIC,
    "GET /openapi.json": PUBLIC,
    "GET /problems/{code}": PUBLIC,
    "GET /health/live": PUBLIC,
    "GET /health/ready": PUBLIC,
    "GET /metrics": PUBLIC,  # who may reach it is the network's business
    "POST /v1/token": PUBLIC,
    "GET /login": PUBLIC,
    "POST /login": PUBLIC,
    "POST /logout": PUBLIC,
    "GET /login/code": PUBLIC,  # for a session in any stage, as the route wants it
    "POST /login/code": PUBLIC,
    "GET /account/password": PUBLIC,
    "POST /account/password": PUBLIC,
    "GET /account/second-factor": PUBLIC,
    "POST /account/second-factor": PUBLIC,
    "GET /account": OFFICER,
    "POST /account/sessions/end": OFFICER,
    "GET /inbox": OFFICER,
    "POST /inbox": OFFICER,
    "GET /instructions": OFFICER,
    "GET /instructions/{name}": OFFICER,  # whose it is, the route says
    "GET /instructions/{name}/receipt": OFFICER,
    "POST /instructions/{name}/steps": SIGNER,  # which duty for which step, the route says
    "GET /claims": READ,
    "GET /acts": PREPARER,
    "GET /acts/{contract}/{function}": PREPARER,
    "POST /acts/{contract}/{function}": PREPARER,
    "GET /officers": ADMINISTRATOR,
    "POST /officers": ADMINISTRATOR,
    "GET /officers/log": (Scope.SUPERVISE, Duty.ADMINISTER),
    "GET /officers/{id}": ADMINISTRATOR,
    "POST /officers/{id}/duties": ADMINISTRATOR,
    "POST /officers/{id}/password": ADMINISTRATOR,
    "POST /officers/{id}/{act}": ADMINISTRATOR,
    "POST /v1/session": PUBLIC,
    "GET /v1/session": PUBLIC,  # whose it is, the cookie says; the route wants it
    "DELETE /v1/session": PUBLIC,
    "POST /v1/session/code": PUBLIC,
    "POST /v1/session/password": PUBLIC,
    "POST /v1/session/second-factor": PUBLIC,
    "PUT /v1/session/second-factor": PUBLIC,
    "GET /v1/sessions": PUBLIC,
    "DELETE /v1/sessions": PUBLIC,
    "GET /v1/officers": ADMINISTRATOR,
    "POST /v1/officers": ADMINISTRATOR,
    "GET /v1/officers/log": (Scope.SUPERVISE, Duty.ADMINISTER),
    "PUT /v1/officers/{id}/duties": ADMINISTRATOR,
    "POST /v1/officers/{id}/password": ADMINISTRATOR,
    "DELETE /v1/officers/{id}/second-factor": ADMINISTRATOR,
    "DELETE /v1/officers/{id}/sessions": ADMINISTRATOR,
    "PUT /v1/officers/{id}/suspension": ADMINISTRATOR,
    "DELETE /v1/officers/{id}/suspension": ADMINISTRATOR,
    "DELETE /v1/officers/{id}": ADMINISTRATOR,
    "GET /v1/status": PUBLIC,
    "GET /v1/regimes": PUBLIC,
    "GET /v1/calendar": PUBLIC,
    "GET /v1/calendar/{year}": PUBLIC,
    "GET /v1/rules": PUBLIC,
    "GET /v1/policy": PUBLIC,
    "GET /v1/schemas": PUBLIC,
    "GET /v1/schemas/{name}": PUBLIC,
    "GET /v1/checks/{kind}": PUBLIC,
    "GET /v1/numbers": (Scope.READ, Scope.SUPERVISE),  # whose registers, the route says
    "GET /v1/totals": PUBLIC,
    "GET /v1/attestation-kinds": PUBLIC,
    "GET /v1/certificates/{name}": PUBLIC,  # by number, its public fields; all of it, or by id, needs READ
    "POST /v1/verifications": PUBLIC,  # for the purpose `public`, its public part; any other purpose needs VERIFY
    "GET /.well-known/jwks.json": PUBLIC,
    "GET /v1/log/checkpoint": PUBLIC,
    "GET /v1/log/inclusion": PUBLIC,
    "GET /v1/log/consistency": PUBLIC,
    "POST /v1/log/cosignatures": PUBLIC,  # the witness' signature is its authority
    "GET /v1/verifications/{number}": (Scope.READ, Scope.VERIFY, Scope.SUPERVISE),  # whose it is, the route says
    "GET /v1/verifications/{number}/bundle": (Scope.READ, Scope.VERIFY, Scope.SUPERVISE),  # as its answer
    "GET /v1/access-log": SUPERVISE,
    "GET /v1/log/answers": SUPERVISE,
    "GET /v1/statistics/registrations": SUPERVISE,
    "GET /v1/statistics/finance": SUPERVISE,
    "GET /v1/statistics/volume": SUPERVISE,
    "GET /v1/statistics/cases": SUPERVISE,
    "GET /v1/holders/{uscc}/portfolio": (Scope.READ, Scope.SUPERVISE),  # and only for the holder, the supervisor
    "GET /v1/holders/{uscc}/calendar": (Scope.READ, Scope.SUPERVISE),  # as the portfolio
    "POST /v1/portfolios": VERIFY,
    "GET /v1/stream": WATCH,
    "POST /v1/subscriptions": WATCH,
    "GET /v1/subscriptions": WATCH,
    "GET /v1/subscriptions/{name}": WATCH,
    "DELETE /v1/subscriptions/{name}": WATCH,
    "POST /v1/subscriptions/{name}/secret": WATCH,
    "GET /v1/subscriptions/{name}/deliveries": WATCH,
    "POST /v1/subscriptions/{name}/redeliver": WATCH,
    "GET /v1/instructions": READ,  # one's own institution's, and those that need its consent
    "POST /v1/instructions": PREPARING,
    "GET /v1/instructions/{name}": READ,  # whose it is, the route says
    "POST /v1/instructions/{name}/steps": SIGNER,  # which duty for which step, the route says
    "GET /v1/inbox": OFFICER,
    "POST /v1/inbox/read": OFFICER,
    "POST /v1/certificates/{name}/drafts/{function}": PREPARING,
    "POST /v1/acts/{contract}/{function}/check": READ,  # nothing is signed or sent: it reads facts, as every other read
    "GET /v1/applications": READ,
    "GET /v1/publicity": READ,
    "GET /board": PUBLIC,
    "GET /board/{name}": PUBLIC,
    "POST /board/{name}": PUBLIC,  # counted by itself (`api.routes.board`)
    "GET /cases": READ,
    "GET /cases/closed": READ,
    "GET /cases/new": WORK,
    "POST /cases/new": WORK,
    "GET /cases/{name}": READ,
    "GET /cases/{name}/application": WORK,
    "POST /cases/{name}/application": WORK,
    "POST /cases/{name}/submission": WORK,
    "POST /cases/{name}/discard": WORK,
    "POST /cases/{name}/steps/{step}": (Duty.PREPARE,),
    "POST /cases/{name}/instructions/{own}/{step}": WORK,
    "POST /cases/{name}/attachments": WORK,
    "GET /cases/{name}/attachments/{attachment}": READ,
    "POST /cases/{name}/attachments/{attachment}/removal": WORK,
    "POST /cases/{name}/notes": WORK,
    "POST /cases/{name}/return": WORK,
    "POST /cases/{name}/inquiries": WORK,
    "POST /cases/{name}/objections/{objection}/erasure": WORK,
    "POST /cases/{name}/contact/erasure": WORK,
    "POST /cases/{name}/objections/{objection}/decline": WORK,
    "GET /imports": WORK,
    "POST /imports": (Duty.PREPARE,),
    "GET /imports/template.csv": WORK,
    "GET /imports/{own}": WORK,
    "GET /imports/{own}/remarks": WORK,
    "POST /imports/{own}/approval": (Duty.APPROVE,),
    "GET /v1/imports": WORK,
    "POST /v1/imports": (Duty.PREPARE,),
    "GET /v1/imports/{own}": WORK,
    "GET /v1/imports/{own}/remarks": WORK,
    "POST /v1/imports/{own}/approval": (Duty.APPROVE,),
    "GET /v1/board": PUBLIC,
    "GET /v1/board/{name}": PUBLIC,
    "POST /v1/board/{name}/objections": PUBLIC,  # counted by itself (`api.routes.board`)
    "GET /v1/cases": READ,  # whose, the route says
    "POST /v1/cases": WORK,
    "GET /v1/cases/{name}": READ,
    "PUT /v1/cases/{name}": WORK,
    "DELETE /v1/cases/{name}": WORK,
    "POST /v1/cases/{name}/submission": WORK,
    "POST /v1/cases/{name}/steps": (Duty.PREPARE,),
    "POST /v1/cases/{name}/return": WORK,
    "POST /v1/cases/{name}/notes": WORK,
    "POST /v1/cases/{name}/inquiries": WORK,
    "DELETE /v1/cases/{name}/objections/{objection}/contact": WORK,
    "DELETE /v1/cases/{name}/contact": WORK,
    "POST /v1/cases/{name}/attachments": WORK,
    "GET /v1/cases/{name}/attachments/{attachment}": READ,
    "DELETE /v1/cases/{name}/attachments/{attachment}": WORK,
    "POST /v1/cases/{name}/objections/{objection}/decline": WORK,
    "GET /v1/cases/{name}/objections/{objection}/material": READ,
    "GET /v1/applications/{name}": READ,
    "GET /v1/applications/{name}/history": READ,
    "GET /v1/certificates/{name}/attestations": READ,
    "GET /v1/attestations": READ,
    "GET /v1/attestations/{id}": READ,
    "GET /v1/certificates/{name}/bookings": READ,
    "GET /v1/certificates/{name}/custody": READ,
    "GET /v1/certificates/{name}/listings": READ,
    "GET /v1/participants/{uscc}/claims": READ,
    "GET /v1/claims": READ,
    "GET /v1/certificates": READ,
    "GET /v1/certificates/{name}/history": READ,
    "GET /v1/documents/{digest}": READ,
    "GET /v1/certificates/{name}/credential": READ,  # and only for a holder, the registry, a bank, the supervisor
    "GET /v1/certificates/{name}/paper": READ,  # as its credential
    "GET /v1/entries": READ,
    "GET /v1/certificates/{name}/contributions": READ,
    "GET /v1/contributions": READ,
    "GET /v1/certificates/{name}/licences": READ,
    "GET /v1/licences": READ,
    "GET /v1/outbox": READ,
    "GET /v1/participants/{name}": READ,
    "GET /v1/participants/{name}/certificates": READ,
    "GET /v1/participants/{name}/holdings": READ,
    "GET /v1/certificates/{name}/pledges": READ,
    "GET /v1/certificates/{name}/pledges/history": READ,
    "GET /v1/pledges": READ,
    "GET /v1/certificates/{name}/renewal": READ,
    "GET /v1/renewals": READ,
    "GET /v1/certificates/{name}/restraints": READ,
    "GET /v1/certificates/{name}/freezes": READ,
    "GET /v1/freezes": READ,
    "GET /v1/objections": READ,
    "GET /v1/snapshot": READ,
    "GET /v1/certificates/{name}/links": READ,
    "GET /v1/certificates/{name}/same-data": READ,
    "GET /v1/certificates/{name}/successions": READ,
    "GET /v1/same-data": READ,
    "GET /v1/successions": READ,
    "GET /v1/exits": READ,
}
"""Method and path of a route -> the scopes and duties of which a caller needs one; none: the public may."""


def need_of(method: str, path: str) -> tuple[Need, ...]:
    """Return the scopes and duties of which one is needed for a route."""
    return NEEDS.get(f"{method} {path}", UNPLACED)


def is_open(path: str) -> bool:
    """Whether nobody is asked who he is on a path."""
    return path.startswith(OPEN)
