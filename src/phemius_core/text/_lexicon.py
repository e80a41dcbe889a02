"""Pronunciations of a caller's own: words and phrases with a spelling or phonemes to speak."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from typing import Final

from phemius_core.errors import FieldProblem, InvalidRequest
from phemius_core.phonemes import VOCABULARY
from phemius_core.text._types import Piece

__all__ = ["NO_LEXICON", "Lexicon", "Pronunciation"]

_MAX_ENTRIES: Final = 2_000
_MAX_WORD_CHARS: Final = 100
_MAX_VALUE_CHARS: Final = 400
_IDEOGRAPHS: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
"""Scripts without spaces, where a word may begin at any character."""
_START: Final = re.compile(rf"[{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}]+|[^\w\s]")
_POSSESSIVE: Final = re.compile(r"['’]s(?!\w)")
_ENGLISH: Final = frozenset("ab")


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """How one word or phrase is spoken.

    Raises:
        InvalidRequest: The word is blank or too long, it has both a spelling and phonemes or
            neither, or the phonemes are not in the model's notation.
    """

    word: str
    """Found in any case, unless another entry has it in exactly the case of the text."""
    spelling: str = ""
    """Words that are spoken in its place."""
    phonemes: str = ""
    """Phonemes in the model's notation, as in `[word](/phonemes/)`."""
    lang: str = ""
    """Letter of the language of the texts that it is for; empty for all."""

    def __post_init__(self) -> None:
        # Texts are composed before they are read.
        object.__setattr__(self, "word", unicodedata.normalize("NFC", self.word))
        problem = self._problem()
        if problem:
            raise InvalidRequest(problem, fields=[FieldProblem("entries", problem)])

    def _problem(self) -> str | None:  # noqa: PLR0911 - one check after another
        shown = repr(self.word[:40])
        if not self.word.strip() or self.word != self.word.strip():
            return f"the word {shown} of the lexicon is blank or has spaces around it"
        if len(self.word) > _MAX_WORD_CHARS:
            return f"the word {shown} of the lexicon is over {_MAX_WORD_CHARS} characters long"
        if bool(self.spelling.strip()) == bool(self.phonemes.strip()):
            return f"the word {shown} of the lexicon needs either a spelling or phonemes"
        if len(self.spelling) > _MAX_VALUE_CHARS or len(self.phonemes) > _MAX_VALUE_CHARS:
            return f"the reading of {shown} is over {_MAX_VALUE_CHARS} characters long"
        if unknown := sorted({char for char in self.phonemes if char not in VOCABULARY}):
            listed = " ".join(unknown[:8])
            return f"the phonemes of {shown} have symbols that the model does not know: {listed}"
        if not any(char.isalpha() for char in self.spelling + self.phonemes):
            return f"the reading of {shown} has no sound: give words or phonemes"
        return None


class Lexicon:
    """The entries of one account. Immutable, and safe to use from many threads.

    Args:
        entries: Its entries. Of several for the same word and language the last one counts.

    Raises:
        InvalidRequest: There are more than 2,000.
    """

    def __init__(self, entries: Iterable[Pronunciation] = ()) -> None:
        last = {(entry.word, entry.lang): entry for entry in entries}
        if len(last) > _MAX_ENTRIES:
            message = f"the lexicon has {len(last)} entries: at most {_MAX_ENTRIES} are allowed"
            raise InvalidRequest(message, fields=[FieldProblem("entries", message)])
        self.entries = tuple(sorted(last.values(), key=lambda entry: (entry.word, entry.lang)))
        self.digest = hashlib.sha256(repr([*map(astuple, self.entries)]).encode()).hexdigest()
        """Differs whenever a text may be spoken otherwise; hexadecimal."""
        self._by_start: dict[str, list[Pronunciation]] = {}
        for entry in self.entries:
            found = _START.match(entry.word)
            if found is not None:
                self._by_start.setdefault(found[0].lower(), []).append(entry)
        for candidates in self._by_start.values():
            candidates.sort(key=lambda entry: (-len(entry.word), entry.lang == ""))

    def __len__(self) -> int:
        return len(self.entries)

    def pieces(self, source: str, start: int, end: int, lang: str) -> Iterator[Piece]:
        """Pieces for the words of the lexicon in a part of a text, in order.

        Args:
            source: The caller's text.
            start: Start of the part.
            end: End of the part.
            lang: Letter of the language of the part.
        """
        at = start
        while self._by_start and (found := _START.search(source, at, end)):
            at = found.end()
            candidates = self._by_start.get(found[0].lower())
            if candidates is None or _continues_word(source, found.start()):
                continue
            entry = _best(candidates, source, found.start(), end, lang)
            if entry is not None:
                piece = _piece(entry, source, found.start(), end, lang)
                at = piece.end
                yield piece


def _best(
    candidates: Iterable[Pronunciation], source: str, at: int, end: int, lang: str
) -> Pronunciation | None:
    """The longest entry that stands there; one in the case of the text before the others."""
    best: Pronunciation | None = None
    for entry in candidates:
        stop = at + len(entry.word)
        written = source[at:stop]
        if entry.lang not in ("", lang) or stop > end:
            continue
        if written.lower() != entry.word.lower() or _continues_word(source, stop):
            continue
        if best is not None and len(best.word) != len(entry.word):
            break
        if written == entry.word:
            return entry
        best = best or entry
    return best


def _continues_word(source: str, at: int) -> bool:
    """Whether `at` is inside a word of a script with spaces."""
    before, after = source[at - 1 : at], source[at : at + 1]
    return (
        (before.isalnum() or before == "_")
        and (after.isalnum() or after == "_")
        and not re.match(rf"[{_IDEOGRAPHS}]", before)
        and not re.match(rf"[{_IDEOGRAPHS}]", after)
    )


def _piece(entry: Pronunciation, source: str, at: int, end: int, lang: str) -> Piece:
    stop = at + len(entry.word)
    if not entry.phonemes:
        return Piece("text", entry.spelling, at, stop, rule="account_lexicon")
    phonemes = entry.phonemes
    if lang in _ENGLISH and (possessive := _POSSESSIVE.match(source, stop, end)):
        phonemes += _possessive_ending(phonemes)
        stop = possessive.end()
    return Piece("phonemes", source[at:stop], at, stop, phonemes=phonemes, rule="account_lexicon")


def _possessive_ending(phonemes: str) -> str:
    last = phonemes.rstrip("ˈˌ ")[-1:]
    if last in "szʃʒʧʤ":
        return "ᵻz"
    return "s" if last in "ptkfθ" else "z"


NO_LEXICON: Final = Lexicon()
"""The lexicon of those who have none."""
