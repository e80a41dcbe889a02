"""Text and a voice in, speech out, in this process."""

import threading
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

import anyio
import numpy as np

from phemius_core.audio import WordTiming
from phemius_core.engine import CachedEngine, Priority, RenderTask, Scheduler, Utterance
from phemius_core.errors import FieldProblem, InvalidRequest
from phemius_core.synthesis._result import Speech, SpeechChunk
from phemius_core.synthesis._segment_queue import SegmentQueue, render_segment
from phemius_core.synthesis._thread_event import ThreadEvent
from phemius_core.text import (
    NO_LEXICON,
    Explanation,
    Lexicon,
    Segment,
    SegmentPlan,
    TextBudget,
    TextFormat,
    TextPipeline,
    TextWarning,
    text_version,
)
from phemius_core.voices import Voice, VoiceCatalogue

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Synthesizer"]

MIN_SPEED: Final = 0.25
MAX_SPEED: Final = 4.0
_SUBMITTED_SEGMENTS: Final = 2
"""Segments of one request in the scheduler at once: one that is rendered and one that is queued,
so that the engine is never idle while audio is being sent."""
_LOW_LATENCY_LANGS: Final = frozenset("ab")
"""Languages whose voices the norm statistics were fitted on, American and British English; the
speech of others would be 8 dB off and more (log-spectral distance)."""


