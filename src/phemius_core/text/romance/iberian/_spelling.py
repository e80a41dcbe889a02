"""Rules for words in capital letters, initials and brands."""

import re

from phemius_core.text._initials import name_initials
from phemius_core.text._rule import Rule
from phemius_core.text.romance._alternatives import alternatives
from phemius_core.text.romance.iberian._grammar import Grammar, Spelling
from phemius_core.text.romance.iberian._stops import ends_sentence

__all__ = ["is_pronounceable", "rules", "say_capitals"]

_LONGEST_INITIALISM = 5
"""Letters; a longer word in capitals is a word in a heading."""


def is_pronounceable(word: str, spelling: Spelling) -> bool:
    """Whether letters in lower case are syllables of the language."""
    return spelling.syllables.fullmatch(word) is not None


def say_capitals(word: str, grammar: Grammar) -> str:
    """A word in capital letters as it is, or its letters if it is an initialism."""
    spelling = grammar.spelling
    lower = word.lower()
    if known := spelling.words.get(lower):
        return known
    if lower in spelling.short_words or len(lower) > _LONGEST_INITIALISM:
        return word
    if len(lower) > 2 and lower not in spelling.spelt and is_pronounceable(lower, spelling):
        return word
    return grammar.spell(word)


def rules(grammar: Grammar) -> tuple[Rule, ...]:
    """The rules of a language."""
    spelling = grammar.spelling

    def capitals(found: re.Match[str], _lang: str) -> str | None:
        """`USB` by its letters, `NASA` as a word."""
        word = found["capitals"]
        said = say_capitals(word, grammar)
        if said == word or (len(word) > 3 and said == grammar.spell(word) and in_heading(found)):
            return None
        return f"{said} s" if found["capitals_plural"] else said

    def in_heading(found: re.Match[str]) -> bool:
        """Whether a word with a vowel stands among others in capitals."""
        if not re.search("[AEIOUÁÉÍÓÚÂÊÔÃÕ]", found[0]):
            return False
        before = found.string[max(0, found.start() - 24) : found.start()]
        return bool(
            re.search(r"\b[A-ZÁÉÍÓÚÂÊÔÃÕÇÑ]{2,20}[,:]?\s$", before)
            or re.compile(r"[,:]?\s[A-ZÁÉÍÓÚÂÊÔÃÕÇÑ]{2,20}\b").match(found.string, found.end())
        )

    def initials(found: re.Match[str], _lang: str) -> str:
        """`O.N.U.` as the acronym without stops."""
        letters = re.sub(r"[.\s]", "", found[0])
        said = say_capitals(letters, grammar)
        ends = found[0].endswith(".") and ends_sentence(found.string, found.end())
        return f"{said}." if ends else said

    def brand(found: re.Match[str], _lang: str) -> str:
        return spelling.words[found[0].lower()]

    return (
        name_initials(grammar.spell),
        Rule("initials", r"(?<![\w.])(?:[A-ZÁÉÍÓÚÑ]\.){2,6}", initials),
        Rule("brand", rf"(?<![\w@#./-])(?i:{alternatives(spelling.words)})(?![\w@]|\.\w)", brand),
        Rule("capitals",
             r"(?<![\w@#])(?P<capitals>[A-ZÁÀÂÃÉÊÍÓÔÕÚÜÑÇ]{2,24})(?P<capitals_plural>s)?"
             r"(?![^\W\d])", capitals),
    )  # fmt: skip
