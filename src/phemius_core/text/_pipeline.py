"""The front door: from a caller's text to segments."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from phemius_core.text._g2p import G2P, language, load_g2p
from phemius_core.text._plan import SegmentPlan
from phemius_core.text._segments import segments
from phemius_core.text._types import Normalised, PhonemeToken, Segment, TextWarning

__all__ = ["Explanation", "TextPipeline"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What would be spoken, without speaking it."""

    normalised: Normalised
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """All that is spoken, written out."""
        return self.normalised.text

    @property
    def warnings(self) -> tuple[TextWarning, ...]:
        return tuple(warning for segment in self.segments for warning in segment.warnings)


class TextPipeline:
    """Normaliser, G2P and segmentation for all languages. Blocking; safe from many threads.

    Args:
        g2p: Gives the G2P of a language letter; called once per language, when
            the language is first spoken.
    """

    def __init__(self, *, g2p: Callable[[str], G2P] = load_g2p) -> None:
        self._load = g2p
        self._loaded: dict[str, G2P] = {}
        self._lock = threading.Lock()

    def g2p(self, lang: str) -> G2P:
        """The G2P of a language letter or tag, loaded now if it was not yet.

        Raises:
            InvalidRequest: No voicepack speaks the language.
            MissingExtra: A package of the extra `speech` is not installed.
        """
        code = language(lang).code
        # Two threads that ask first would otherwise both load the lexicon.
        with self._lock:
            found = self._loaded.get(code)
            if found is None:
                found = self._loaded[code] = self._load(code)
        return found

    def segments(
        self, text: str, *, lang: str, plan: SegmentPlan | None = None
    ) -> Iterator[Segment]:
        """Segments of the text in order, each made when it is asked for.

        Raises:
            NothingToSpeak: There is no word in the text; at the first `next()`, like the rest.
            InvalidRequest: Too many pauses and breaks, or no such language.
            MissingExtra: A package of the extra `speech` is not installed.
        """
        normalised = _normalise(text, lang)
        yield from segments(normalised, g2p=_Deferred(self, lang), plan=plan)

    def explain(self, text: str, *, lang: str, plan: SegmentPlan | None = None) -> Explanation:
        """Normalised text, segments and warnings of the whole text.

        Raises:
            NothingToSpeak: There is no word in the text.
            InvalidRequest: Too many pauses and breaks, or no such language.
            MissingExtra: A package of the extra `speech` is not installed.
        """
        normalised = _normalise(text, lang)
        found = segments(normalised, g2p=_Deferred(self, lang), plan=plan)
        return Explanation(normalised, tuple(found))


class _Deferred:
    """A G2P that is loaded when the first sentence needs it, so that a refusal is quick."""

    def __init__(self, pipeline: TextPipeline, lang: str) -> None:
        self._pipeline = pipeline
        self._lang = language(lang).code

    @property
    def name(self) -> str:
        return self._pipeline.g2p(self._lang).name

    @property
    def version(self) -> str:
        return self._pipeline.g2p(self._lang).version

    def phonemize(self, text: str) -> list[PhonemeToken]:
        return self._pipeline.g2p(self._lang).phonemize(text)


def _normalise(text: str, lang: str) -> Normalised:
    from phemius_core.text._normalise import normalise

    return normalise(text, lang=language(lang).code)