class Synthesizer:
    """Speaks text with the engines of a scheduler. Safe to share between tasks and threads.

    `open_synthesizer` makes one from settings.

    Args:
        scheduler: The scheduler of the engines; closed with the synthesizer.
        voices: The voices; by default all that come with the package.
        text: Normalisation, G2P and segmentation.
        plan: Lengths of the segments, and pauses between them.
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
        """Name and version of the engines."""
        return self.scheduler.version

    @property
    def cache_version(self) -> str:
        """Version of all that turns a text into audio, for cache keys."""
        return f"{self.scheduler.version} {text_version()}"

    def explain(
        self,
        text: str,
        *,
        voice: str | Voice = "default",
        text_format: TextFormat | None = None,
        lexicon: Lexicon = NO_LEXICON,
    ) -> Explanation:
        """Normalised text, segments, phonemes and warnings of a text; makes no audio."""
        return self.text.explain(
            text,
            lang=self._voice(voice).lang,
            plan=self.plan,
            text_format=text_format,
            voice_lang=self._voice_lang,
            lexicon=lexicon,
        )

    async def stream(
        self,
        text: str,
        *,
        voice: str | Voice = "default",
        speed: float = 1.0,
        seed: int = 0,
        caller: str = "",
        priority: Priority = Priority.LIVE,
        low_latency: bool = True,
        budget: TextBudget | None = None,
        text_format: TextFormat | None = None,
        lexicon: Lexicon = NO_LEXICON,
    ) -> AsyncGenerator[SpeechChunk]:
        """Speaks a text, chunk by chunk, as the audio is rendered.

        Close the iterator (`contextlib.aclosing`) to stop early: its segments leave the scheduler.

        Args:
            text: Text of any length; split into segments that the model can take.
            voice: A name, a blend such as `af_bella(2)+af_sky(1)`, or a resolved voice.
            speed: 0.25 to 4; 2 is twice as fast.
            seed: Seed of the noise in the voice: the same seed gives the same bytes.
            caller: Who submits the text: callers take turns.
            priority: Priority of its segments; the first segment of `LIVE` speech is `FIRST`.
            low_latency: Whether the first segment of English speech is rendered for low latency;
                see `Utterance.low_latency`.
            budget: Bounds the pauses and breaks of this text together with others.
            text_format: `ssml`, `plain`, or None: SSML if the text begins with `<speak>`.
            lexicon: Pronunciations of the caller's own.

        Raises:
            UnknownVoice: There is no such voice.
            InvalidRequest: The speed is out of range, the text has too many pauses and breaks, or
                its SSML is wrong.
            NothingToSpeak: There is no word in the text.
            SynthesisFailed: The model failed.
            Overloaded: The scheduler's queue is full.
            RuntimeError: This process was forked from the one that opened the synthesizer.
        """
        self.scheduler.check_process()
        _check_speed(speed)
        resolved = self._voice(voice)
        rendered = ThreadEvent()

        def submit(segment: Segment) -> RenderTask:
            first = segment.index == 0
            delivery = segment.delivery
            speaker = self.voices.resolve(delivery.voice) if delivery.voice else resolved
            utterance = Utterance(
                segment.phonemes,
                speaker.style(len(segment.phonemes)),
                min(MAX_SPEED, max(MIN_SPEED, speed * delivery.speed)),
                seed,
                low_latency=low_latency and first and speaker.lang in _LOW_LATENCY_LANGS,
            )
            return self.scheduler.submit(
                utterance,
                caller=caller,
                priority=Priority.FIRST if first and priority is Priority.LIVE else priority,
                notify=rendered.set,
            )

        segments = self.text.segments(
            text,
            lang=resolved.lang,
            plan=self.plan.at_speed(speed),
            budget=budget,
            text_format=text_format,
            voice_lang=self._voice_lang,
            lexicon=lexicon,
        )
        queue = SegmentQueue(segments, submit, chars=len(text))
        samples = 0
        try:
            await queue.fill(1)
            while (first := queue.first()) is not None:
                await queue.fill(_SUBMITTED_SEGMENTS)
                async with aclosing(render_segment(*first, rendered, samples)) as chunks:
                    async for chunk in chunks:
                        samples += len(chunk.samples)
                        yield chunk
                queue.remove_first()
                await queue.fill(1)
            queue.raise_failure()
        finally:
            queue.cancel()

    async def speak(
        self,
        text: str,
        *,
        voice: str | Voice = "default",
        speed: float = 1.0,
        seed: int = 0,
        text_format: TextFormat | None = None,
        lexicon: Lexicon = NO_LEXICON,
    ) -> Speech:
        """Speaks a text and waits for all of it. Arguments and errors as for `stream`."""
        samples: list[NDArray[np.float32]] = []
        words: list[WordTiming] = []
        warnings: list[TextWarning] = []
        async for chunk in self.stream(
            text,
            voice=voice,
            speed=speed,
            seed=seed,
            low_latency=False,
            text_format=text_format,
            lexicon=lexicon,
        ):
            samples.append(chunk.samples)
            words.extend(chunk.words)
            if chunk.last:
                warnings.extend(chunk.segment.warnings)
        return Speech(np.concatenate(samples), tuple(words), text, tuple(warnings))

    def speak_sync(
        self,
        text: str,
        *,
        voice: str | Voice = "default",
        speed: float = 1.0,
        seed: int = 0,
        text_format: TextFormat | None = None,
        lexicon: Lexicon = NO_LEXICON,
    ) -> Speech:
        """`speak` for scripts and notebooks: blocks the calling thread.

        Works also in a thread whose event loop is running.
        """
        speeches: list[Speech] = []
        errors: list[BaseException] = []

        async def main() -> None:
            speech = await self.speak(
                text,
                voice=voice,
                speed=speed,
                seed=seed,
                text_format=text_format,
                lexicon=lexicon,
            )
            speeches.append(speech)

        def run() -> None:
            try:
                anyio.run(main)
            except BaseException as error:  # noqa: BLE001 - raised in the calling thread
                errors.append(error)

        thread = threading.Thread(target=run, name="phemius-speak")
        thread.start()
        thread.join()
        if errors:
            raise errors[0]
        return speeches[0]

    def warm(self) -> None:
        """Speaks a word on every engine: what is loaded lazily is then loaded."""
        voice = self.voices.resolve("default")
        segment = next(self.text.segments("Hello.", lang=voice.lang, plan=self.plan))
        style = voice.style(len(segment.phonemes))
        # A seed each: a shared cache would otherwise answer for all engines but the first.
        engines = range(len(self.scheduler.engines))
        self.scheduler.run([Utterance(segment.phonemes, style, seed=n) for n in engines])

    def clear_cache(self) -> None:
        """Drops the audio of single segments that is cached."""
        for engine in self.scheduler.engines:
            if isinstance(engine, CachedEngine):
                engine.clear_cache()

    def close(self) -> None:
        """Closes the scheduler, and with it the engines."""
        self.scheduler.close()

    def _voice_lang(self, name: str) -> str:
        return self.voices.resolve(name).lang

    def _voice(self, voice: str | Voice) -> Voice:
        return self.voices.resolve(voice) if isinstance(voice, str) else voice


def _check_speed(speed: float) -> None:
    if not MIN_SPEED <= speed <= MAX_SPEED:
        message = f"speed is {speed}: give a number from 0.25 to 4"
        raise InvalidRequest(message, fields=[FieldProblem("speed", message, "out_of_range")])
