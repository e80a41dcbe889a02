"""All stages from a caller's text to segments."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from phemius_core.languages import find_language
from phemius_core.text._budget import TextBudget
from phemius_core.text._foreign import FOREIGN
from phemius_core.text._g2p import G2P, PhonemeToken
from phemius_core.text._lexicon import NO_LEXICON, Lexicon
from phemius_core.text._load_g2p import load_g2p
from phemius_core.text._plan import SegmentPlan
from phemius_core.text._readings import word_readings
from phemius_core.text._segments import segments
from phemius_core.text._types import NormalisedText, Segment, TextWarning, WordReading
from phemius_core.text_formats import TextFormat, is_ssml

__all__ = ["Explanation", "TextPipeline"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a text would be spoken, without audio."""

    normalised: NormalisedText
    segments: tuple[Segment, ...]
    readings: tuple[WordReading, ...] = ()
    """Each part that is not simply spoken as written, in order, and what decided that."""

    @property
    def text(self) -> str:
        """The normalised text."""
        return self.normalised.text

    @property
    def warnings(self) -> tuple[TextWarning, ...]:
        """Warnings of all segments."""
        return tuple(warning for segment in self.segments for warning in segment.warnings)


class TextPipeline:
    """Normaliser, G2P and segmentation for all languages. Blocking; safe to use from many threads.

    Args:
        g2p: Loads the G2P of a language letter; called once for each language, at its first use.
    """

    def __init__(self, *, g2p: Callable[[str], G2P] = load_g2p) -> None:
        self._load = g2p
        self._loaded: dict[str, G2P] = {}
        self._lock = threading.Lock()

    def g2p(self, lang: str) -> G2P:
        """The G2P of a language, loaded at its first use.

        Args:
            lang: A letter or tag of `LANGUAGES`, or a member of `FOREIGN`, which part of a text may
                be in.

        Raises:
            InvalidRequest: No voicepack speaks the language.
            MissingExtra: A package of the extra `speech` is not installed.
        """
        code = lang if lang in FOREIGN else find_language(lang).code
        # Without the lock, two threads could both load the lexicon.
        with self._lock:
            found = self._loaded.get(code)
            if found is None:
                found = self._loaded[code] = self._load(code)
        return found

    def segments(
        self,
        text: str,
        *,
        lang: str,
        plan: SegmentPlan | None = None,
        budget: TextBudget | None = None,
        text_format: TextFormat | None = None,
        voice_lang: Callable[[str], str] | None = None,
        lexicon: Lexicon = NO_LEXICON,
    ) -> Iterator[Segment]:
        """Segments of a text in order, each made when it is asked for.

        Args:
            text: The caller's text.
            lang: A letter or tag of `LANGUAGES`.
            plan: Sizes of segments and pauses between them.
            budget: Bounds the pauses and breaks of this text together with others.
            text_format: `ssml`, `plain`, or None: SSML if the text begins with `<speak>`.
            voice_lang: Letter of the language of a voice that SSML names; raises `UnknownVoice`.
            lexicon: Pronunciations of the caller's own.

        Raises:
            NothingToSpeak: There is no word in the text; at the first `next()`, like the others.
            InvalidRequest: There are too many pauses and breaks, there is no such language, or the
                SSML is wrong.
            MissingExtra: A package of the extra `speech` is not installed.
        """
        normalised = _normalise(text, lang, text_format, voice_lang, lexicon)
        g2p = _LazyG2P(self, lang)
        yield from segments(normalised, g2p=g2p, foreign=self.g2p, plan=plan, budget=budget)

    def check(
        self,
        text: str,
        *,
        lang: str,
        text_format: TextFormat | None = None,
        voice_lang: Callable[[str], str] | None = None,
        lexicon: Lexicon = NO_LEXICON,
    ) -> None:
        """Check the markup of a text, without phonemes. Arguments and errors as for `segments`."""
        _normalise(text, lang, text_format, voice_lang, lexicon)

    def explain(
        self,
        text: str,
        *,
        lang: str,
        plan: SegmentPlan | None = None,
        text_format: TextFormat | None = None,
        voice_lang: Callable[[str], str] | None = None,
        lexicon: Lexicon = NO_LEXICON,
    ) -> Explanation:
        """Normalised text, segments, readings and warnings of a whole text.

        Args:
            text: The caller's text.
            lang: A letter or tag of `LANGUAGES`.
            plan: Sizes of segments and pauses between them.
            text_format: As for `segments`.
            voice_lang: As for `segments`.
            lexicon: As for `segments`.

        Raises:
            NothingToSpeak: There is no word in the text.
            InvalidRequest: As for `segments`.
            MissingExtra: A package of the extra `speech` is not installed.
        """
        normalised = _normalise(text, lang, text_format, voice_lang, lexicon)
        g2p = _LazyG2P(self, lang)
        found = tuple(segments(normalised, g2p=g2p, foreign=self.g2p, plan=plan))
        return Explanation(normalised, found, tuple(word_readings(normalised, found)))


class _LazyG2P:
    """A G2P that is loaded for the first sentence, so that a text is refused without it."""

    def __init__(self, pipeline: TextPipeline, lang: str) -> None:
        self._pipeline = pipeline
        self._lang = find_language(lang).code

    @property
    def name(self) -> str:
        return self._pipeline.g2p(self._lang).name

    @property
    def version(self) -> str:
        return self._pipeline.g2p(self._lang).version

    def phonemize(self, text: str) -> list[PhonemeToken]:
        return self._pipeline.g2p(self._lang).phonemize(text)


def _normalise(
    text: str,
    lang: str,
    text_format: TextFormat | None,
    voice_lang: Callable[[str], str] | None,
    lexicon: Lexicon,
) -> NormalisedText:
    from phemius_core.text._normalise import normalise

    code = find_language(lang).code
    if text_format == "ssml" or (text_format is None and is_ssml(text)):
        from phemius_core.text.ssml import normalise_ssml

        return normalise_ssml(text, lang=code, voice_lang=voice_lang, lexicon=lexicon)
    return normalise(text, lang=code, lexicon=lexicon)
