"""Steady load with cancels and clients that leave, on both adapters at once."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import httpx2
import numpy as np

from tests.drill.books import Books, close_books
from tests.drill.clients import Outcome, Speaker, text_of
from tests.drill.processes import Deployment

__all__ = ["Soak", "run_soak"]

_SAMPLE_EVERY_S: Final = 5.0
_MAX_AT_ONCE: Final = 16
"""Requests at once of each server: what comes beyond waits, as the load is a share of what the
servers can do."""
_LEAVE: Final = 0.1
_CANCEL: Final = 0.1
_REPEAT: Final = 0.1
"""Shares of the requests that are left, cancelled, or a text that was spoken before."""


@dataclass
class Soak:
    """What came of a soak."""

    capacity_s: float
    """Seconds of audio that the deployment made a second, before the soak."""
    load: float
    """Share of that which was delivered in the soak."""
    seen: dict[str, int]
    books: Books
    reserved_after: int
    first_audio_p50_s: float
    first_audio_p95_s: float
    memory_mib: dict[str, list[tuple[float, int]]] = field(default_factory=dict)
    """Seconds and resident memory of each server."""

    def slopes(self) -> dict[str, tuple[float, float]]:
        """MiB a minute over the last two thirds of the soak, with its standard error."""
        return {name: _slope(samples) for name, samples in self.memory_mib.items()}


def run_soak(deployment: Deployment, keys: Sequence[str], *, minutes: float, load: float) -> Soak:
    """Measures what the servers can do, then keeps them at a share of it.

    Args:
        deployment: Servers, running.
        keys: API keys of the clients.
        minutes: How long.
        load: Share of the capacity.
    """
    return asyncio.run(_Run(deployment, keys).run(minutes, load))


class _Run:
    def __init__(self, deployment: Deployment, keys: Sequence[str]) -> None:
        self._deployment = deployment
        self._keys = keys
        self._chance = random.Random(20)
        self._spoken: list[str] = []
        self._speakers = [Speaker(f"soak-{n}", deployment.url(n)) for n in deployment.ports]

    async def run(self, minutes: float, load: float) -> Soak:
        limits = httpx2.Limits(max_connections=64)
        async with httpx2.AsyncClient(timeout=90, limits=limits) as http:
            capacity_s = await self._capacity(http, 30 if minutes >= 5 else 5)
            measured = [len(speaker.outcomes) for speaker in self._speakers]
            memory: dict[str, list[tuple[float, int]]] = {n: [] for n in self._deployment.ports}
            started = time.monotonic()
            async with asyncio.TaskGroup() as tasks:
                sampler = tasks.create_task(self._sample(memory, started))
                async with asyncio.TaskGroup() as requests:
                    for speaker in self._speakers:
                        rate = load * capacity_s / len(self._speakers)
                        requests.create_task(self._send(http, speaker, rate, started, minutes))
                sampler.cancel()
            seconds = time.monotonic() - started
        await asyncio.to_thread(self._wait_settled)
        outcomes = [
            outcome
            for speaker, count in zip(self._speakers, measured, strict=True)
            for outcome in speaker.outcomes[count:]
        ]
        firsts = [o.first_audio_s for o in outcomes if o.first_audio_s is not None]
        everything = [outcome for speaker in self._speakers for outcome in speaker.outcomes]
        seen: dict[str, int] = {}
        for outcome in outcomes:
            seen[outcome.seen] = seen.get(outcome.seen, 0) + 1
        return Soak(
            capacity_s=round(capacity_s, 2),
            load=round(sum(o.pcm_bytes for o in outcomes) / 48_000 / seconds / capacity_s, 2),
            seen=dict(sorted(seen.items())),
            books=await asyncio.to_thread(close_books, self._deployment, everything, self._keys[0]),
            reserved_after=self._deployment.reserved_chars(),
            first_audio_p50_s=round(float(np.percentile(firsts, 50)), 3),
            first_audio_p95_s=round(float(np.percentile(firsts, 95)), 3),
            memory_mib=memory,
        )

    async def _capacity(self, http: httpx2.AsyncClient, seconds: float) -> float:
        """Seconds of audio a second, with four requests at once on each server."""
        started = time.monotonic()

        async def speak(speaker: Speaker) -> None:
            while time.monotonic() < started + seconds:
                await speaker.http(http, self._key(), text_of(self._chance, 300))

        async with asyncio.TaskGroup() as tasks:
            for speaker in self._speakers:
                for _ in range(4):
                    tasks.create_task(speak(speaker))
        heard = sum(o.pcm_bytes for speaker in self._speakers for o in speaker.outcomes)
        return heard / 48_000 / (time.monotonic() - started)

    async def _send(
        self,
        http: httpx2.AsyncClient,
        speaker: Speaker,
        audio_per_s: float,
        started: float,
        minutes: float,
    ) -> None:
        """Sends requests at random times so that they ask for so much audio a second."""
        free = asyncio.Semaphore(_MAX_AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            while time.monotonic() < started + 60 * minutes:
                text = self._text()
                await free.acquire()
                task = tasks.create_task(self._request(http, speaker, text))
                task.add_done_callback(lambda _: free.release())
                # English speech has about 15 characters a second.
                await asyncio.sleep(self._chance.expovariate(audio_per_s * 15 / len(text)))

    async def _request(self, http: httpx2.AsyncClient, speaker: Speaker, text: str) -> Outcome:
        kind = self._chance.random()
        after_s = self._chance.uniform(0.1, 3)
        leave = after_s if kind < _LEAVE else None
        cancel = after_s if _LEAVE <= kind < _LEAVE + _CANCEL else None
        if cancel is not None or self._chance.random() < 0.5:
            return await speaker.websocket(
                self._key(), text, leave_after_s=leave, cancel_after_s=cancel
            )
        return await speaker.http(http, self._key(), text, leave_after_s=leave)

    def _text(self) -> str:
        if self._spoken and self._chance.random() < _REPEAT:
            return self._chance.choice(self._spoken)
        text = text_of(self._chance, self._chance.choice((40, 120, 300, 900)))
        self._spoken = [*self._spoken[-50:], text]
        return text

    def _key(self) -> str:
        return self._chance.choice(self._keys)

    async def _sample(self, memory: dict[str, list[tuple[float, int]]], started: float) -> None:
        while True:
            for name, samples in memory.items():
                found = await asyncio.to_thread(self._deployment.memory_mib, name)
                samples.append((round(time.monotonic() - started, 1), found))
            await asyncio.sleep(_SAMPLE_EVERY_S)

    def _wait_settled(self) -> None:
        deadline = time.monotonic() + 60
        while self._deployment.reserved_chars() and time.monotonic() < deadline:
            time.sleep(0.25)


def _slope(samples: Sequence[tuple[float, int]]) -> tuple[float, float]:
    """Least squares: MiB a minute and its standard error, over the last two thirds."""
    late = np.array(samples[len(samples) // 3 :], dtype=float)
    minutes, mib = late[:, 0] / 60, late[:, 1]
    if len(late) < 3:
        return 0.0, float("inf")
    slope, level = np.polyfit(minutes, mib, 1)
    residuals = mib - (slope * minutes + level)
    error = np.sqrt(
        (residuals**2).sum() / (len(late) - 2) / ((minutes - minutes.mean()) ** 2).sum()
    )
    return round(float(slope), 2), round(float(error), 2)
