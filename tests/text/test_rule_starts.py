"""A rule is tried only where its `starts` says that a match may begin: no match is lost by it."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phemius_core.text._load_rules import load_rules
from phemius_core.text._normalise import normalise
from phemius_core.text._verbaliser import Verbaliser
from phemius_core.text._word_set import word_set

LANGUAGES: Final = "abefhijpz"
PIECES: Final = st.sampled_from((
    *sorted(word_set(
        """a B IV Henry the co2 NaCl www http https:// ext x No vs im ſhes camelCase room
        WWII alpha rc 1 12 007 2024 555 4111 ½ ² é ß 日 年 クリ में १२ de Sr nº
        EUR k kg h °C -- -> :// ..."""
    )),
    *"$€£¥%°#@&*/\\|~^_=+<>()[]{}-–—−.,;:!?'’‘`´\"“”§¶…№ \t\n\u00a0",
    ". ", ", ", " - ", "\n\n",
))  # fmt: skip


@cache
def without_starts(lang: str) -> Verbaliser:
    quick = load_rules(lang).verbaliser
    return type(quick)(
        [replace(rule, starts="") for rule in quick.rules],
        precedence=[rule.name for rule in quick.rules],
    )


def texts_of_the_tests() -> Iterator[str]:
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


CASES: Final = tuple(
    text for text in dict.fromkeys(texts_of_the_tests()) if not text.isalpha() and len(text) < 300
)


def assert_no_match_is_lost(text: str, lang: str) -> None:
    quick, thorough = (
        list(rules.readings(text, 0, len(text), lang))
        for rules in (load_rules(lang).verbaliser, without_starts(lang))
    )
    assert quick == thorough, text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_match_is_lost_in_the_cases(lang: str) -> None:
    for text in CASES[LANGUAGES.index(lang) % 3 :: 1 if lang == "a" else 3]:
        assert_no_match_is_lost(text, lang)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=16).map("".join), st.sampled_from(LANGUAGES))
def test_no_match_is_lost_in_random_text(text: str, lang: str) -> None:
    assert_no_match_is_lost(text, lang)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("ſhes here", "she's here"),
        ("ſ/he knows", "he or she knows"),
        ("12 Elm St, ſuite 5", "twelve Elm Street, suite five"),
        ("#x²", "hashtag x²"),
        ("$x_1 = y²$", "x sub one equals y squared"),
    ],
)
def test_a_letter_or_digit_of_another_form_breaks_no_rule(written: str, spoken: str) -> None:
    assert normalise(written, lang="a").text == spoken
