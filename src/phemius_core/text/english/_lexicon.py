"""A pronunciation lexicon of our own: technology, brands, science, medicine and names.

Its phonemes are written once for both accents: with the length marks of British English, with
every r, `æ` for TRAP, `ɒ` for LOT, `O` for GOAT and `t` for a flap. Both accents follow by rule.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from typing import Final

__all__ = [
    "CONTRACTIONS",
    "PronunciationLexicon",
    "contracted",
    "letter_names",
    "load_lexicon",
]

_FILES: Final = ("words.txt", "names.txt")
_LETTERS: Final = {
    "a": "A", "b": "biː", "c": "siː", "d": "diː", "e": "iː", "f": "ɛf", "g": "ʤiː", "h": "Aʧ",
    "i": "I", "j": "ʤA", "k": "kA", "l": "ɛl", "m": "ɛm", "n": "ɛn", "o": "O", "p": "piː",
    "q": "kjuː", "r": "ɑːɹ", "s": "ɛs", "t": "tiː", "u": "juː", "v": "viː", "w": "dʌbᵊljuː",
    "x": "ɛks", "y": "wI", "z": "ziː",
}  # fmt: skip
_VOWELS: Final = "AIOQWYaiuæɑɒɔəɛɜɪʊʌᵊᵻ"
_LETTER_RUN: Final = re.compile(r"\*([A-Z]+)")
CONTRACTIONS: Final = frozenset(("re", "ll", "ve", "d", "s"))
"""What may follow an apostrophe."""
_VOICELESS: Final = "ptkfθ"
_SIBILANTS: Final = "szʃʒʧʤ"
_AMERICAN: Final = (
    (re.compile("ɪəɹ"), "ɪɹ"),
    (re.compile("ʊəɹ"), "ʊɹ"),
    (re.compile("ɒ"), "ɑ"),
    (re.compile("ː"), ""),
    (re.compile("(?<=[tdn])j(?=[ˈˌ]?u)"), ""),
    (re.compile(f"(?<=[{_VOWELS}ɹ])t(?=[əɪiOuᵻ]|ᵊl)"), "T"),
)
"""NEAR and CURE, LOT, no length marks, no glide in new, a flap before an unstressed vowel."""
_BRITISH: Final = (
    (re.compile("æ"), "a"),
    (re.compile("O"), "Q"),
    (re.compile("ᵻ"), "ɪ"),
    (re.compile(f"ɹ(?![ˈˌ]?[{_VOWELS}])"), ""),
)
"""TRAP, GOAT, weak vowels, and r before a vowel alone."""


@cache
def load_lexicon(*, british: bool) -> "PronunciationLexicon":
    """The lexicon of one accent, read from the package's data at first use."""
    return PronunciationLexicon(_entries(british=british), british=british)


def letter_names(letters: str, *, british: bool) -> str:
    """Phonemes of letters by their names, the last with the main stress: AWS as ˌAdˌʌb…ˈɛs."""
    return _to_accent(_named(letters, british=british), british=british)


def contracted(phonemes: str, ending: str, *, british: bool) -> str:
    """Phonemes of a word with a contraction: what and `re` as what're.

    Args:
        phonemes: Of the word before the apostrophe.
        ending: One of `CONTRACTIONS`.
        british: Whether the accent is British.
    """
    if ending == "s":
        return _with_s(phonemes, british=british)
    if ending == "re":
        return phonemes + ("ə" if british else "əɹ")
    if ending == "d":
        return phonemes + ("ɪd" if phonemes[-1] in "td" else "d")
    vowel = "" if ending == "ve" and phonemes[-1] in _VOWELS else "ə" if ending == "ve" else "ᵊ"
    return f"{phonemes}{vowel}{ending[0]}"


class PronunciationLexicon:
    """Phonemes of words, with their plurals and possessives. Thread-safe.

    Args:
        entries: Phonemes of the accent by spelling; `=` before it forbids any other spelling.
        british: Whether the accent is British.
    """

    def __init__(self, entries: dict[str, str], *, british: bool) -> None:
        self._exact = {w.removeprefix("="): p for w, p in entries.items()}
        self._british = british
        self._any_case = {w.lower(): p for w, p in entries.items() if _is_plain(w)}
        self._folded = {w.lower(): p for w, p in entries.items() if w[0] != "="}

    def __len__(self) -> int:
        return len(self._exact)

    def find(self, word: str) -> str | None:
        """Phonemes of a word as it is spelt; None if the lexicon lacks it.

        Capital letters inside an entry (`NaN`, `LED`) must be there in the word too; other entries
        are found in any case.
        """
        return self._with_endings(word, self._as_spelt)

    def find_folded(self, word: str) -> str | None:
        """Phonemes of a word in any case: for words that no other lexicon has."""
        return self._with_endings(word.lower(), self._folded.get)

    def _as_spelt(self, word: str) -> str | None:
        return self._exact.get(word) or self._any_case.get(word.lower())

    def _with_endings(self, word: str, lookup: Callable[[str], str | None]) -> str | None:
        word = word.replace("’", "'")
        if (found := lookup(word)) is not None:
            return found
        for ending in ("'s", "s'", "'S", "s"):
            stem = word.removesuffix(ending)
            if len(stem) > 1 and stem != word and (found := lookup(stem)) is not None:
                return _with_s(found, british=self._british)
        return lookup(word[:-1]) if word.endswith("'") else None


def _is_plain(word: str) -> bool:
    """Whether a spelling is the same word in any case."""
    return word[0] != "=" and word[1:] == word[1:].lower()


def _entries(*, british: bool) -> dict[str, str]:
    def named(run: re.Match[str]) -> str:
        return _named(run[1], british=british)

    return {
        word: _to_accent(_LETTER_RUN.sub(named, phonemes), british=british)
        for word, phonemes in _lines(british=british)
    }


def _lines(*, british: bool) -> Iterator[tuple[str, str]]:
    """Spelling and notation of each entry; `*` alone stands for the letters of the spelling."""
    folder = resources.files(__package__) / "data"
    for name in _FILES:
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                continue
            word, phonemes, *other = line.split(" ")
            if british and other:
                phonemes = other[0]
            stem, letters, rest = phonemes.partition("*")
            # The letters have the main stress: systemd as ˌsystem ˈD.
            phonemes = (stem.replace("ˈ", "ˌ") if letters else stem) + letters + rest
            yield word, f"*{word.upper().removeprefix('=')}" if phonemes == "*" else phonemes


def _named(letters: str, *, british: bool) -> str:
    names = ["zɛd" if british and letter == "z" else _LETTERS[letter] for letter in letters.lower()]
    stressed = [_stressed(name, "ˌ") for name in names[:-1]]
    return "".join([*stressed, _stressed(names[-1], "ˈ")])


def _stressed(name: str, mark: str) -> str:
    """The mark stands before the first vowel."""
    at = next(n for n, symbol in enumerate(name) if symbol in _VOWELS)
    return f"{name[:at]}{mark}{name[at:]}"


def _to_accent(phonemes: str, *, british: bool) -> str:
    for pattern, replacement in _BRITISH if british else _AMERICAN:
        phonemes = pattern.sub(replacement, phonemes)
    return phonemes


def _with_s(phonemes: str, *, british: bool) -> str:
    last = phonemes[-1]
    if last in _VOICELESS:
        return f"{phonemes}s"
    if last in _SIBILANTS:
        return f"{phonemes}{'ɪ' if british else 'ᵻ'}z"
    return f"{phonemes}z"
