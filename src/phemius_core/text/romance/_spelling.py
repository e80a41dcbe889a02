"""Rules for words in capital letters, initials and brands."""

import re

from phemius_core.text._rule import Rule
from phemius_core.text.romance._grammar import Grammar, Spelling
from phemius_core.text.romance._patterns import alternatives
from phemius_core.text.romance._stops import ends_sentence

__all__ = ["is_pronounceable", "rules"]

_LONGEST_INITIALISM = 5
"""Letters; a longer word in capitals is a word in a heading."""


def is_pronounceable(word: str, spelling: Spelling) -> bool:
    """Whether letters in lower case are syllables of the language."""
    return spelling.syllables.fullmatch(word) is not None


def rules(grammar: Grammar) -> tuple[Rule, ...]:
    """The rules of a language."""
    spelling = grammar.spelling

    def capitals(found: re.Match[str], _lang: str) -> str | None:
        """`USB` by its letters, `NASA` as a word."""
        word = found["capitals"].lower()
        plural = " s" if found["capitals_plural"] else ""
        if known := spelling.words.get(word):
            return known
        if word in spelling.short_words or _is_word(word):
            return found[0].lower() if found.string[found.end() : found.end() + 1].isdecimal() else None
        return f"{grammar.spell(word)}{plural}"

    def _is_word(word: str) -> bool:
        if len(word) > _LONGEST_INITIALISM:
            return True
        return len(word) > 2 and word not in spelling.spelt and is_pronounceable(word, spelling)

    def initials(found: re.Match[str], _lang: str) -> str:
        """`O.N.U.` as the acronym without stops."""
        letters = re.sub(r"[.\s]", "", found[0])
        word = letters.lower()
        said = spelling.words.get(word) or (letters if _is_word(word) else grammar.spell(letters))
        ends = found[0].endswith(".") and ends_sentence(found.string, found.end())
        return f"{said}." if ends else said

    def brand(found: re.Match[str], _lang: str) -> str:
        return spelling.words[found[0].lower()]

    return (
        Rule("initials", r"(?<![\w.])(?:[A-ZÁÉÍÓÚÑ]\.){2,6}", initials),
        Rule("brand", rf"(?<![\w@#./-])(?i:{alternatives(spelling.words)})(?![\w@]|\.\w)", brand),
        Rule("capitals",
             r"(?<![\w@#])(?P<capitals>[A-ZÁÀÂÃÉÊÍÓÔÕÚÜÑÇ]{2,24})(?P<capitals_plural>s)?(?![^\W\d])", capitals),
    )  # fmt: skip
