"""Makes a text speakable: its markup, then the words of its language, then its characters.

Every piece knows which code points of the caller's text it stands for, and the pieces tile it.
A language without rules has only its markup and its characters handled.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from phemius_core.text._characters import (
    SEPARATORS,
    is_invisible,
    plain_typography,
    unspoken_runs,
)
from phemius_core.text._composed import ComposedText
from phemius_core.text._language_rules import load_rules
from phemius_core.text._markdown import MarkupScanner
from phemius_core.text._types import NormalisedText, Piece, TextWarning

__all__ = ["normalise"]


def normalise(source: str, *, lang: str) -> NormalisedText:
    """Make a text speakable.

    Args:
        source: The caller's text.
        lang: Kokoro's letter of the language: `a` American English, `b` British, …

    Returns:
        Pieces that tile the source, and warnings for what cannot be spoken.
    """
    if not unicodedata.is_normalized("NFC", source):
        composed = ComposedText(source)
        if composed.text != source:
            return composed.to_source(_normalise(composed.text, lang))
    return _normalise(source, lang)


def _normalise(source: str, lang: str) -> NormalisedText:
    warnings: list[TextWarning] = []
    rules = load_rules(lang)

    def read_text(start: int, end: int) -> Iterator[Piece]:
        if rules is None:
            yield from _characters(source, start, end, warnings)
            return
        at = start
        for reading in rules.verbaliser.readings(source, start, end, lang):
            yield from _characters(source, at, reading.start, warnings)
            yield Piece("text", reading.words, reading.start, reading.end, rule=reading.rule)
            at = reading.end
        yield from _characters(source, at, end, warnings)

    scanner = MarkupScanner(
        source,
        read_text=read_text,
        read_list_number=rules.cardinal if rules else None,
        symbol_words=rules.symbols if rules else {},
        warnings=warnings,
    )
    pieces = tuple(_with_spaces(scanner.pieces(), source))
    return NormalisedText(source, pieces, tuple(warnings))


def _characters(source: str, start: int, end: int, warnings: list[TextWarning]) -> Iterator[Piece]:
    """Text that is spoken as written; characters that cannot be spoken are silent."""
    at = start
    for found in unspoken_runs().finditer(source, start, end):
        if found.start() > at:
            yield Piece("text", plain_typography(source[at : found.start()]), at, found.start())
        if not all(is_invisible(char) for char in found[0]):
            message = f"{found[0][:20]!r} cannot be spoken and is left out"
            warnings.append(TextWarning("unspoken_symbol", message, *found.span()))
        if _keeps_words_apart(source, *found.span()):
            yield Piece("text", " ", *found.span())
        else:
            yield Piece("silent", "", *found.span())
        at = found.end()
    if at < end:
        yield Piece("text", plain_typography(source[at:end]), at, end)


def _keeps_words_apart(source: str, start: int, end: int) -> bool:
    """Whether a space is spoken for source[start:end], which is not spoken itself."""
    unspoken = source[start:end]
    return any(char.isspace() for char in unspoken) or (
        not SEPARATORS.isdisjoint(unspoken)
        and source[max(0, start - 1) : start].isalnum()
        and source[end : end + 1].isalnum()
    )


def _with_spaces(pieces: Iterable[Piece], source: str) -> Iterator[Piece]:
    """Puts a space between words that stand for something else and what touches them."""
    before = " "
    was_replaced = False
    for given in pieces:
        piece = given
        replaced = piece.kind == "text" and piece.spoken != source[piece.start : piece.end]
        if piece.kind == "pause":
            before = " "
        if piece.spoken:
            if (replaced or was_replaced) and before.isalnum() and piece.spoken[0].isalnum():
                piece = replace(piece, spoken=f" {piece.spoken}")
            before, was_replaced = piece.spoken[-1], replaced
        yield piece
