"""Italian words for numbers: cardinals, ordinals, decimals, fractions.

Hundreds and thousands stand apart from what follows them, though Italian writes them as one word:
a voice stresses each part, as a speaker does.
"""

from typing import Final

from phemius_core.text.romance import Gender

__all__ = ["DIGITS", "cardinal", "decimals", "digit_by_digit", "fraction", "ordinal"]

DIGITS: Final = (
    "zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove",
)  # fmt: skip
_TO_NINETEEN: Final = (
    *DIGITS, "dieci", "undici", "dodici", "tredici", "quattordici", "quindici", "sedici",
    "diciassette", "diciotto", "diciannove",
)  # fmt: skip
_TENS: Final = (
    "", "", "venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta",
    "novanta",
)  # fmt: skip
_SCALES: Final = (
    ("milione", "milioni"), ("miliardo", "miliardi"), ("bilione", "bilioni"),
    ("biliardo", "biliardi"), ("trilione", "trilioni"), ("triliardo", "triliardi"),
    ("quadrilione", "quadrilioni"),
)  # fmt: skip
_TO_TENTH: Final = (
    "zeresimo", "primo", "secondo", "terzo", "quarto", "quinto", "sesto", "settimo", "ottavo",
    "nono", "decimo",
)  # fmt: skip
_LONGEST_READ_AS_ONE: Final = 3
"""Digits behind the comma that are read as one number."""


def cardinal(number: int, gender: Gender = "m") -> str:
    """21 as ventuno, 1234500 as un milione duecento trentaquattromila cinquecento."""
    if number == 1 and gender == "f":
        return "una"
    groups = []
    rest = number
    while rest >= 1000:
        rest, group = divmod(rest, 1000)
        groups.append(group)
    groups.append(rest)
    spoken = []
    for power in range(len(groups) - 1, 1, -1):
        if count := groups[power]:
            one, many = _SCALES[power - 2]
            spoken.append(f"un {one}" if count == 1 else f"{_shortened(count)} {many}")
    if len(groups) > 1 and (count := groups[1]):
        spoken.append("mille" if count == 1 else f"{_below_thousand(count).replace('é', 'e')}mila")
    if groups[0] or not spoken:
        spoken.append(_below_thousand(groups[0]))
    return " ".join(spoken)


def ordinal(number: int, gender: Gender = "m", plural: bool = False) -> str:
    """3 as terzo, terza, terzi or terze; 23 as ventitreesimo."""
    ending = {("m", False): "o", ("f", False): "a", ("m", True): "i", ("f", True): "e"}
    if number < len(_TO_TENTH):
        return _TO_TENTH[number][:-1] + ending[gender, plural]
    spoken = cardinal(number).replace("é", "e")
    if number % 1000 == 0 and spoken.endswith("mila"):
        spoken = f"{spoken.removesuffix('mila')}mille"
    if number % 1_000_000 == 0:
        spoken = (
            spoken.removeprefix("un ").replace("milioni", "milione").replace("miliardi", "miliardo")
        )
    keeps_vowel = number % 10 in (3, 6) and number % 100 not in (13, 16)
    return f"{spoken if keeps_vowel else spoken[:-1]}esim{ending[gender, plural]}"


def decimals(digits: str) -> str:
    """Digits behind the comma: up to three as one number, more digit by digit."""
    if len(digits) > _LONGEST_READ_AS_ONE:
        return digit_by_digit(digits)
    zeros = len(digits) - len(digits.lstrip("0"))
    spoken = [DIGITS[0]] * zeros
    if zeros < len(digits):
        spoken.append(cardinal(int(digits)))
    return " ".join(spoken)


def digit_by_digit(digits: str) -> str:
    """`"110"` as uno uno zero."""
    return " ".join(DIGITS[int(digit)] for digit in digits)


def fraction(numerator: int, denominator: int) -> str:
    """`(2, 3)` as due terzi."""
    name = "mezzo" if denominator == 2 else ordinal(denominator)
    if numerator == 1:
        return f"un {name}"
    return f"{cardinal(numerator)} {name[:-1]}i"


def _shortened(number: int) -> str:
    """Before a noun of number, which is masculine: ventun milioni."""
    spoken = _below_thousand(number)
    return spoken[:-1] if spoken.endswith("tuno") else spoken


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest)
    hundred = "cento" if hundreds == 1 else f"{DIGITS[hundreds]}cento"
    return f"{hundred} {_below_hundred(rest)}" if rest else hundred


def _below_hundred(number: int) -> str:
    """The ten loses its vowel before uno and otto."""
    if number < len(_TO_NINETEEN):
        return _TO_NINETEEN[number]
    tens, unit = divmod(number, 10)
    ten = _TENS[tens]
    if not unit:
        return ten
    if unit == 3:
        return f"{ten}tré"
    return f"{ten[:-1] if unit in (1, 8) else ten}{DIGITS[unit]}"
