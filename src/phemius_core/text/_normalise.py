"""Makes a text speakable: its markup, then the words of its language, then its characters.

Every piece knows which code points of the caller's text it stands for, and the pieces tile it.
A language without rules has only its markup and its characters handled.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Final, Literal

from phemius_core.text._characters import (
    SEPARATORS,
    is_invisible,
    plain_typography,
    unspoken_runs,
)
from phemius_core.text._composed import ComposedText
from phemius_core.text._lexicon import NO_LEXICON, Lexicon
from phemius_core.text._load_rules import load_rules
from phemius_core.text._markdown import MarkupScanner
from phemius_core.text._scripts import foreign_runs
from phemius_core.text._types import NormalisedText, Piece, TextWarning

__all__ = ["normalise"]

_PAUSES: Final = ",;:!?"
"""Marks behind which words that stand for something else begin with a space."""


def normalise(
    source: str, *, lang: str, markup: bool = True, lexicon: Lexicon = NO_LEXICON
) -> NormalisedText:
    """Make a text speakable.

    Args:
        source: The caller's text.
        lang: Kokoro's letter of the language: `a` American English, `b` British, …; or the name of
            another language in espeak-ng.
        markup: Whether the text may have Markdown and the markup of Phemius.
        lexicon: Pronunciations of the caller's own, which go before all rules.

    Returns:
        Pieces that tile the source, and warnings for what cannot be spoken.
    """
    if not unicodedata.is_normalized("NFC", source):
        composed = ComposedText(source)
        if composed.text != source:
            found = _normalise(composed.text, lang, markup=markup, lexicon=lexicon)
            return composed.to_source(found)
    return _normalise(source, lang, markup=markup, lexicon=lexicon)


def _normalise(source: str, lang: str, *, markup: bool, lexicon: Lexicon) -> NormalisedText:
    warnings: list[TextWarning] = []
    rules = load_rules(lang)

    def read_text(start: int, end: int, language: str = lang) -> Iterator[Piece]:
        at = start
        for piece in lexicon.pieces(source, start, end, language):
            yield from read_runs(at, piece.start, language)
            yield piece if language == lang else replace(piece, lang=language)
            at = piece.end
        yield from read_runs(at, end, language)

    def read_runs(start: int, end: int, language: str) -> Iterator[Piece]:
        at = start
        for run in foreign_runs(source, start, end, language):
            yield from read_in(at, run.start, language)
            yield from read_in(run.start, run.end, run.lang)
            at = run.end
        yield from read_in(at, end, language)

    def read_in(start: int, end: int, language: str) -> Iterator[Piece]:
        if start < end:
            for piece in _words(source, start, end, language, warnings):
                yield piece if language == lang else replace(piece, lang=language)

    if not markup:
        pieces = tuple(_with_spaces(read_text(0, len(source)), source))
        return NormalisedText(source, pieces, tuple(warnings), lang)
    scanner = MarkupScanner(
        source,
        read_text=read_text,
        read_list_number=rules.cardinal if rules else None,
        symbol_words={**rules.symbols, **rules.entities} if rules else {},
        warnings=warnings,
    )
    pieces = tuple(_with_spaces(scanner.pieces(), source))
    return NormalisedText(source, pieces, tuple(warnings), lang)


def _words(
    source: str, start: int, end: int, lang: str, warnings: list[TextWarning]
) -> Iterator[Piece]:
    """Text in one language by the rules of that language."""
    rules = load_rules(lang)
    symbols = rules.symbols if rules else {}
    at = start
    if rules is not None:
        for reading in rules.verbaliser.readings(source, start, end, lang):
            yield from _characters(source, at, reading.start, symbols, warnings)
            yield Piece("text", reading.words, reading.start, reading.end, rule=reading.rule)
            at = reading.end
    yield from _characters(source, at, end, symbols, warnings)


def _characters(
    source: str, start: int, end: int, symbols: Mapping[str, str], warnings: list[TextWarning]
) -> Iterator[Piece]:
    """Text that is spoken as written; symbols have words or a warning, and are silent."""
    at = start
    for found in unspoken_runs().finditer(source, start, end):
        for a, b, kind in _kinds(source, *found.span(), symbols):
            if kind == "spoken":
                continue
            if a > at:
                yield Piece("text", plain_typography(source[at:a]), at, a)
            yield from _unspoken_run(source, a, b, kind, symbols, warnings)
            at = b
    if at < end:
        yield Piece("text", plain_typography(source[at:end]), at, end)


_Kind = Literal["spoken", "symbol", "separator", "invisible character", "unspoken symbol"]
_SAID: Final = frozenset(("spoken", "symbol"))
_LEFT_OUT: Final[tuple[_Kind, ...]] = ("unspoken symbol", "separator", "invisible character")
"""A run of several kinds counts as the first of them."""


def _kinds(
    source: str, start: int, end: int, symbols: Mapping[str, str]
) -> Iterator[tuple[int, int, _Kind]]:
    """Runs of one kind; each symbol that has words is one by itself."""
    at = start
    # What stands between the parts of an emoji is left out with them.
    for is_said, run in groupby(
        (_kind(char, symbols) for char in source[start:end]), lambda kind: kind in _SAID
    ):
        of_run = list(run)
        if is_said:
            yield from ((at + n, at + n + 1, kind) for n, kind in enumerate(of_run))
        else:
            yield at, at + len(of_run), next(kind for kind in _LEFT_OUT if kind in of_run)
        at += len(of_run)


def _kind(char: str, symbols: Mapping[str, str]) -> _Kind:
    if char in symbols:
        return "symbol"
    if char > "\uffff" and (char.isalnum() or unicodedata.category(char)[0] == "P"):
        return "spoken"
    if char in SEPARATORS:
        return "separator"
    return "invisible character" if is_invisible(char) else "unspoken symbol"


def _unspoken_run(
    source: str,
    start: int,
    end: int,
    kind: _Kind,
    symbols: Mapping[str, str],
    warnings: list[TextWarning],
) -> Iterator[Piece]:
    written = source[start:end]
    if kind == "symbol":
        before = "" if source[max(0, start - 1) : start].isspace() else " "
        after = " " if _is_letter(source[end : end + 1] or " ") else ""
        yield Piece("text", f"{before}{symbols[written]}{after}", start, end, rule=kind)
        return
    if kind == "unspoken symbol":
        message = f"{written[:20]!r} cannot be spoken and is left out"
        warnings.append(TextWarning("unspoken_symbol", message, start, end))
    # A variation selector or a soft hyphen does not part a word; what was visible does.
    parts_words = kind != "invisible character" and (
        _is_letter(source[start - 1 : start] or " ") and _is_letter(source[end : end + 1] or " ")
    )
    if parts_words or any(char.isspace() for char in written):
        yield Piece("text", " ", start, end, rule=kind)
    else:
        yield Piece("silent", "", start, end, rule=kind)


def _is_letter(char: str) -> bool:
    """Whether a character is part of a word: a letter, a digit, or a vowel sign of Devanagari."""
    return char.isalnum() or unicodedata.category(char) in {"Mc", "Mn"}


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
            first = piece.spoken[0]
            touches = _would_join(before, first) or (
                replaced and before in _PAUSES and first.isalnum()
            )
            if (replaced or was_replaced) and touches:
                piece = replace(piece, spoken=f" {piece.spoken}")
            before, was_replaced = piece.spoken[-1], replaced
        yield piece


def _would_join(before: str, after: str) -> bool:
    """Whether two characters would be read as one word; kana and hanzi stand without spaces."""
    return _is_letter(before) and _is_letter(after) and max(before, after) < "\u3040"
