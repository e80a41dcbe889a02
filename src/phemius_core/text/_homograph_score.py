"""Scores homographs: which of a word's pronunciations the G2P chose in a sentence.

Format of WikipediaHomographData: a TSV a word, with `homograph`, `wordid`, `sentence`, `start` and
`end` (bytes of UTF-8), and `wordids.tsv` with each `pronunciation` in IPA.
"""

import csv
import io
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from phemius_core.errors import InvalidRequest, NothingToSpeak
from phemius_core.text._pipeline import TextPipeline
from phemius_core.text._score_types import Score, ScoredCase

__all__ = ["HomographReader", "nearest_pronunciation"]

_NOTATION: Final = (
    ("eɪ", "A"), ("aɪ", "I"), ("oʊ", "O"), ("əʊ", "O"), ("aʊ", "W"), ("ɔɪ", "Y"), ("Q", "O"),
    ("tʃ", "ʧ"), ("dʒ", "ʤ"), ("ɚ", "əɹ"), ("ɝ", "ɜɹ"), ("T", "t"), ("ɾ", "t"), ("g", "ɡ"),
    ("r", "ɹ"), ("ᵊ", "ə"), ("ᵻ", "ɪ"), ("'", "ˈ"),
)  # fmt: skip
"""IPA and misaki's signs, and the signs in which both are compared."""
_IGNORED: Final = re.compile(r"[ː\d\s❓]")
_STRESS_BEFORE_SYLLABLE: Final = re.compile(r"([ˈˌ])([^ˈˌaɑæɔəɛɜiɪuʊʌoeAIOWY]+)")
_REDUCED: Final = frozenset("əɪʌɛɜ")
_CLOSE_VOWELS: Final = tuple(map(frozenset, ("ɔɑ", "iɪ", "uʊ", "ɑæ", "oO", "eA")))


class HomographReader:
    """Reads sentences and tells which pronunciation of a word was spoken.

    Args:
        pipeline: Text to phonemes.
        lang: Kokoro's letter of the language.
    """

    def __init__(self, pipeline: TextPipeline, *, lang: str) -> None:
        self._pipeline = pipeline
        self._lang = lang

    def score(self, path: Path, content: str) -> Score:
        """The cases of one word.

        Args:
            path: The file, beside which or a folder above `wordids.tsv` lies.
            content: Its text.

        Raises:
            InvalidRequest: A column or `wordids.tsv` is missing.
        """
        pronunciations = _pronunciations_beside(path)
        cases = []
        for row in _rows(content, path, {"homograph", "wordid", "sentence", "start", "end"}):
            word, sentence = row["homograph"], row["sentence"].encode()
            start = len(sentence[: int(row["start"])].decode(errors="replace"))
            end = len(sentence[: int(row["end"])].decode(errors="replace"))
            spoken = self._phonemes(row["sentence"], start, end)
            got = nearest_pronunciation(spoken, pronunciations.get(word, {})) or "unspoken"
            shown = (
                f"{row['sentence'][:start]}[{row['sentence'][start:end]}]{row['sentence'][end:]}"
            )
            cases.append(ScoredCase(shown, row["wordid"], got, got == row["wordid"]))
        return Score("homographs", self._lang, path.stem, tuple(cases))

    def _phonemes(self, sentence: str, start: int, end: int) -> str:
        """Phonemes of the words of a sentence that reach into sentence[start:end]."""
        try:
            found = self._pipeline.explain(sentence, lang=self._lang)
        except NothingToSpeak:
            return ""
        return " ".join(
            segment.phonemes[word.phoneme_start : word.phoneme_end]
            for segment in found.segments
            for word in segment.words
            if word.start < end and word.end > start
        )


def nearest_pronunciation(spoken: str, pronunciations: Mapping[str, str]) -> str | None:
    """The key of the pronunciation in IPA that is nearest to phonemes of the G2P; None if there
    are no phonemes. Of compounds, the best part counts.
    """
    plain = _comparable(spoken)
    if not plain or not pronunciations:
        return None
    return min(pronunciations, key=lambda key: _distance(_comparable(pronunciations[key]), plain))


@cache
def _comparable(phonemes: str) -> str:
    """Phonemes with one sign for a sound, and stress right before the vowel."""
    plain = _IGNORED.sub("", phonemes)
    for given, sign in _NOTATION:
        plain = plain.replace(given, sign)
    return _STRESS_BEFORE_SYLLABLE.sub(r"\2\1", plain)


def _distance(wanted: str, spoken: str) -> float:
    """Edit distance of `wanted` to the best part of `spoken`; the rest of it costs little."""
    row = [0.05 * n for n in range(len(spoken) + 1)]
    for sound in wanted:
        above, row = row, [row[0] + _weight(sound)]
        for n, other in enumerate(spoken):
            row.append(
                min(
                    above[n] + _substitution(sound, other),
                    above[n + 1] + _weight(sound),
                    row[n] + _weight(other),
                )
            )
    return min(cost + 0.05 * (len(spoken) - n) for n, cost in enumerate(row))


def _weight(sound: str) -> float:
    return 0.2 if sound == "ˌ" else 1.0


def _substitution(a: str, b: str) -> float:
    if a == b:
        return 0.0
    if {a, b} == {"ˈ", "ˌ"}:
        return 0.6
    if "ˈ" in (a, b) or "ˌ" in (a, b):
        return 2.0
    if {a, b} <= _REDUCED or any({a, b} <= close for close in _CLOSE_VOWELS):
        return 0.3
    return 1.0


def _pronunciations_beside(path: Path) -> dict[str, dict[str, str]]:
    for folder in (path.parent, path.parent.parent):
        if (ids := folder / "wordids.tsv").is_file():
            return _pronunciations(ids)
    raise InvalidRequest(f"{path} has no wordids.tsv beside it nor a folder higher: put it there")


@cache
def _pronunciations(path: Path) -> dict[str, dict[str, str]]:
    """Pronunciations in IPA by word and id."""
    result: dict[str, dict[str, str]] = {}
    columns = {"homograph", "wordid", "pronunciation"}
    for row in _rows(path.read_text(encoding="utf-8"), path, columns):
        result.setdefault(row["homograph"], {})[row["wordid"]] = row["pronunciation"]
    return result


def _rows(content: str, path: Path, columns: set[str]) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(content, newline=""), delimiter="\t")
    if missing := columns - set(reader.fieldnames or ()):
        raise InvalidRequest(
            f"{path.name} has no column {min(missing)!r}: give tab-separated text with a header"
        )
    return list(reader)
