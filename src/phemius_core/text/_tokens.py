"""A sentence as the smallest things that may not be cut: words and marks with their phonemes."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from phemius_core.phonemes import VOCABULARY
from phemius_core.text._g2p import G2P
from phemius_core.text._source import SourceMap
from phemius_core.text._spelling import spell
from phemius_core.text._types import PhonemeToken, TextWarning

__all__ = ["Atom", "atoms"]

_CALL_MAX = 400
"""Characters given to a G2P at once: enough context for homographs, and bounded work."""
_WORD_MAX = 64
"""Longer words are read in pieces."""
_PARTS_MAX = 16
"""So are words of more parts, as in `a-a-a-a`: misaki's time is cubic in the parts of a word."""
_LONG_WORD = re.compile(rf"\S{{{_PARTS_MAX + 1},}}")
_MARKS_MAX = 4
_MARKS = frozenset(';:,.!?—…"()“” ')
_LONG_MARKS = re.compile(r"([;:,.!?—…])\1{3,}")


@dataclass(frozen=True, slots=True)
class Atom:
    """A word or mark: phonemes, and offsets into the spoken text and the source."""

    phonemes: str
    space: bool
    """Whether a space follows in the phonemes."""
    spoken_start: int
    spoken_end: int
    start: int
    end: int
    is_word: bool
    joined: bool = False
    """Whether it belongs to the same item of the source as the atom before."""

    @property
    def size(self) -> int:
        return len(self.phonemes) + self.space


def atoms(
    source: SourceMap, start: int, end: int, *, g2p: G2P, longest: int
) -> tuple[list[Atom], list[TextWarning]]:
    """Atoms of the spoken text from `start` to `end`, none with more than `longest` phonemes."""
    warnings: list[TextWarning] = []
    found: list[Atom] = []
    source_end = 0
    marks = 0
    for token in _tokens(source, start, end, g2p):
        a, b = source.start_of(token.start), source.end_of(token.end)
        phonemes = _known(token, a, b, warnings)
        is_word = any(c.isalnum() for c in token.text)
        if is_word and not any(c not in _MARKS for c in phonemes):
            phonemes = _spelt(token, a, b, warnings)
        marks = 0 if is_word else marks + 1
        if not phonemes or marks > _MARKS_MAX:
            if found and token.space_after:
                found[-1] = replace(found[-1], space=True)
            continue
        atom = Atom(
            phonemes, token.space_after, token.start, token.end,
            max(a, source_end), max(b, source_end), is_word, joined=a < source_end,
        )  # fmt: skip
        source_end = atom.end
        if atom.size <= longest:
            found.append(atom)
        else:
            found += _cut(atom, longest, literal=source.is_literal(token.start, token.end))
    return found, warnings


def _tokens(source: SourceMap, start: int, end: int, g2p: G2P) -> Iterator[PhonemeToken]:
    """Tokens with offsets into the spoken text; `[word](/phonemes/)` as the caller said it."""
    at = start
    for a, b, piece in source.pronounced(start, end):
        yield from _read(source, at, a, b, g2p)
        phonemes = "".join(c for c in piece.phonemes if c in VOCABULARY).strip()
        if phonemes:
            space = source.spoken[b : b + 1].isspace()
            # All of the caller's symbols go on, so that unknown ones are reported.
            yield PhonemeToken(piece.spoken, piece.phonemes.strip(), a, b, space)
        else:
            yield from _read(source, a, b, end, g2p)
        at = b
    yield from _read(source, at, end, end, g2p)


def _read(source: SourceMap, start: int, end: int, limit: int, g2p: G2P) -> Iterator[PhonemeToken]:
    spoken = source.spoken
    for a, b in _calls(spoken, start, end):
        tokens = g2p.phonemize(spoken[a:b])
        for n, token in enumerate(tokens):
            space = token.space_after
            if n + 1 == len(tokens):
                rest = spoken[a + token.end : min(limit + 1, b + 1)]
                space = space or any(c.isspace() for c in rest)
            yield PhonemeToken(token.text, token.phonemes, a + token.start, a + token.end, space)


def _calls(spoken: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cuts what is given to a G2P at once: at the last clause or space that fits."""
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
    """Where a word of too many letters or parts is cut, with both its ends."""
    edges = [0]
    changes = 0
    kind = ""
    for at, char in enumerate(word):
        before, kind = kind, unicodedata.category(char)
        changes += before != kind
        if at - edges[-1] >= _WORD_MAX or changes > _PARTS_MAX:
            edges.append(at)
            changes = 0
    return [*edges, len(word)]


def _bounded(spoken: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = end
        if end - start > _CALL_MAX:
            window = spoken[start : start + _CALL_MAX]
            clause = max(window.rfind(mark) for mark in (", ", "; ", ": "))
            cut = clause + 1 if clause > _CALL_MAX // 2 else window.rfind(" ")
            stop = start + (cut if cut > 0 else _CALL_MAX)
        part = spoken[start:stop]
        if part.strip() and (len(part) <= _WORD_MAX or any(c.isalnum() for c in part)):
            yield start, stop
        start = stop


def _known(token: PhonemeToken, a: int, b: int, warnings: list[TextWarning]) -> str:
    # misaki's Japanese writes the ASCII letter where the model knows the IPA one.
    phonemes = _LONG_MARKS.sub(r"\1\1\1", token.phonemes).replace("g", "ɡ")
    strange = sorted({c for c in phonemes if c not in VOCABULARY})
    if not strange:
        return phonemes
    listed = ", ".join(f"{c!r}" for c in strange[:8])
    message = f"{token.text[:40]!r}: {listed} not in the model's phonemes, left out"
    warnings.append(TextWarning("unknown_phoneme", message, a, b))
    return "".join(c for c in phonemes if c in VOCABULARY)


def _spelt(token: PhonemeToken, a: int, b: int, warnings: list[TextWarning]) -> str:
    message = f"{token.text[:40]!r} is in no lexicon and was spoken by spelling rules"
    warnings.append(TextWarning("spelt_word", message, a, b))
    return spell(token.text)


def _cut(atom: Atom, longest: int, *, literal: bool) -> Iterator[Atom]:
    """Cuts an atom that no segment can hold, its source in proportion."""
    room = longest - 1
    total = len(atom.phonemes)
    parts = -(-total // room)
    edges = [total * n // parts for n in range(parts + 1)]

    def share(low: int, high: int, edge: int) -> int:
        return low + (high - low) * edge // total

    for n, (a, b) in enumerate(pairwise(edges)):
        last = n + 1 == parts
        yield Atom(
            atom.phonemes[a:b],
            atom.space if last else False,
            share(atom.spoken_start, atom.spoken_end, a),
            share(atom.spoken_start, atom.spoken_end, b),
            share(atom.start, atom.end, a) if literal else (atom.end if n else atom.start),
            share(atom.start, atom.end, b) if literal else atom.end,
            atom.is_word,
            joined=n > 0 or atom.joined,
        )
