"""A sentence as tokens: words and punctuation marks with phonemes, which are not cut."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from phemius_core.phonemes import VOCABULARY
from phemius_core.text._g2p import G2P, PhonemeToken
from phemius_core.text._letter_to_sound import letter_to_sound
from phemius_core.text._offsets import OffsetMap
from phemius_core.text._readers import Readers
from phemius_core.text._types import TextWarning

__all__ = ["Token", "read_tokens"]

_CALL_MAX_CHARS: Final = 400
"""Characters given to a G2P at once: enough context for heteronyms, and bounded work."""
_WORD_MAX_CHARS: Final = 64
"""A longer word is read in parts."""
_WORD_MAX_RUNS: Final = 16
"""So is a word of more runs of one Unicode category, as `a-a-a-a`: misaki's time is cubic in them.
"""
# Kana and hanzi stand without spaces: a run of them is no word.
_LONG_WORD: Final = re.compile(rf"[^\s\u3000-\u9fff\uff00-\uffef]{{{_WORD_MAX_RUNS + 1},}}")
_CLAUSE_ENDS: Final = (", ", "; ", ": ", "，", "、", "；", "：")
_MAX_MARKS: Final = 4
"""Punctuation marks spoken one after another; the rest is dropped."""
_MARKS: Final = frozenset(';:,.!?—…"()“” ')
_REPEATED_MARK: Final = re.compile(r"([;:,.!?—…])\1{3,}")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or punctuation mark: phonemes, and offsets into the spoken text and the source."""

    phonemes: str
    space_after: bool
    """Whether a space follows in the phonemes."""
    spoken_start: int
    spoken_end: int
    start: int
    end: int
    is_word: bool
    continues: bool = False
    """Whether it belongs to the same word of the source as the token before."""
    reader: str = ""
    """`PhonemeToken.reader`."""

    @property
    def size(self) -> int:
        """Phonemes, with the space."""
        return len(self.phonemes) + self.space_after


def read_tokens(
    offsets: OffsetMap, start: int, end: int, readers: Readers, *, longest: int
) -> tuple[list[Token], list[TextWarning]]:
    """Tokens of a part of the spoken text, and warnings for what was not read as written.

    Args:
        offsets: The text.
        start: First character of the part.
        end: Character after its last.
        readers: Read the part, each its language.
        longest: Phonemes that a token may have; a longer one is cut.
    """
    warnings: list[TextWarning] = []
    tokens: list[Token] = []
    source_end = 0
    marks = 0
    for read in _phoneme_tokens(offsets, start, end, readers, warnings):
        a, b = offsets.source_start(read.start), offsets.source_end(read.end)
        phonemes = _in_vocabulary(read, a, b, warnings)
        is_word = any(c.isalnum() for c in read.text)
        reader = read.reader
        if is_word and not any(c not in _MARKS for c in phonemes):
            phonemes, reader = _by_spelling(read, a, b, warnings), "spelling rules"
        marks = 0 if is_word else marks + 1
        if not phonemes or marks > _MAX_MARKS:
            if tokens and read.space_after:
                tokens[-1] = replace(tokens[-1], space_after=True)
            continue
        token = Token(
            phonemes, read.space_after, read.start, read.end,
            max(a, source_end), max(b, source_end), is_word, continues=a < source_end,
            reader=reader,
        )  # fmt: skip
        source_end = token.end
        if token.size <= longest:
            tokens.append(token)
        else:
            as_written = offsets.is_as_written(read.start, read.end)
            tokens += _cut(token, longest, as_written=as_written)
    return tokens, warnings


def _phoneme_tokens(
    offsets: OffsetMap, start: int, end: int, readers: Readers, warnings: list[TextWarning]
) -> Iterator[PhonemeToken]:
    """Tokens of a sentence, each part read in its language."""
    spoken = offsets.spoken
    for a, b, lang in offsets.languages(start, end):
        place = offsets.source_start(a), offsets.source_end(b)
        g2p = readers.reader(lang, spoken[a:b], place, warnings)
        try:
            tokens = list(_tokens_of_part(offsets, a, b, g2p))
        except Exception as error:
            if not lang:
                raise
            g2p = readers.substitute(lang, spoken[a:b], place, warnings, error)
            tokens = list(_tokens_of_part(offsets, a, b, g2p))
        if tokens and b < end and spoken[b].isalnum():
            tokens[-1] = replace(tokens[-1], space_after=True)
        yield from tokens


