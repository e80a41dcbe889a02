"""French words for numbers: cardinals, ordinals, decimals, fractions."""

from typing import Final

from phemius_core.text.romance import Gender

__all__ = ["DIGITS", "cardinal", "decimals", "fraction", "ordinal", "pairs"]

DIGITS: Final = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf",
)  # fmt: skip
_TO_SIXTEEN: Final = (*DIGITS, "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize")
_TENS: Final = ("", "", "vingt", "trente", "quarante", "cinquante", "soixante")
_SCALES: Final = (
    "million", "milliard", "billion", "billiard", "trillion", "trilliard", "quadrillion",
)  # fmt: skip
_NAMED_FRACTIONS: Final = {2: "demi", 3: "tiers", 4: "quart"}
_LONGEST_READ_AS_ONE: Final = 3
"""Digits behind the comma that are read as one number."""
_LONGEST_READ_IN_PAIRS: Final = 12


def cardinal(number: int, gender: Gender = "m") -> str:
    """80 as quatre-vingts, 21 as vingt et une before a feminine noun."""
    groups = []
    rest = number
    while rest >= 1000:
        rest, group = divmod(rest, 1000)
        groups.append(group)
    groups.append(rest)
    spoken = [
        f"{_below_thousand(count)} {_SCALES[power - 2]}{'s' * (count > 1)}"
        for power in range(len(groups) - 1, 1, -1)
        if (count := groups[power])
    ]
    if len(groups) > 1 and groups[1]:
        thousands = _without_plural(_below_thousand(groups[1]))
        spoken.append("mille" if groups[1] == 1 else f"{thousands} mille")
    if groups[0] or not spoken:
        spoken.append(_feminine(_below_thousand(groups[0]), gender))
    return " ".join(spoken)


def ordinal(number: int, gender: Gender = "m", plural: bool = False) -> str:
    """1 as premier or première, 21 as vingt et unième."""
    if number == 1:
        return ("premier" if gender == "m" else "première") + "s" * plural
    spoken = _without_plural(cardinal(number))
    if spoken.startswith("un ") and number % 1_000_000 == 0:
        spoken = spoken.removeprefix("un ")
    last = spoken[-4:]
    if last.endswith("cinq"):
        spoken += "u"
    elif last == "neuf":
        spoken = f"{spoken[:-1]}v"
    elif spoken.endswith("s") and spoken.split()[-1].startswith(("million", "milliard", "billi")):
        spoken = spoken[:-1]
    return f"{spoken.removesuffix('e')}ième" + "s" * plural


def decimals(digits: str) -> str:
    """Digits behind the comma: up to three as one number, more in pairs, the last of three."""
    if len(digits) > _LONGEST_READ_IN_PAIRS:
        return " ".join(DIGITS[int(digit)] for digit in digits)
    if len(digits) <= _LONGEST_READ_AS_ONE:
        return _with_zeros(digits)
    edge = len(digits) - (_LONGEST_READ_AS_ONE if len(digits) % 2 else 2)
    return f"{pairs(digits[:edge])} {_with_zeros(digits[edge:])}"


def pairs(digits: str) -> str:
    """Two digits at a time, as of a telephone number; the first is alone if they are odd."""
    odd = len(digits) % 2
    parts = [digits[:odd]] * odd + [digits[n : n + 2] for n in range(odd, len(digits), 2)]
    return " ".join(_with_zeros(part) for part in parts)


def fraction(numerator: int, denominator: int) -> str:
    """`(2, 3)` as deux tiers."""
    plural = numerator > 1
    name = _NAMED_FRACTIONS.get(denominator)
    if name is None:
        name = ordinal(denominator, plural=plural)
    elif plural and not name.endswith("s"):
        name += "s"
    return f"{cardinal(numerator)} {name}"


def _with_zeros(digits: str) -> str:
    zeros = len(digits) - len(digits.lstrip("0"))
    spoken = ["zéro"] * zeros
    if zeros < len(digits):
        spoken.append(cardinal(int(digits)))
    return " ".join(spoken)


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest)
    hundred = "cent" if hundreds == 1 else f"{DIGITS[hundreds]} cent"
    if rest:
        return f"{hundred} {_below_hundred(rest)}"
    return f"{hundred}s" if hundreds > 1 else hundred


def _below_hundred(number: int) -> str:
    if number < len(_TO_SIXTEEN):
        return _TO_SIXTEEN[number]
    if number < 20:
        return f"dix-{DIGITS[number - 10]}"
    if number >= 80:
        return f"quatre-vingt-{_below_hundred(number - 80)}" if number > 80 else "quatre-vingts"
    tens, unit = divmod(number, 10)
    if tens == 7:
        tens, unit = 6, unit + 10
    if not unit:
        return _TENS[tens]
    joint = " et " if unit in (1, 11) else "-"
    return f"{_TENS[tens]}{joint}{_below_hundred(unit)}"


def _without_plural(spoken: str) -> str:
    return spoken[:-1] if spoken.endswith(("cents", "vingts")) else spoken


def _feminine(spoken: str, gender: Gender) -> str:
    ends_in_one = spoken == "un" or spoken.endswith((" un", "-un"))
    return f"{spoken}e" if gender == "f" and ends_in_one else spoken
