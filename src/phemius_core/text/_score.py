"""Scores the text stages on labelled cases, in two public formats.

`LANGUAGE-KIND.txt`, a line `written~spoken` for each case (NeMo-text-processing; further `~` give
other spoken forms), and the TSV files of WikipediaHomographData (`_homograph_score`).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from phemius_core.errors import InvalidRequest
from phemius_core.languages import LANGUAGES, find_language
from phemius_core.text._homograph_score import HomographReader
from phemius_core.text._normalise import normalise
from phemius_core.text._pipeline import TextPipeline
from phemius_core.text._score_types import Score, ScoredCase

__all__ = ["loose_form", "score_files"]

_TAGS: Final = {language.tag.partition("-")[0]: code for code, language in LANGUAGES.items()}
_TAGS["en"] = "a"


def score_files(
    paths: Sequence[Path], *, lang: str | None = None, pipeline: TextPipeline | None = None
) -> Iterator[Score]:
    """Score the text stages on files of labelled cases, a file at a time.

    Args:
        paths: Files `LANGUAGE-KIND.txt` or `WORD.tsv`; `wordids.tsv` lies beside the latter or a
            folder higher, and is passed over itself.
        lang: A letter or tag of `LANGUAGES`; by default that of the file's name, and American
            English for homographs.
        pipeline: Reads homographs; by default one of its own.

    Raises:
        InvalidRequest: A file is missing, is not UTF-8 or has neither format; its language is
            unknown.
        MissingExtra: A package that reads the language is not installed.
    """
    code = find_language(lang).code if lang is not None else None
    homographs = HomographReader(pipeline or TextPipeline(), lang=code or "a")
    for path in paths:
        if path.name == "wordids.tsv":
            continue
        if path.suffix == ".tsv":
            yield homographs.score(path, _read(path))
        else:
            yield _score_normalisation(path, code)


def loose_form(text: str, lang: str) -> str:
    """A spoken form without what listeners do not hear.

    English without case, hyphens, commas and "and", with the letters of an acronym together (`A M`
    as `AM`); other languages without case, hyphens and punctuation; Japanese and Mandarin without
    spaces as well.

    Args:
        text: A spoken form.
        lang: Kokoro's letter of the language.
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    if lang in ("a", "b"):
        folded = re.sub(r"\band\b", " ", folded.replace("-", " ").replace(",", " "))
        folded = re.sub(r"(?<=\b[a-z])\s+(?=[a-z]\b)", "", folded)
    else:
        folded = "".join(" " if unicodedata.category(c)[0] == "P" else c for c in folded)
    return ("" if lang in ("j", "z") else " ").join(folded.split())


def _score_normalisation(path: Path, code: str | None) -> Score:
    tag, _, kind = path.stem.partition("-")
    lang = code or _TAGS.get(tag)
    if lang is None:
        raise InvalidRequest(
            f"{path.name} does not begin with a language, as in hi-date.txt: give --lang"
        )
    cases = []
    for number, line in enumerate(_read(path).splitlines(), 1):
        if not line.strip():
            continue
        written, *expected = (part.strip() for part in line.split("~"))
        if not expected:
            raise InvalidRequest(
                f"line {number} of {path.name} has no '~': write it as written~spoken"
            )
        got = normalise(written, lang=lang).text.strip()
        right = loose_form(got, lang) in {loose_form(form, lang) for form in expected}
        cases.append(ScoredCase(written, "~".join(expected), got, right))
    return Score("normalisation", lang, kind or path.stem, tuple(cases))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InvalidRequest(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"{path} is not UTF-8: byte {error.start} is invalid") from error
