"""English words for fractions, scores out of a number, and mixed numbers."""

import re
import unicodedata
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._context import text_before
from phemius_core.text.english._number_words import cardinal, decimal, fraction, label

__all__ = ["FRACTION", "RULES", "fraction_words", "part_of"]

FRACTION: Final = (
    r"(?:(?:\d{1,4}[ \u00a0-])?\d{1,3}[/\u2044]\d{1,3}(?![\d/])|(?:\d{1,4}[ \u00a0]?)?[¼½¾⅐-⅞])"
)
"""Pattern of a fraction or a mixed number: `2/3`, `1 1/2`, `1½`."""
_OUT_OF: Final = frozenset((10, 100))
"""Numbers that scores are given out of."""
_SCORED: Final = re.compile(
    r"\b(?:scor\w{1,3}|rat\w{1,4}|grade[ds]?|got|gets?|gave|give it|given|marks?|quiz|test|exam)\b"
    r"[^.!?\n]{0,16}$",
    re.IGNORECASE,
)
_EQUALS: Final = re.compile(r"\s?=")
_PART_OF: Final = re.compile(
    r"\s?(?:of\b|-?(?:inch|mile|cup|teaspoon|tablespoon|pound|ounce|second|hour|acre|gallon|pint|"
    r"quart|liter|litre|majority|full|scale)s?\b)"
)
_MEASURE: Final = re.compile(
    r"(?P<gap>[\s-])(?P<measure>cup|teaspoon|tablespoon|pound|ounce|inch|mile|hour|acre|gallon|pint|"
    r"quart|liter|litre|foot|yard|pinch|onion|lemon)\b"
)
_BLOOD_PRESSURE: Final = ((70, 260), (30, 150))
_SIGHT: Final = frozenset((10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 100, 200, 400))
"""Second number of a measure of sight such as 20/40."""


def fraction_words(written: str) -> tuple[str, bool]:
    """Words for what `FRACTION` matches, and whether it is less than one: `"1½"` as one and a
    half.
    """
    plain = unicodedata.normalize("NFKC", re.sub(r"(?<=\d)(?=[¼½¾⅐-⅞])", " ", written))
    *whole, last = re.split(r"[ \u00a0-]", plain.strip())
    top, _, bottom = last.replace("\u2044", "/").partition("/")
    if not whole and _is_blood_pressure(int(top), int(bottom)):
        return f"{label(top)} over {label(bottom)}", False
    spoken = fraction(int(top), int(bottom))
    if not whole:
        return spoken, int(top) < int(bottom) and " over " not in spoken
    if spoken == "one half":
        spoken = "a half"
    return f"{cardinal(whole[0])} and {spoken}", False


def _fraction(found: re.Match[str], _lang: str) -> str:
    """`2/3`, `2 1/2`, `8/10`, `120/80`, `2/4th`."""
    text, top, bottom = found.string, int(found["top"]), int(found["bottom"])
    if found["whole"]:
        return fraction_words(found[0])[0]
    if found["ths"]:
        return fraction(top, bottom, as_ordinal=True)
    if _EQUALS.match(text, found.end()):
        return f"{cardinal(top)} divided by {cardinal(bottom)}"
    is_part = _PART_OF.match(text, found.end())
    if not is_part and (
        (bottom in _OUT_OF and 1 < top <= bottom)
        or text.startswith((" star", "-star"), found.end())
        or (top <= bottom and bottom > 4 and _SCORED.search(text_before(text, found.start())))
    ):
        return f"{cardinal(top)} out of {cardinal(bottom)}"
    if top == 20 and bottom in _SIGHT:
        return f"twenty {cardinal(bottom)}"
    return _before_measure(found)


def _before_measure(found: re.Match[str]) -> str:
    """`¼ cup` as a quarter cup."""
    spoken, is_part = fraction_words(found[0])
    measure = _MEASURE.match(found.string, found.end())
    if not is_part or measure is None:
        return spoken
    if measure["gap"] == "-":
        return spoken.removeprefix("one ").removesuffix("s")
    return part_of(spoken, measure["measure"]).removesuffix(f" {measure['measure']}")


def part_of(amount: str, measure: str) -> str:
    """Half a teaspoon, a quarter teaspoon, two thirds of a teaspoon."""
    article = "an" if measure[0] in "aeio" or measure.startswith("hour") else "a"
    if amount == "one half":
        return f"half {article} {measure}"
    return f"a quarter {measure}" if amount == "one quarter" else f"{amount} of {article} {measure}"


def _fraction_sign(found: re.Match[str], _lang: str) -> str:
    """`½`, `1½`."""
    return _before_measure(found)


def _is_blood_pressure(top: int, bottom: int) -> bool:
    (lowest, highest), (lowest_under, highest_under) = _BLOOD_PRESSURE
    return lowest <= top < highest and lowest_under <= bottom < min(highest_under, top)


def _rating(found: re.Match[str], _lang: str) -> str:
    """`4.5/5`, `7.5/10`."""
    return f"{decimal(found['rated'])} out of {decimal(found['most'])}"


RULES: Final = (
    Rule(
        "rating",
        r"(?<![\w/.,])(?P<rated>\d{1,2}\.\d{1,2})\s?/\s?(?P<most>\d{1,3}(?:\.0)?)(?![\w/%]|[.,]\d)",
        _rating,
        starts=r"\d",
    ),
    Rule(
        "vulgar",
        r"(?:(?<![\w.])\d{1,4}\s?)?[¼½¾⅐-⅞]",
        _fraction_sign,
        starts=r"[\d¼½¾⅐-⅞]",
    ),
    Rule(
        "ratio",
        r"(?<![\w/.])(?:(?P<whole>\d{1,4})[ \u00a0])?(?P<top>\d{1,3})[/\u2044]"
        r"(?P<bottom>\d{1,4})(?P<ths>st|nd|rd|ths?|s)?(?![\w/]|\.\d)",
        _fraction,
        starts=r"\d",
    ),
)
