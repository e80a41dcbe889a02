"""Text and a voice in, speech out: the in-process product."""

import threading
from collections import deque
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

import anyio
import anyio.to_thread
import numpy as np
from anyio.lowlevel import RunVar

from phemius_core.audio import WordTiming
from phemius_core.engine import (
    FRAME_SAMPLES,
    SAMPLE_RATE,
    Priority,
    Scheduler,
    Task,
    Utterance,
)
from phemius_core.errors import FieldProblem, InvalidRequest
from phemius_core.synthesis._result import Speech, SpeechChunk, word_timings
from phemius_core.synthesis._thread_event import Doorbell
from phemius_core.synthesis._trim_silence import EdgeTrimmer
from phemius_core.text import (
    Explanation,
    Segment,
    SegmentPlan,
    TextPipeline,
    TextWarning,
)
from phemius_core.voices import Voice, VoiceCatalogue

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Synthesizer"]

_AHEAD: Final = 2
"""Segments of one request in the scheduler at once: one that runs, one that waits, so
that the engine is never idle while audio is being sent."""
_TEXT_THREADS: Final = 2
_PROMPT_LANGS: Final = frozenset("ab")
"""Languages whose voices the told statistics were fitted on (`engine/_statistics.py`); others are
told 8 dB and more beside the mark."""
_FRAME_MS: Final = 1000 * FRAME_SAMPLES / SAMPLE_RATE
_text_limiter: RunVar[anyio.CapacityLimiter] = RunVar("_text_limiter")


