"""misaki's lexicon behind our own."""

from collections.abc import Container
from dataclasses import replace
from typing import Any, Final

from phemius_core.text.english._lexicon import CONTRACTIONS, contracted, load_lexicon

__all__ = ["own_lexicon_first"]

_OWN_RATING = 5
"""misaki's rating of phonemes that were given to it."""


_ENDINGS: Final = (("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ies", "y"),
                   ("es", ""), ("s", ""))  # fmt: skip
_SHORTEST_STEM: Final = 4


def _is_regular(word: str, stems: Container[str]) -> bool:
    """Whether a word is a regular form of another: denied, applies, making."""
    return any(
        word.endswith(ending) and word.removesuffix(ending) + rest in stems
        for ending, rest in _ENDINGS
        if len(word) - len(ending) + len(rest) >= _SHORTEST_STEM
    )


def own_lexicon_first(lexicon: Any, *, british: bool) -> Any:
    """Misaki's lexicon, asked for what our own lexicon lacks.

    Args:
        lexicon: The class of misaki's lexicon.
        british: Whether the accent is British.
    """
    own = load_lexicon(british=british)

    class OwnLexiconFirst(lexicon):  # type: ignore[misc]
        def __call__(self, token: Any, context: Any) -> tuple[str | None, int | None]:
            if (phonemes := own.find(token.text)) is not None:
                return phonemes, _OWN_RATING
            found: tuple[str | None, int | None] = super().__call__(token, context)
            if found[0] is None:
                found = self._contraction(token, context)
            if found[0] is None and (phonemes := own.find_folded(token.text)) is not None:
                return phonemes, _OWN_RATING
            return found

        def _contraction(self, token: Any, context: Any) -> tuple[str | None, int | None]:
            """`what're`, `John'll`, `who'd've`."""
            stem, mark, ending = token.text.replace("’", "'").rpartition("'")
            if not (mark and stem and ending.lower() in CONTRACTIONS):
                return None, None
            phonemes, rating = self(replace(token, text=stem), context)
            if not phonemes:
                return None, None
            return contracted(phonemes, ending.lower(), british=british), rating

        def is_common(self, word: str) -> bool:
            """Whether a word in lower case is an English word."""
            return word in self.golds or word in self.silvers or _is_regular(word, self.golds)

    return OwnLexiconFirst(british)
