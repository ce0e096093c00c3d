"""
Runs the API on uvicorn, with the indexer following the chain in a thread beside it unless told not to.

One process is enough for a city; a second one for the same mirror must not index, and the mirror's lock sees to it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
import uvicorn

from api.app import create_app
from api.dependencies import Ledger
from ledger import log
from ledger.chain.deployment import Deployment
from ledger.chain.rpc import Rpc
from ledger.config import Settings
from ledger.errors import LedgerError
from ledger.evidence.gather import Gathering
from ledger.evidence.keeping import keeping
from ledger.index import Happening, Observe, follow, heads_of, reader_of, unobserved
from ledger.instructions import sending as instructions
from ledger.instructions.keyring import Keyring
from ledger.instructions.sending import Place
from ledger.store.mirror import Mirror
from ledger.watch import webhook
from ledger.watch.alerting import Freshness
from ledger.watch.sender import Limits, Sender

KEEP_ALIVE_SECONDS = 15
GRACE_SECONDS = 10

_LOG = structlog.get_logger()


def serve(settings: Settings, *, index: bool = True) -> None:
    """
    Serve until a signal stops it.

    Raises `Misconfigured` if there is no deployment record, or the mirror's schema is not this program's and cannot be
    brought to it.
    """
    with Mirror(settings.database) as mirror:
        if index:
            mirror.migrate()
        mirror.check()
        app = create_app(settings, mirror=mirror)
        if settings.demo:
            _LOG.warning("this is a demonstration: its accounts are public, and no second factor is asked for")
        config = uvicorn.Config(
            app,
            host=settings.api_host,
            port=settings.api_port,
            log_level="warning",
            server_header=False,
            proxy_headers=False,  # which proxies are believed, `api.access` decides
            date_header=True,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
            log_config=None,  # its warnings go the way of ours (`ledger.log`)
        )
        server = uvicorn.Server(config)
        with delivering(settings, mirror, app.state.ledger), instructing(app.state.ledger, app.state.keyring):
            if not index:
                server.run()
                return
            with (
                kept(settings, mirror, app.state.ledger, app.state.metrics.observe) as observe,
                following(settings, mirror, observe),
            ):
                server.run()


@contextmanager
def kept(settings: Settings, mirror: Mirror, ledger: Ledger, observe: Observe) -> Iterator[Observe]:
    """Keep the chain's proof of every act while inside (`ledger.evidence`); give what is to be told of the index."""
    with Rpc(settings.rpc_url, settings.rpc_timeout_seconds, settings.rpc_retries_max) as rpc:
        by = Gathering(rpc, ledger.deployment, ledger.service, ledger.deployment.validators)
        with keeping(mirror, by, observe) as told:
            yield told


@contextmanager
def delivering(settings: Settings, mirror: Mirror, ledger: Ledger) -> Iterator[threading.Thread]:
    """Tell subscribers of what is new while inside: deliveries are made, and webhooks sent (`ledger.watch`)."""
    stop = threading.Event()
    freshness = Freshness(settings.lag_blocks_max, settings.lag_seconds_max)
    limits = Limits(freshness, webhook.is_trial(ledger.deployment.chain_id))
    sender = Sender(mirror, ledger.service, limits, ledger.clock)

    try:
        with _beside("sender", lambda: sender.run(stop), stop.set) as thread:
            yield thread
    finally:
        sender.close()


@contextmanager
def instructing(ledger: Ledger, keyring: Keyring) -> Iterator[threading.Thread]:
    """Bring to the chain, while inside, what all have agreed to (`ledger.instructions`)."""
    stop = threading.Event()
    place = Place(ledger.settings, ledger.deployment, ledger.mirror, ledger.service, ledger.documents, keyring)
    by = instructions.Sender(place)

    try:
        with _beside("instructions", lambda: by.run(stop), stop.set) as thread:
            yield thread
    finally:
        by.close()


@contextmanager
def following(settings: Settings, mirror: Mirror, observe: Observe = unobserved) -> Iterator[threading.Thread]:
    """
    Keep `mirror` at the node's head while inside; what happens is logged, and told to `observe`.

    If the indexer must stop (the evidence disagrees, another one has the mirror), it is said in the log and the API
    goes on: its lag grows, and so every verification becomes UNDETERMINED (P6).
    """
    stop = threading.Event()
    deployment = Deployment.load(settings.deployment_file)

    def tell(happening: Happening) -> None:
        log.tell(happening)
        observe(happening)

    heads = heads_of(settings)

    def run() -> None:
        with Rpc(settings.rpc_url, settings.rpc_timeout_seconds, settings.rpc_retries_max) as rpc, heads:
            follow(reader_of(rpc, deployment, settings), mirror, settings, stop, observe=tell, heads=heads)

    def end() -> None:
        stop.set()
        heads.wake()

    with _beside("indexer", run, end) as thread:
        yield thread


@contextmanager
def _beside(name: str, run: Callable[[], None], end: Callable[[], None]) -> Iterator[threading.Thread]:
    """Run a thread while inside, and have it end; if it ends by itself, the log says why, and the rest goes on."""

    def logged() -> None:
        try:
            run()
        except LedgerError as error:
            _LOG.error(f"the {name} stopped", code=error.code, reason=error.explain("en"))
        except Exception:
            _LOG.exception(f"the {name} stopped", code="Unexpected")

    thread = threading.Thread(target=logged, name=name, daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        end()
        thread.join(GRACE_SECONDS)
