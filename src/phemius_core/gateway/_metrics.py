"""Metrics of one server in the Prometheus text format; no API key, text or account is in them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from phemius_core.errors import PhemiusError

if TYPE_CHECKING:
    from phemius_core.engine import SchedulerStats

__all__ = ["METRICS_TYPE", "GatewayState", "Meter", "Metrics"]

METRICS_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_FIRST_AUDIO_S: Final = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 5, 10, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayState:
    """The state of a gateway at the time of a scrape."""

    ready: bool
    websockets: int
    cache_hits: int
    cache_misses: int
    queue: "SchedulerStats | None"
    """Figures of the scheduler; None until the model is loaded."""


class Metrics:
    """Counters and gauges of one gateway.

    Args:
        read_state: Returns the state of the gateway; called at each scrape.
    """

    def __init__(self, read_state: Callable[[], GatewayState]) -> None:
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
        self._registry.register(_StateCollector(read_state))
        self._meters: dict[str, Meter] = {}

    def of(self, endpoint: str) -> "Meter":
        """Returns the meter of an endpoint."""
        meter = self._meters.get(endpoint)
        if meter is None:
            meter = self._meters[endpoint] = Meter(self, endpoint)
        return meter

    def render(self) -> bytes:
        """Returns all metrics in the format of `METRICS_TYPE`."""
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
        """Counts a request that was delivered in whole or in part."""
        self._ended("ok" if whole else "cut")
        self._chars.inc(chars)
        self._audio_s.inc(audio_s)

    def _ended(self, outcome: str) -> None:
        count = self._outcomes.get(outcome)
        if count is None:
            count = self._metrics.requests.labels(self.endpoint, outcome)
            self._outcomes[outcome] = count
        count.inc()


class _StateCollector:
    """Collects gauges at each scrape from the state of the gateway."""

    def __init__(self, read_state: Callable[[], GatewayState]) -> None:
        self._read_state = read_state

    def collect(self) -> Iterator[Metric]:
        state = self._read_state()
        yield GaugeMetricFamily("phemius_ready", "Whether it can speak.", float(state.ready))
        yield GaugeMetricFamily("phemius_websockets", "Open WebSockets.", float(state.websockets))
        yield CounterMetricFamily("phemius_cache_hits", "Speeches not made anew.", state.cache_hits)
        yield CounterMetricFamily("phemius_cache_misses", "Speeches made anew.", state.cache_misses)
        queue = state.queue
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
