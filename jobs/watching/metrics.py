"""Numbers for Prometheus: those of the database as they are, those of this process as they were counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from jobs.listening import Listener, Unit
from jobs.schedule import Idle
from jobs.watching.pulse import Signs
from tracker import __version__
from tracker.services.watching import Latest, Observed

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily
    from prometheus_client.registry import Collector

OUTBOX = ("pending", "sending", "sent", "failed", "uncertain")
"""States of a letter that are told of even where no letter has one: a number that is missing raises no alarm."""

_SECONDS = (0.1, 0.5, 1, 5, 15, 60, 300, 1800)


class Metrics(Listener):
    """Counts what it hears, and tells it together with what is known of the database.

    ``latest`` and ``signs`` are asked at each scrape, and both answer within a bounded time.
    """

    def __init__(self, *, latest: Callable[[], Latest], signs: Callable[[], Signs]) -> None:
        from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
        from prometheus_client.process_collector import ProcessCollector

        disable_created_metrics()  # type: ignore[no-untyped-call]  # when one was made says nothing about the work
        self._registry = CollectorRegistry()
        self._runs = Counter(
            "tracker_job_runs",
            "Units of work of this process by what became of them: done, idle or failed.",
            ["job", "outcome"],
            registry=self._registry,
        )
        self._took = Histogram(
            "tracker_job_duration_seconds",
            "How long units of work took.",
            ["job"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._pings = Counter(
            "tracker_pings",
            "Calls of the dead man's switch by what became of them.",
            ["outcome"],
            registry=self._registry,
        )
        ProcessCollector(registry=self._registry)
        self._registry.register(_collector(latest, signs))

    def on_unit(self, unit: Unit) -> None:
        """Count it."""
        outcome = "idle" if isinstance(unit.detail, Idle) else unit.state
        self._runs.labels(unit.job, outcome).inc()
        self._took.labels(unit.job).observe(unit.took)

    def pinged(self, *, arrived: bool) -> None:
        """Count a call of the dead man's switch."""
        self._pings.labels("arrived" if arrived else "lost").inc()

    def text(self, accept: str) -> tuple[bytes, str]:
        """Everything in the form a monitor accepts, and the name of that form."""
        from prometheus_client.exposition import choose_encoder

        encode, media_type = choose_encoder(accept)
        return encode(self._registry), media_type


def _collector(latest: Callable[[], Latest], signs: Callable[[], Signs]) -> Collector:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
    from prometheus_client.registry import Collector

    class AsItIs(Collector):
        """What is read at each scrape."""

        def describe(self) -> tuple[()]:
            """Nothing in advance: describing would read the database when the daemon starts."""
            return ()

        def collect(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
            """All families."""

            def gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
                return GaugeMetricFamily(f"tracker_{name}", text, value=value)

            heard, known = signs(), latest()
            build = GaugeMetricFamily("tracker_build_info", "The version of this program.", labels=["version"])
            build.add_metric([__version__], 1)
            yield build
            yield gauge("heartbeat_age_seconds", "Seconds since the scheduler's last sign of life.", heard.age)
            yield gauge("leader", "1: this process leads its database; 0: it stands by.", float(bool(heard.leading)))
            yield gauge("database_up", "1: the database answered this scrape.", float(not known.problem))
            yield CounterMetricFamily(
                "tracker_scrape_errors",
                "Scrapes the database did not answer; the last values are told.",
                value=known.errors,
            )
            if known.observed is not None:
                yield gauge("observed_age_seconds", "How old what is told of the database is.", known.age)
                yield from _observed(known.observed)

    return AsItIs()


def _observed(known: Observed) -> Iterator[GaugeMetricFamily]:
    """What was read of the database."""
    from prometheus_client.core import GaugeMetricFamily

    def by(label: str, name: str, text: str, values: dict[str, float]) -> GaugeMetricFamily:
        family = GaugeMetricFamily(f"tracker_{name}", text, labels=[label])
        for one, value in values.items():
            family.add_metric([one], value)
        return family

    def gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
        return GaugeMetricFamily(f"tracker_{name}", text, value=value)

    yield gauge("schema_at_head", "1: the database has the schema this program needs.", float(known.at_head))
    if not known.at_head:
        return
    yield by(
        "job",
        "job_last_success_timestamp_seconds",
        "When a job last did its work.",
        {job: at.timestamp() for job, at in known.succeeded.items()},
    )
    yield by(
        "job",
        "job_last_failure_timestamp_seconds",
        "When a slot that is still undone last failed.",
        {job: at.timestamp() for job, at in known.failed.items()},
    )
    sources = known.sources
    yield by(
        "source",
        "source_latest_observation_timestamp_seconds",
        "The instant the newest value speaks of.",
        {one.key: one.latest.timestamp() for one in sources if one.latest is not None},
    )
    yield by(
        "source",
        "source_observations_missing",
        "Values that should be out by the source's own calendar.",
        {one.key: one.behind for one in sources if one.behind is not None},
    )
    yield by(
        "source",
        "source_last_success_timestamp_seconds",
        "When a source last answered soundly.",
        {one.key: one.last_success_at.timestamp() for one in sources if one.last_success_at is not None},
    )
    yield by("source", "source_consecutive_failures", "Failures in a row.", {one.key: one.failures for one in sources})
    yield by(
        "source",
        "source_circuit_open",
        "1: it failed so often that it is left alone for a while.",
        {one.key: float(one.cut_off) for one in sources},
    )
    yield gauge("pairs_too_old", "Followed pairs without a recent rate.", len(known.too_old))
    for state in dict.fromkeys((*OUTBOX, *known.outbox)):
        yield gauge(f"outbox_{state}", f"Messages of the outbox that are {state}.", known.outbox.get(state, 0))
    yield by("state", "alerts", "Alerts by state.", {state: float(number) for state, number in known.alerts.items()})
