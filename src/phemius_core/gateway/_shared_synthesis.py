"""One synthesis for identical requests at the same time, and the audio cache behind it."""

import logging
from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING

from anyio.abc import TaskGroup

from phemius_core.cache import AudioCache
from phemius_core.gateway._audio_source import AudioPart, RecordedAudio
from phemius_core.gateway._subscriber import Subscriber
from phemius_core.gateway._synthesis_in_flight import SynthesisInFlight
from phemius_core.supervisor import contain

if TYPE_CHECKING:
    from phemius_core.synthesis import SpeechChunk

__all__ = ["AudioPart", "SharedSyntheses", "Subscriber"]

logger = logging.getLogger(__name__)

_Start = Callable[[], "AsyncGenerator[SpeechChunk]"]


class SharedSyntheses:
    """The syntheses in flight, by the key of their audio.

    Args:
        tasks: Runs the syntheses. A synthesis outlives the request that started it for as long
            as it has a subscriber.
        cache: Keeps whole recordings.
    """

    def __init__(self, tasks: TaskGroup, cache: AudioCache) -> None:
        self._tasks = tasks
        self._cache = cache
        self._by_key: dict[str, SynthesisInFlight] = {}
        self._running: set[SynthesisInFlight] = set()
        self._stopped = False
        self.hits = 0
        """Requests answered from the cache or by a synthesis in flight."""
        self.misses = 0
        """Requests that started a synthesis, of those that have a key."""

    async def open(
        self, key: str | None, start: _Start, *, text: str = "", owner: str = ""
    ) -> Subscriber:
        """Subscribes to audio from the cache, from a synthesis in flight, or from a new one.

        Args:
            key: Digest of everything that shapes the audio; None if it must not be shared.
            start: Starts a new synthesis. Called again for a subscriber that is too slow for those
                that it shares one with.
            text: The text, which a recording does not hold; needed with a key.
            owner: Account that asks.
        """

        def restart() -> SynthesisInFlight:
            return self._start(None, start, owner)

        if key is None:
            return Subscriber(restart(), restart, cached=False)
        synthesis = self._by_key.get(key)
        if synthesis is None:
            recording = await self._cache.get(key)
            if recording is not None:
                self.hits += 1
                return Subscriber(RecordedAudio(recording, text), restart, cached=True)
            synthesis = self._by_key.get(key)  # another request may have started it meanwhile
        if synthesis is None:
            self.misses += 1
            synthesis = self._start(key, start, owner)
        else:
            self.hits += 1
        return Subscriber(synthesis, restart, cached=synthesis.done)

    def stop(self) -> None:
        """Stops all syntheses; their subscribers get an error that allows a retry."""
        self._stopped = True
        for synthesis in list(self._running):
            synthesis.stop()

    def _start(self, key: str | None, start: _Start, owner: str) -> SynthesisInFlight:
        synthesis = SynthesisInFlight(
            start, shared=key is not None, on_closed_to_new=lambda: self._forget(key)
        )
        if self._stopped:
            synthesis.stop()
        elif key is not None:
            self._by_key[key] = synthesis
        self._running.add(synthesis)
        self._tasks.start_soon(contain, "a synthesis", self._run, key, synthesis, owner)
        return synthesis

    async def _run(self, key: str | None, synthesis: SynthesisInFlight, owner: str) -> None:
        try:
            recording = await synthesis.run()
        finally:
            self._running.discard(synthesis)
        try:
            if key is not None and recording is not None:
                await self._cache.put(key, recording, owner=owner)
        except Exception:
            # Not out of the task, where it would end all syntheses.
            logger.exception("a recording could not be cached")
        finally:
            synthesis.close_to_new()

    def _forget(self, key: str | None) -> None:
        if key is not None:
            self._by_key.pop(key, None)
