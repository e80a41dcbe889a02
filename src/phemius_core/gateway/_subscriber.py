"""A subscriber: receives audio part by part, however fast others take theirs."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from phemius_core.gateway._audio_source import AudioPart, AudioSource, PartDropped

__all__ = ["Subscriber"]


class Subscriber:
    """Receives the audio of a synthesis or a recording, part by part. It must be closed.

    Args:
        source: Where the audio comes from.
        restart: Starts a synthesis of the same audio for this subscriber alone, from the beginning.
        cached: Whether all of the audio was there when it was requested.
    """

    def __init__(
        self, source: AudioSource, restart: Callable[[], AudioSource], *, cached: bool
    ) -> None:
        self.cached: Final = cached
        """Whether all of the audio was there when it was requested."""
        self._source = source
        self._restart = restart
        self._closed = False
        self._samples = 0
        self._chars = 0
        self._words = 0
        """Samples, characters and words received so far."""
        self._skipper: _Skipper | None = None
        source.subscribe(self)

    async def next(self) -> AudioPart | None:
        """Returns the next part; None after the last.

        Raises:
            PhemiusError: The synthesis failed.
        """
        while True:
            try:
                part = await self._source.next_part(self)
            except PartDropped:
                self._source = self._restart()
                self._source.subscribe(self)
                self._skipper = _Skipper(self._samples, self._chars, self._words)
                continue
            if self._skipper is not None:
                part = self._skipper.skip(part)
                if part is _NOTHING_NEW:
                    continue
            if part is not None:
                self._samples += part.samples
                self._chars = part.chars
                self._words += len(part.words)
            return part

    async def aclose(self) -> None:
        """Unsubscribes; a synthesis without subscribers is stopped."""
        if not self._closed:
            self._closed = True
            self._source.unsubscribe(self)


_NOTHING_NEW: Final = AudioPart(b"", 0)


class _Skipper:
    """Leaves out of a synthesis what a subscriber has received from another one like it.

    Both have the same samples and words in the same order; their parts may end elsewhere, since a
    segment comes in one part from the cache of segments and in several from the engine.

    Args:
        samples: Samples that the subscriber has received.
        chars: Characters of the text that it has received to their end.
        words: Number of words whose times it has received.
    """

    def __init__(self, samples: int, chars: int, words: int) -> None:
        self._samples = samples
        self._chars = chars
        self._words = words

    def skip(self, part: AudioPart | None) -> AudioPart | None:
        """Returns what is new in a part; `_NOTHING_NEW` if nothing is."""
        if part is None:
            return None
        skipped = min(self._samples, part.samples)
        self._samples -= skipped
        known = min(self._words, len(part.words))
        self._words -= known
        is_known = skipped == part.samples and known == len(part.words)
        if is_known and part.chars <= self._chars:
            return _NOTHING_NEW
        return replace(part, pcm=part.pcm[2 * skipped :], words=part.words[known:])