def _tokens_of_part(offsets: OffsetMap, start: int, end: int, g2p: G2P) -> Iterator[PhonemeToken]:
    """Tokens of the G2P and of `[word](/phonemes/)`, with offsets into the spoken text."""
    at = start
    for a, b, piece in offsets.pronunciations(start, end):
        yield from _read(offsets.spoken, at, a, b, g2p)
        phonemes = "".join(c for c in piece.phonemes if c in VOCABULARY).strip()
        if phonemes:
            space = offsets.spoken[b : b + 1].isspace()
            # With all of the caller's symbols, so that unknown ones are reported.
            given = piece.phonemes.strip()
            yield PhonemeToken(piece.spoken, given, a, b, space, reader="pronunciation")
        else:
            yield from _read(offsets.spoken, a, b, end, g2p)
        at = b
    yield from _read(offsets.spoken, at, end, end, g2p)


def _read(spoken: str, start: int, end: int, limit: int, g2p: G2P) -> Iterator[PhonemeToken]:
    for a, b in _calls(spoken, start, end):
        tokens = g2p.phonemize(spoken[a:b])
        for n, token in enumerate(tokens):
            space = token.space_after
            if n + 1 == len(tokens):
                rest = spoken[a + token.end : min(limit + 1, b + 1)]
                space = space or any(c.isspace() for c in rest)
            yield replace(token, start=a + token.start, end=a + token.end, space_after=space)


def _calls(spoken: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Start and end of each call of a G2P; words that are too long are cut."""
    at = start
    for word in _LONG_WORD.finditer(spoken, start, end):
        edges = _word_edges(word[0])
        if len(edges) > 2:
            yield from _bounded(spoken, at, word.start())
            for a, b in pairwise(edges):
                yield from _bounded(spoken, word.start() + a, word.start() + b)
            at = word.end()
    yield from _bounded(spoken, at, end)


def _word_edges(word: str) -> list[int]:
    """Where a word of too many letters or runs is cut, with both its ends."""
    edges = [0]
    runs = 0
    category = ""
    for at, char in enumerate(word):
        before, category = category, unicodedata.category(char)
        runs += before != category
        if at - edges[-1] >= _WORD_MAX_CHARS or runs > _WORD_MAX_RUNS:
            edges.append(at)
            runs = 0
    return [*edges, len(word)]


def _bounded(spoken: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Start and end of parts of at most `_CALL_MAX_CHARS`, cut at the last clause or space."""
    while start < end:
        stop = end
        if end - start > _CALL_MAX_CHARS:
            window = spoken[start : start + _CALL_MAX_CHARS]
            clause = max(window.rfind(mark) for mark in _CLAUSE_ENDS)
            cut = clause + 1 if clause > _CALL_MAX_CHARS // 2 else window.rfind(" ")
            stop = start + (cut if cut > 0 else _CALL_MAX_CHARS)
        part = spoken[start:stop]
        if part.strip() and (len(part) <= _WORD_MAX_CHARS or any(c.isalnum() for c in part)):
            yield start, stop
        start = stop


def _in_vocabulary(token: PhonemeToken, a: int, b: int, warnings: list[TextWarning]) -> str:
    """The token's phonemes without those that the model does not know."""
    # misaki's Japanese writes the ASCII letter where the model knows the IPA one.
    phonemes = _REPEATED_MARK.sub(r"\1\1\1", token.phonemes).replace("g", "ɡ")
    unknown = sorted({c for c in phonemes if c not in VOCABULARY})
    if not unknown:
        return phonemes
    listed = ", ".join(f"{c!r}" for c in unknown[:8])
    message = f"{token.text[:40]!r}: {listed} not in the model's phonemes, left out"
    warnings.append(TextWarning("unknown_phoneme", message, a, b))
    return "".join(c for c in phonemes if c in VOCABULARY)


def _by_spelling(token: PhonemeToken, a: int, b: int, warnings: list[TextWarning]) -> str:
    message = f"{token.text[:40]!r} is in no lexicon and was spoken by spelling rules"
    warnings.append(TextWarning("spelt_word", message, a, b))
    return letter_to_sound(token.text)


def _cut(token: Token, longest: int, *, as_written: bool) -> Iterator[Token]:
    """Cut a token that no segment can hold, and its place in the source in proportion."""
    room = longest - 1
    total = len(token.phonemes)
    parts = -(-total // room)
    edges = [total * n // parts for n in range(parts + 1)]

    def proportional(low: int, high: int, edge: int) -> int:
        return low + (high - low) * edge // total

    for n, (a, b) in enumerate(pairwise(edges)):
        is_last = n + 1 == parts
        yield Token(
            token.phonemes[a:b],
            token.space_after if is_last else False,
            proportional(token.spoken_start, token.spoken_end, a),
            proportional(token.spoken_start, token.spoken_end, b),
            proportional(token.start, token.end, a)
            if as_written
            else (token.end if n else token.start),
            proportional(token.start, token.end, b) if as_written else token.end,
            token.is_word,
            continues=n > 0 or token.continues,
            reader=token.reader,
        )