class Synthesizer:
    """Speaks text with the engines of a scheduler. Safe to share between tasks and threads.

    `Synthesizer.open` makes one with everything at its default.

    Args:
        scheduler: Owns the engines; closed with the synthesizer.
        voices: Where voice names are looked up.
        text: Normaliser, G2P and segmentation.
        plan: Lengths of the segments.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        *,
        voices: VoiceCatalogue | None = None,
        text: TextPipeline | None = None,
        plan: SegmentPlan | None = None,
    ) -> None:
        self.scheduler = scheduler
        self.voices = voices or VoiceCatalogue()
        self.text = text or TextPipeline()
        self.plan = plan or SegmentPlan()

    @property
    def version(self) -> str:
        """Names everything that shapes the audio of a text, for cache keys."""
        return self.scheduler.version

    def explain(self, text: str, *, voice: str | Voice = "default") -> Explanation:
        """What would be spoken, and how: normalised text, segments, phonemes, warnings."""
        return self.text.explain(text, lang=self._voice(voice).lang, plan=self.plan)

    async def stream(  # noqa: C901 - one flow, read from top to bottom
        self,
        text: str,
        *,
        voice: str | Voice = "default",
        speed: float = 1.0,
        seed: int = 0,
        caller: str = "",
        priority: Priority = Priority.LIVE,
        low_latency: bool = True,
    ) -> AsyncGenerator[SpeechChunk]:
        """Speaks a text, chunk by chunk, as the audio is made.

        Close the iterator (`contextlib.aclosing`) to stop early: what is queued is dropped.

        Args:
            text: Any length; split into segments that the model can take.
            voice: A name, a blend such as `af_bella(2)+af_sky(1)`, or a resolved voice.
            speed: 0.25 to 4; 2 is twice as fast.
            seed: Seeds the noise in the voice: the same seed gives the same bytes.
            caller: Who asks; callers take turns where many are waiting.
            priority: `BULK` waits for all live speech.
            low_latency: Whether somebody waits for the first audio; see `Utterance.low_latency`.

        Raises:
            UnknownVoice: The voice is none of ours.
            InvalidRequest: The speed is out of range.
            NothingToSpeak: There is no word in the text.
            SynthesisFailed: The model failed.
            Overloaded: Too many segments wait already.
        """
        _check_speed(speed)
        resolved = self._voice(voice)
        plan = self.plan.at_speed(speed)
        hurried = low_latency and resolved.lang in _PROMPT_LANGS
        segments = self.text.segments(text, lang=resolved.lang, plan=plan)
        bell = Doorbell()
        pending: deque[tuple[Segment, Task | None]] = deque()
        exhausted = False
        failure: Exception | None = None
        emitted = 0

        async def refill(want: int) -> None:
            nonlocal exhausted, failure
            while len(pending) < want and not exhausted:
                segment = await _in_text_thread(segments)
                if segment is None:
                    exhausted = True
                    return
                task = None
                if segment.phonemes:
                    try:
                        task = self.scheduler.submit(
                            Utterance(
                                segment.phonemes,
                                resolved.style(len(segment.phonemes)),
                                speed,
                                seed,
                                low_latency=hurried and segment.index == 0,
                            ),
                            caller=caller,
                            priority=Priority.FIRST
                            if segment.index == 0 and priority is Priority.LIVE
                            else priority,
                            notify=bell.ring,
                        )
                    except Exception as error:
                        # What was queued before is still delivered, then this is raised.
                        if not pending:
                            raise
                        failure, exhausted = error, True
                        return
                pending.append((segment, task))

        try:
            await refill(1)
            while pending:
                await refill(_AHEAD)
                segment, task = pending[0]
                async with aclosing(_render(segment, task, bell, emitted)) as chunks:
                    async for chunk in chunks:
                        emitted += len(chunk.samples)
                        yield chunk
                pending.popleft()
                await refill(1)
            if failure is not None:
                raise failure
        finally:
            for _, task in pending:
                if task is not None:
                    task.cancel()

    async def speak(
        self, text: str, *, voice: str | Voice = "default", speed: float = 1.0, seed: int = 0
    ) -> Speech:
        """Speaks a text and waits for all of it. Arguments and errors as for `stream`."""
        samples: list[NDArray[np.float32]] = []
        words: list[WordTiming] = []
        warnings: list[TextWarning] = []
        async for chunk in self.stream(
            text, voice=voice, speed=speed, seed=seed, low_latency=False
        ):
            samples.append(chunk.samples)
            words.extend(chunk.words)
            if chunk.last:
                warnings.extend(chunk.segment.warnings)
        return Speech(np.concatenate(samples), tuple(words), text, tuple(warnings))

    def speak_sync(
        self, text: str, *, voice: str | Voice = "default", speed: float = 1.0, seed: int = 0
    ) -> Speech:
        """`speak` for scripts and notebooks: blocks the calling thread.

        Works where an event loop is already running, too.
        """
        done: list[Speech] = []
        failed: list[BaseException] = []

        async def main() -> None:
            done.append(await self.speak(text, voice=voice, speed=speed, seed=seed))

        def run() -> None:
            try:
                anyio.run(main)
            except BaseException as error:  # noqa: BLE001 - handed to the caller's thread
                failed.append(error)

        thread = threading.Thread(target=run, name="phemius-speak")
        thread.start()
        thread.join()
        if failed:
            raise failed[0]
        return done[0]

    def warm(self) -> None:
        """Speaks a word on every engine, so that the first request does not pay for it."""
        voice = self.voices.resolve("default")
        segment = next(self.text.segments("Hello.", lang=voice.lang, plan=self.plan))
        style = voice.style(len(segment.phonemes))
        # One seed each: what one engine has spoken, a cache would keep from the others.
        engines = range(len(self.scheduler.engines))
        self.scheduler.run([Utterance(segment.phonemes, style, seed=n) for n in engines])

    def close(self) -> None:
        """Stops the workers and frees the models."""
        self.scheduler.close()

    def _voice(self, voice: str | Voice) -> Voice:
        return self.voices.resolve(voice) if isinstance(voice, str) else voice


async def _render(
    segment: Segment, task: Task | None, bell: Doorbell, emitted: int
) -> AsyncGenerator[SpeechChunk]:
    """The chunks of one segment; the last of them, pause included, says so."""
    pause = np.zeros(segment.pause_after_ms * SAMPLE_RATE // 1000, np.float32)
    if task is None:
        yield SpeechChunk(pause, segment, last=True)
        return
    trimmer: EdgeTrimmer | None = None
    words_sent = False
    finished = False
    while not finished:
        chunks, finished = task.take()
        if not chunks and not finished:
            await bell.wait()
            continue
        if trimmer is None and task.durations is not None:
            trimmer = EdgeTrimmer(int(task.durations[0]), int(task.durations[-1]))
        assert trimmer is not None  # noqa: S101 - durations come before audio
        parts = [trimmer.feed(chunk) for chunk in chunks]
        if finished:
            parts += [trimmer.finish(), pause]
        samples = np.concatenate(parts)
        if not finished and not len(samples):
            continue
        words: tuple[WordTiming, ...] = ()
        if not words_sent and task.durations is not None:
            offset_ms = 1000 * (emitted - trimmer.dropped) / SAMPLE_RATE
            words = word_timings(
                segment, task.durations.tolist(), frame_ms=_FRAME_MS, offset_ms=offset_ms
            )
            words_sent = True
        yield SpeechChunk(samples, segment, last=finished, words=words)


async def _in_text_thread(segments: Iterator[Segment]) -> Segment | None:
    limiter = _text_limiter.get(None)
    if limiter is None:
        limiter = anyio.CapacityLimiter(_TEXT_THREADS)
        _text_limiter.set(limiter)
    return await anyio.to_thread.run_sync(next, segments, None, limiter=limiter)


def _check_speed(speed: float) -> None:
    if not 0.25 <= speed <= 4:
        message = f"speed is {speed}: give a number from 0.25 to 4"
        raise InvalidRequest(message, fields=[FieldProblem("speed", message, "out_of_range")])
