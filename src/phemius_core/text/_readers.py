"""The G2P of each language of a text, and what reads a part whose own G2P is not here."""

from collections.abc import Callable

from phemius_core.errors import PhemiusError
from phemius_core.text._foreign import SpellingG2P
from phemius_core.text._g2p import G2P
from phemius_core.text._types import TextWarning

__all__ = ["Readers"]


class Readers:
    """G2Ps by language. A part in a foreign language never fails the text.

    Args:
        g2p: Reads the language of the text.
        foreign: Gives the G2P of another language; without it, `g2p` reads all.
    """

    def __init__(self, g2p: G2P, foreign: Callable[[str], G2P] | None) -> None:
        self._g2p = g2p
        self._foreign = foreign

    def reader(
        self, lang: str, text: str, place: tuple[int, int], warnings: list[TextWarning]
    ) -> G2P:
        """The G2P of a language.

        Args:
            lang: `Piece.lang`.
            text: The part to read.
            place: Where it is in the caller's text.
            warnings: List to which a warning is added if another G2P has to read it.
        """
        if not lang or self._foreign is None:
            return self._g2p
        try:
            return self._foreign(lang)
        except Exception as error:  # noqa: BLE001 - as the docstring of the class says
            return self.substitute(lang, text, place, warnings, error)

    def substitute(
        self,
        lang: str,
        text: str,
        place: tuple[int, int],
        warnings: list[TextWarning],
        error: Exception,
    ) -> G2P:
        """What reads a part whose own G2P has failed: that of the text if it knows the letters."""
        reason = error.message if isinstance(error, PhemiusError) else type(error).__name__
        message = f"{text[:40]!r} is not read in its language {lang!r}: {reason}"
        warnings.append(TextWarning("unread_language", message, *place))
        is_latin = all(char < "\u0250" for char in text if char.isalpha())
        return self._g2p if is_latin else SpellingG2P()
