"""The segments of one text on their way through the scheduler."""

import logging
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import anyio
import anyio.to_thread
import numpy as np
from anyio.lowlevel import RunVar

from phemius_core.audio import WordTiming
from phemius_core.dimensions import FRAME_SAMPLES, SAMPLE_RATE
from phemius_core.engine import RenderTask
from phemius_core.errors import SynthesisFailed
from phemius_core.synthesis._result import SpeechChunk, word_timings
from phemius_core.synthesis._thread_event import ThreadEvent
from phemius_core.synthesis._trim_silence import SilenceTrimmer
from phemius_core.text import Segment

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SegmentQueue", "render_segment"]

logger = logging.getLogger(__name__)

T = TypeVar("T")

_TEXT_THREADS: Final = 2
"""Threads of an event loop that split texts into segments."""
_LONG_TEXT_CHARS: Final = 10_000
"""Before its first segment a text is normalised whole. Longer texts than this are begun one at a
time, so that the other thread is free for short ones."""
_MAX_SILENT_SAMPLES: Final = 10 * SAMPLE_RATE
"""Longest silence of one chunk: pauses may be as long as minutes."""
_FRAME_MS: Final = 1000 * FRAME_SAMPLES / SAMPLE_RATE
_text_limiter: RunVar[anyio.CapacityLimiter] = RunVar("_text_limiter")
_long_text_lock: RunVar[anyio.Lock] = RunVar("_long_text_lock")


class SegmentQueue:
    """The next segments of a text, in order, each with its task in the scheduler.

    Args:
        segments: Segments of the text; read in a worker thread.
        submit: Submits a segment that has phonemes to the scheduler.
        chars: Length of the text.
    """

    def __init__(
        self, segments: Iterator[Segment], submit: Callable[[Segment], RenderTask], *, chars: int
    ) -> None:
        self._segments = segments
        self._submit = submit
        self._waits_for_long_texts = chars > _LONG_TEXT_CHARS
        self._submitted: deque[tuple[Segment, RenderTask | None]] = deque()
        self._exhausted = False
        self._failure: Exception | None = None

    async def fill(self, count: int) -> None:
        """Submits segments until `count` of them are in the queue, or the text ends.

        Raises:
            PhemiusError: There is nothing to speak, or the first segment of the queue was refused.
                If a later one was refused, `raise_failure` raises the error.
        """
        while len(self._submitted) < count and not self._exhausted:
            if self._waits_for_long_texts:
                async with _run_wide(_long_text_lock, anyio.Lock):
                    segment = await _next_segment(self._segments)
                self._waits_for_long_texts = False
            else:
                segment = await _next_segment(self._segments)
            if segment is None:
                self._exhausted = True
                return
            try:
                task = self._submit(segment) if segment.phonemes else None
            except Exception as error:
                if not self._submitted:
                    raise
                self._failure, self._exhausted = error, True
                return
            self._submitted.append((segment, task))

    def first(self) -> tuple[Segment, RenderTask | None] | None:
        """The segment to speak now, with its task unless it is a pause; None after the last one."""
        return self._submitted[0] if self._submitted else None

    def remove_first(self) -> None:
        """Removes the segment that was spoken."""
        self._submitted.popleft()

    def raise_failure(self) -> None:
        """Raises the error of a segment that was refused, once all before it have been spoken."""
        if self._failure is not None:
            raise self._failure

    def cancel(self) -> None:
        """Cancels the tasks of all segments in the queue."""
        for _, task in self._submitted:
            if task is not None:
                task.cancel()


async def render_segment(
    segment: Segment, task: RenderTask | None, rendered: ThreadEvent, start_sample: int
) -> AsyncGenerator[SpeechChunk]:
    """The chunks of one segment, trimmed, and in the last one the pause after it.

    Args:
        segment: The segment.
        task: Its task in the scheduler; None for a segment without phonemes.
        rendered: Set whenever the task may have new audio.
        start_sample: Samples of the speech before this segment.
    """
    pauses = deque(_silences(segment.pause_after_ms))
    if task is None:
        yield SpeechChunk(pauses.popleft(), segment, last=not pauses)
    trimmer: SilenceTrimmer | None = None
    words_sent = False
    finished = False
    while task is not None and not finished:
        chunks, finished = task.take()
        if not chunks and not finished:
            await rendered.wait()
            continue
        if trimmer is None and task.durations is not None:
            trimmer = SilenceTrimmer(int(task.durations[0]), int(task.durations[-1]))
        assert trimmer is not None  # noqa: S101 - durations come before audio
        parts: list[NDArray[np.float32]] = [trimmer.feed(chunk) for chunk in chunks]
        if finished:
            parts += [trimmer.finish(), pauses.popleft()]
        samples = _with_gain(np.concatenate(parts), segment.delivery.gain_db)
        if not finished and not len(samples):
            continue
        words: tuple[WordTiming, ...] = ()
        if not words_sent and task.durations is not None:
            offset_ms = 1000 * (start_sample - trimmer.dropped) / SAMPLE_RATE
            words = word_timings(
                segment, task.durations.tolist(), frame_ms=_FRAME_MS, offset_ms=offset_ms
            )
            words_sent = True
        yield SpeechChunk(samples, segment, last=finished and not pauses, words=words)
    while pauses:
        yield SpeechChunk(pauses.popleft(), segment, last=not pauses)


async def _next_segment(segments: Iterator[Segment]) -> Segment | None:
    limiter = _run_wide(_text_limiter, partial(anyio.CapacityLimiter, _TEXT_THREADS))
    return await anyio.to_thread.run_sync(_next_or_failure, segments, limiter=limiter)


def _run_wide(variable: RunVar[T], create: Callable[[], T]) -> T:
    """What all tasks of the event loop share, made at its first use."""
    found = variable.get(None)
    if found is None:
        found = create()
        variable.set(found)
    return found


def _next_or_failure(segments: Iterator[Segment]) -> Segment | None:
    try:
        return next(segments, None)
    except (SystemExit, KeyboardInterrupt) as error:
        # Raised in a task of an event loop these would end the process.
        logger.exception("a text could not be split into segments")
        raise SynthesisFailed("the text could not be processed: try again") from error


def _with_gain(samples: "NDArray[np.float32]", gain_db: float) -> "NDArray[np.float32]":
    """Louder or softer samples, float32 [n], within ±1."""
    if not gain_db:
        return samples
    louder: NDArray[np.float32] = np.clip(samples * np.float32(10 ** (gain_db / 20)), -1, 1)
    return louder


def _silences(pause_ms: int) -> "list[NDArray[np.float32]]":
    """A pause in arrays of bounded length; at least one, which may be empty."""
    samples = pause_ms * SAMPLE_RATE // 1000
    longest = _MAX_SILENT_SAMPLES
    return [
        np.zeros(min(longest, samples - start), np.float32)
        for start in range(0, max(1, samples), longest)
    ]
