"""
Figures for whoever watches the service, in the text form of Prometheus.

The index tells what happens (`observe`) and the gate every request (`asked`); how far the mirror is, is read from it
when somebody asks.  A registry of its own holds nothing but what is here and what the process uses; labels are bounded
and never hold an address, a name or a key.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
    start_http_server,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from ledger.errors import LedgerError
from ledger.index import Happening, Projected, Troubled, Undone
from ledger.program import version
from ledger.store import schema, vitals
from ledger.store.mirror import Mirror
from ledger.store.queries import blocks, numbers

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

PROJECTION_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
RANGE_BLOCKS = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 100_000)
VISIBLE_SECONDS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 300.0)
REQUEST_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Methods that are counted by name: what a client may invent is one more, OTHER."""

NOWHERE = "-"
"""The route of a request that none of our routes takes."""


class Metrics:
    """The figures of one process.  Safe for use by several threads; `clock` gives unix seconds."""

    def __init__(self, mirror: Mirror, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._is_following = False  # only then was the last block new when it was mirrored
        self.registry = CollectorRegistry()
        self.registry.register(_State(mirror, clock))
        ProcessCollector(registry=self.registry)
        of = self.registry
        build = Gauge("deed_build_info", "The program: its version and the digest of its tables.", _BUILD, registry=of)
        build.labels(version(), schema.digest()).set(1)
        self._blocks = Counter("deed_index_blocks", "Blocks mirrored by this process.", registry=of)
        self._entries = Counter("deed_index_entries", "Events mirrored by this process.", registry=of)
        self._reorganisations = Counter("deed_index_reorganisations", "Rewritings of the chain undone.", registry=of)
        self._undone = Counter("deed_index_undone_blocks", "Blocks undone, because the chain lost them.", registry=of)
        self._troubles = Counter("deed_index_troubles", "Tries that failed, by code.", ["code"], registry=of)
        self._projection = Histogram(
            "deed_index_range_seconds", "Reading and writing one range.", buckets=PROJECTION_SECONDS, registry=of
        )
        self._range = Histogram("deed_index_range_blocks", "Blocks in one range.", buckets=RANGE_BLOCKS, registry=of)
        self._visible = Histogram(
            "deed_index_visible_seconds",
            "From a new block's own time to its being readable.",
            buckets=VISIBLE_SECONDS,
            registry=of,
        )
        self._requests = Counter("deed_http_requests", "Requests.", ["method", "route", "status"], registry=of)
        self._answers = Histogram(
            "deed_http_request_seconds",
            "From a request to the end of its answer.",
            ["method", "route"],
            buckets=REQUEST_SECONDS,
            registry=of,
        )

    def observe(self, happening: Happening) -> None:
        """Count what happened to the index."""
        match happening:
            case Projected():
                self._blocks.inc(happening.blocks)
                self._entries.inc(happening.entries)
                self._projection.observe(happening.seconds)
                self._range.observe(happening.blocks)
                if self._is_following:
                    self._visible.observe(max(0.0, self._clock() - happening.time))
                self._is_following = happening.last >= happening.head
            case Undone():
                self._reorganisations.inc()
                self._undone.inc(happening.blocks)
            case Troubled():
                self._troubles.labels(happening.error.code).inc()
                self._is_following = False

    def asked(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Count a request; `route` is the template of its path, none if no route took it."""
        named = method if method in METHODS else "OTHER"
        self._requests.labels(named, route or NOWHERE, str(status)).inc()
        self._answers.labels(named, route or NOWHERE).observe(seconds)

    def text(self) -> bytes:
        """Return all figures as Prometheus reads them."""
        return generate_latest(self.registry)


_BUILD = ["version", "schema"]


class _State(Collector):
    """How far the mirror is, read when the figures are asked for."""

    def __init__(self, mirror: Mirror, clock: Callable[[], float]) -> None:
        self._mirror = mirror
        self._clock = clock

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            with self._mirror.sessions() as session:
                cursor = blocks.cursor(session)
                supply = numbers.left(session, int(self._clock()))
            size = vitals.size_bytes(self._mirror)
        except LedgerError:
            yield GaugeMetricFamily("deed_database_up", "Whether the database answers.", 0)
            return
        yield GaugeMetricFamily("deed_database_up", "Whether the database answers.", 1)
        yield GaugeMetricFamily("deed_database_bytes", "What the mirror takes on the disk.", size)
        if cursor is None:
            return
        now = self._clock()
        yield GaugeMetricFamily("deed_mirror_block", "The mirror's last block.", cursor.number)
        yield GaugeMetricFamily("deed_node_block", "The node's last block, when the index last looked.", cursor.head)
        yield GaugeMetricFamily("deed_lag_blocks", "Blocks that the mirror was behind then.", cursor.lag_blocks)
        yield GaugeMetricFamily("deed_lag_seconds", "Age of the mirror's last block.", max(0.0, now - cursor.time))
        yield GaugeMetricFamily("deed_look_seconds", "Since the index last looked.", max(0.0, now - cursor.seen_at))
        left = GaugeMetricFamily("deed_numbers_left", "Certificate numbers left this month.", labels=["register"])
        for register, number in supply.items():
            left.add_metric([register], number)
        yield left


@contextmanager
def exposed(metrics: Metrics, port: int) -> Iterator[None]:
    """Serve the figures on this machine's own `port` while inside, for an index that has no API beside it."""
    server, thread = start_http_server(port, "127.0.0.1", metrics.registry)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
