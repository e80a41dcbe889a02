"""Speaks text that arrives in pieces, before all of it has arrived."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from phemius_core.dimensions import SAMPLE_RATE
from phemius_core.errors import FieldProblem, NothingToSpeak
from phemius_core.synthesis._result import SpeechChunk
from phemius_core.text import (
    NO_LEXICON,
    Lexicon,
    Segment,
    SegmentPlan,
    TextBudget,
    TextBuffer,
    pause_after,
)

if TYPE_CHECKING:
    from phemius_core.synthesis._synthesizer import Synthesizer
    from phemius_core.voices import Voice

__all__ = ["stream_incoming"]

_WHOLE_TEXTS: Final = 10
"""The pieces may have as many pauses and breaks as ten whole texts: 600 s of pauses, and 20,000
pauses and breaks. Servers take ten times the characters of a whole text, too: 50,000."""


async def stream_incoming(
    synthesizer: "Synthesizer",
    texts: AsyncIterator[str | None],
    *,
    voice: "str | Voice" = "default",
    speed: float = 1.0,
    caller: str = "",
    lexicon: Lexicon = NO_LEXICON,
) -> AsyncGenerator[SpeechChunk]:
    """Speaks a text that arrives in pieces, sentence by sentence, with pauses between sentences.

    Offsets and times count from the start of the whole text, as with `Synthesizer.stream`.

    Args:
        synthesizer: Speaks each sentence.
        texts: Pieces of the text, of any length; None means that the text so far is to be spoken
            now, even if its last sentence is not complete.
        voice: As for `Synthesizer.stream`.
        speed: 0.25 to 4; 2 is twice as fast.
        caller: Who submits the text: callers take turns.
        lexicon: Pronunciations of the caller's own.

    Raises:
        NothingToSpeak: There is no word in the whole text.
        InvalidRequest: All pieces together have too many pauses or breaks.
        PhemiusError: As for `Synthesizer.stream`.
    """
    timeline = _Timeline(synthesizer.plan)
    speaker = synthesizer.voices.resolve(voice) if isinstance(voice, str) else voice
    buffer = TextBuffer(lang=speaker.lang)
    budget = TextBudget.of(synthesizer.plan, texts=_WHOLE_TEXTS)

    async def pieces() -> AsyncGenerator[str]:
        async for text in texts:
            ready = buffer.flush() if text is None else buffer.feed(text)
            if ready:
                yield ready
        if rest := buffer.flush():
            yield rest

    async with aclosing(pieces()) as ready:
        async for piece in ready:
            spoken = synthesizer.stream(
                piece,
                voice=voice,
                speed=speed,
                caller=caller,
                budget=budget,
                text_format="plain",
                lexicon=lexicon,
            )
            async with aclosing(spoken) as chunks:
                try:
                    async for chunk in chunks:
                        yield timeline.place(chunk)
                except NothingToSpeak:
                    yield timeline.silent_chunk(piece)
            timeline.end_piece(piece)
    if not timeline.has_speech:
        message = "the text has no word to speak: only spaces, symbols or pauses"
        raise NothingToSpeak(message, fields=[FieldProblem("text", message)])


class _Timeline:
    """Moves the chunks of each piece to their place in the whole text and speech."""

    def __init__(self, plan: SegmentPlan) -> None:
        self._plan = plan
        self._chars = 0
        self._samples = 0
        self._piece_samples = 0
        self._segments = 0
        self._pause_ms = 0
        self.has_speech = False

    def place(self, chunk: SpeechChunk) -> SpeechChunk:
        """Shifts offsets and times of a chunk; the first of a piece gets the pause before it."""
        samples = chunk.samples
        if self._pause_ms:
            pause = np.zeros(self._pause_ms * SAMPLE_RATE // 1000, np.float32)
            samples = np.concatenate((pause, samples))
            self._samples += len(pause)
            self._pause_ms = 0
        self.has_speech = True
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

    def silent_chunk(self, piece: str) -> SpeechChunk:
        """A chunk without audio for a piece without words."""
        empty = Segment(self._segments, "", "", (), self._chars, self._chars + len(piece))
        return SpeechChunk(np.zeros(0, np.float32), empty, last=True)

    def end_piece(self, piece: str) -> None:
        self._chars += len(piece)
        self._samples += self._piece_samples
        self._piece_samples = 0
        if self.has_speech and piece.strip():
            self._pause_ms = pause_after(piece, self._plan)
