"""Rules for ordinals and Roman numerals."""

import re
from typing import Final

from phemius_core.text._numerals import roman_value
from phemius_core.text._rule import Rule
from phemius_core.text.romance._alternatives import alternatives
from phemius_core.text.romance._nouns import Gender
from phemius_core.text.romance._written_numbers import GAP
from phemius_core.text.romance.iberian._grammar import Grammar

__all__ = ["rules"]

_SIZES: Final = frozenset(("XL", "XXL"))
_LAST_ORDINAL: Final = 10
"""Beyond it rulers and centuries are counted with cardinals."""


class _Ordinals:
    """Says ordinals and Roman numerals."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.numerals = grammar.numerals
        self.romans = grammar.romans

    def ordinal(self, found: re.Match[str], _lang: str) -> str:
        gender, short, plural = self.numerals.ordinal_mark(found["ordinal_mark"])
        number = int(re.sub(r"\D", "", found["ordinal"]))
        return self.numerals.ordinal(number, gender, short, plural)

    def counted(self, value: int, gender: Gender, *, up_to: int = _LAST_ORDINAL) -> str:
        if value <= up_to:
            return self.numerals.ordinal(value, gender, False, False)
        return self.numerals.cardinal(value, "")

    def century(self, found: re.Match[str], _lang: str) -> str | None:
        value = roman_value(found["century"])
        if not value:
            return None
        word = found["century_word"]
        said = [self.romans.century.get(word.lower(), word), self.counted(value, "m")]
        if second := found["century_to"]:
            other = roman_value(second)
            if not other:
                return None
            between = found["century_between"].strip()
            said += [
                self.grammar.words.to if between in "-–—/" else between,
                self.counted(other, "m"),
            ]
        return " ".join(said)

    def roman_year(self, found: re.Match[str], _lang: str) -> str | None:
        value = roman_value(found["roman_year"])
        return f"{found['year_word']} {self.numerals.cardinal(value, '')}" if value else None

    def named(self, found: re.Match[str], _lang: str) -> str | None:
        """`Felipe VI`, `Isabel II`, `Benedicto XVI`."""
        value = roman_value(found["ruler_roman"])
        gender = self.romans.names[found["ruler"]]
        return f"{found['ruler']} {self.counted(value, gender)}" if value else None

    def before_noun(self, found: re.Match[str], _lang: str) -> str | None:
        """`el XI apóstol`, `la II Guerra Mundial`."""
        value = roman_value(found["article_roman"])
        if not value:
            return None
        gender = self.romans.articles[found["article"].lower()]
        said = self.numerals.ordinal(value, gender, True, found["article"].lower().endswith("s"))
        return f"{found['article']} {said}"

    def alone(self, found: re.Match[str], _lang: str) -> str | None:
        """`II Guerra Mundial`, `II. Métodos`, `Rocky II`, and a numeral with nothing beside it."""
        numeral, text = found["roman"], found.string
        value = roman_value(numeral)
        if not value:
            return None
        before = text[max(0, found.start() - 24) : found.start()].strip()
        after = text[found.end() : found.end() + 24]
        is_first = found.start() < 24 and not before
        if is_first and not after.strip():
            return self.numerals.ordinal(value, "m", False, False)
        last = re.search(r"[^\W\d_]{3,}$", before)
        if last and last[0].lower() in self.numerals.counted_by_one:
            return self.numerals.cardinal(value, "")
        if len(numeral) < 2 or numeral in _SIZES:
            return None
        noun = re.match(r"\s([A-ZÁÉÍÓÚ][^\W\d_]{2,23})", after)
        if noun and (not before or before[-1] in ".!?:;("):
            gender = self.numerals.noun_gender(noun[1].lower()) or "m"
            return self.numerals.ordinal(value, gender, True, False)
        return self.numerals.cardinal(value, "")


def rules(grammar: Grammar) -> tuple[Rule, ...]:
    """The rules of a language."""
    says = _Ordinals(grammar)
    small = "[IVX][IVXL]{0,7}"
    any_roman = "[IVXLCDM]{1,12}"
    return (
        Rule("ordinal",
             rf"(?<![\w.,])(?P<ordinal>\d{{1,3}}(?:(?:\.|{GAP})\d{{3}}){{1,2}}|\d{{1,6}})"
             rf"(?P<ordinal_mark>{says.numerals.ordinal_marks})(?![^\W_]|-\d)", says.ordinal),
        Rule("century",
             rf"\b(?P<century_word>{says.romans.centuries})\s(?P<century>{any_roman}|(?i:"
             rf"(?<=[oO]\s){any_roman})|(?i:(?<=[oO]s\s){any_roman}))\b"
             rf"(?:(?P<century_between>\s?[-–—/]\s?|\s(?:y|e|al?|ao?)\s(?:el\s|o\s)?)"
             rf"(?P<century_to>{any_roman})\b)?", says.century),
        Rule("roman_year",
             rf"\b(?P<year_word>(?i:{alternatives(says.romans.years)}))\s"
             rf"(?P<roman_year>[MDCLXVI]{{2,12}}|[mdclxvi]{{3,12}})\b",
             says.roman_year),
        Rule("ruler",
             rf"\b(?P<ruler>{alternatives(says.romans.names)})\s(?P<ruler_roman>{small})\b",
             says.named),
        Rule("roman_before",
             rf"\b(?P<article>(?i:{alternatives(says.romans.articles)}))\s"
             rf"(?P<article_roman>[IVX][IVXL]{{0,7}})\b"
             r"(?=\s(?!(?:de|del|da|do|y|e|a|en|em|o)\b)[^\W\d_])",
             says.before_noun),
        Rule("roman", r"(?<![\w.'’-])(?P<roman>[IVX][IVXL]{0,7})(?![\w'’-]|\.\w)", says.alone),
    )  # fmt: skip
