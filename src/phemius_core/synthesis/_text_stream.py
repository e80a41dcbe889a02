"""Speaks text while it is still coming in."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from phemius_core.engine import SAMPLE_RATE
from phemius_core.errors import FieldProblem, NothingToSpeak
from phemius_core.synthesis._result import SpeechChunk
from phemius_core.text import Segment, TextBuffer, pause_after

if TYPE_CHECKING:
    from phemius_core.synthesis._synthesizer import Synthesizer
    from phemius_core.voices import Voice

__all__ = ["stream_incoming"]


async def stream_incoming(
    synthesizer: "Synthesizer",
    texts: AsyncIterator[str | None],
    *,
    voice: "str | Voice" = "default",
    speed: float = 1.0,
    caller: str = "",
) -> AsyncGenerator[SpeechChunk]:
    """Speaks pieces of one text as they come, sentence by sentence, with a speaker's pauses.

    Offsets and times are those of the whole text, as `Synthesizer.stream` gives them.

    Args:
        synthesizer: Speaks.
        texts: Pieces of any length; None says that what came so far is to be spoken now.
        voice: As for `Synthesizer.stream`, like the rest.
        speed: 0.25 to 4.
        caller: Who asks.

    Raises:
        NothingToSpeak: All of it together holds no word.
        PhemiusError: As `Synthesizer.stream`.
    """
    joiner = _Joiner(synthesizer)
    buffer = TextBuffer()

    async def pieces() -> AsyncGenerator[str]:
        async for text in texts:
            ready = buffer.flush() if text is None else buffer.feed(text)
            if ready:
                yield ready
        if rest := buffer.flush():
            yield rest

    async with aclosing(pieces()) as ready:
        async for piece in ready:
            spoken = synthesizer.stream(piece, voice=voice, speed=speed, caller=caller)
            async with aclosing(spoken) as chunks:
                try:
                    async for chunk in chunks:
                        yield joiner.join(chunk)
                except NothingToSpeak:
                    yield joiner.silence(piece)
            joiner.end(piece)
    if not joiner.spoke:
        message = "the text has no word to speak: only spaces, symbols or pauses"
        raise NothingToSpeak(message, fields=[FieldProblem("text", message)])


class _Joiner:
    """Makes one speech of several: offsets, times, and the pauses between."""

    def __init__(self, synthesizer: "Synthesizer") -> None:
        self._plan = synthesizer.plan
        self._chars = 0
        self._samples = 0
        self._piece_samples = 0
        self._segments = 0
        self._pause_ms = 0
        self.spoke = False

    def join(self, chunk: SpeechChunk) -> SpeechChunk:
        samples = chunk.samples
        if self._pause_ms:
            pause = np.zeros(self._pause_ms * SAMPLE_RATE // 1000, np.float32)
            samples = np.concatenate((pause, samples))
            self._samples += len(pause)
            self._pause_ms = 0
        self.spoke = True
        shift_ms = 1000 * self._samples // SAMPLE_RATE
        words = tuple(
            replace(
                word,
                start=word.start + self._chars,
                end=word.end + self._chars,
                start_ms=word.start_ms + shift_ms,
                end_ms=word.end_ms + shift_ms,
            )
            for word in chunk.words
        )
        segment = replace(
            chunk.segment,
            index=chunk.segment.index + self._segments,
            start=chunk.segment.start + self._chars,
            end=chunk.segment.end + self._chars,
        )
        self._piece_samples += len(chunk.samples)
        if chunk.last:
            self._segments += 1
        return SpeechChunk(samples, segment, last=chunk.last, words=words)

    def silence(self, piece: str) -> SpeechChunk:
        """Stands for a piece that holds no word."""
        nothing = Segment(self._segments, "", "", (), self._chars, self._chars + len(piece))
        return SpeechChunk(np.zeros(0, np.float32), nothing, last=True)

    def end(self, piece: str) -> None:
        self._chars += len(piece)
        self._samples += self._piece_samples
        self._piece_samples = 0
        if self.spoke and piece.strip():
            self._pause_ms = pause_after(piece, self._plan)
