"""Figures of one server, in Prometheus' text form. No key, text or account is in them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from phemius_core.errors import PhemiusError

if TYPE_CHECKING:
    from phemius_core.gateway._gateway import Gateway

__all__ = ["METRICS_TYPE", "Meter", "Metrics"]

METRICS_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_FIRST_AUDIO_S: Final = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 5, 10, 30)


class Metrics:
    """Counts what a gateway does.

    Args:
        gateway: Asked for its queue, cache and sockets at each scrape.
    """

    def __init__(self, gateway: "Gateway") -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "phemius_requests",
            "Speech requests, by endpoint and outcome.",
            ("endpoint", "outcome"),
            registry=self._registry,
        )
        self.chars = Counter(
            "phemius_charged_chars", "Characters charged.", ("endpoint",), registry=self._registry
        )
        self.audio_s = Counter(
            "phemius_audio_seconds", "Audio delivered.", ("endpoint",), registry=self._registry
        )
        self.first_audio = Histogram(
            "phemius_first_audio_seconds",
            "From admission to the first audio.",
            ("cached",),
            buckets=_FIRST_AUDIO_S,
            registry=self._registry,
        )
        self._registry.register(_Live(gateway))
        self._meters: dict[str, Meter] = {}

    def of(self, endpoint: str) -> "Meter":
        """The figures of one endpoint."""
        meter = self._meters.get(endpoint)
        if meter is None:
            meter = self._meters[endpoint] = Meter(self, endpoint)
        return meter

    def render(self) -> bytes:
        """All of it, as `METRICS_TYPE`."""
        return generate_latest(self._registry)


class Meter:
    """Counts the requests of one endpoint."""

    def __init__(self, metrics: Metrics, endpoint: str) -> None:
        self.endpoint = endpoint
        self._metrics = metrics
        # Finding a series by its labels costs more than counting in it.
        self._chars = metrics.chars.labels(endpoint)
        self._audio_s = metrics.audio_s.labels(endpoint)
        self._outcomes: dict[str, Counter] = {}
        self._first_audio = {
            cached: metrics.first_audio.labels(str(cached).lower()) for cached in (True, False)
        }

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Counts requests that end in an error before their first audio."""
        try:
            yield
        except PhemiusError as error:
            self._ended(error.code)
            raise

    def first_audio(self, seconds: float, *, cached: bool) -> None:
        self._first_audio[cached].observe(seconds)

    def settled(self, *, whole: bool, chars: int, audio_s: float) -> None:
        """A request was delivered, whole or in part."""
        self._ended("ok" if whole else "cut")
        self._chars.inc(chars)
        self._audio_s.inc(audio_s)

    def _ended(self, outcome: str) -> None:
        count = self._outcomes.get(outcome)
        if count is None:
            count = self._metrics.requests.labels(self.endpoint, outcome)
            self._outcomes[outcome] = count
        count.inc()


class _Live:
    """What is asked for rather than counted."""

    def __init__(self, gateway: "Gateway") -> None:
        self._gateway = gateway

    def collect(self) -> Iterator[Metric]:
        gateway = self._gateway
        yield GaugeMetricFamily("phemius_ready", "Whether it can speak.", float(gateway.ready))
        yield GaugeMetricFamily("phemius_websockets", "Open WebSockets.", float(gateway.sockets))
        hits, misses = gateway.cache_counts
        yield CounterMetricFamily("phemius_cache_hits", "Speeches not made anew.", hits)
        yield CounterMetricFamily("phemius_cache_misses", "Speeches made anew.", misses)
        queue = gateway.queue
        if queue is None:
            return
        gauge, counter = GaugeMetricFamily, CounterMetricFamily
        figures: tuple[tuple[Callable[..., Metric], str, str, float], ...] = (
            (gauge, "phemius_queue_segments", "Segments that wait for an engine.", queue.queued),
            (gauge, "phemius_running_segments", "Segments being rendered.", queue.running),
            (counter, "phemius_rendered_segments", "Segments rendered.", queue.rendered),
            (counter, "phemius_rejected_segments", "Refused: the queue was full.", queue.rejected),
            (counter, "phemius_queue_wait_seconds", "Time segments waited, summed.", queue.wait_s),
        )
        for kind, name, text, value in figures:
            yield kind(name, text, value)
