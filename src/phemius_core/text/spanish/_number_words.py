"""Spanish words for numbers: cardinals, decimals, ordinals and fractions."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text.romance import Gender

__all__ = ["cardinal", "decimals", "fraction", "ordinal", "ordinal_mark"]

_SMALL: Final = (
    "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez",
    "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho",
    "diecinueve", "veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco",
    "veintiséis", "veintisiete", "veintiocho", "veintinueve",
)  # fmt: skip
_TENS: Final = (
    "", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa",
)  # fmt: skip
_HUNDREDS: Final = (
    "", "ciento", "doscient", "trescient", "cuatrocient", "quinient", "seiscient", "setecient",
    "ochocient", "novecient",
)  # fmt: skip
_SCALES: Final = (
    ("millón", "millones"), ("billón", "billones"), ("trillón", "trillones"),
    ("cuatrillón", "cuatrillones"), ("quintillón", "quintillones"), ("sextillón", "sextillones"),
)  # fmt: skip
"""The long scale: a billón is a million of millions."""
_LONGEST: Final = 42
"""Digits; a longer number is read digit by digit."""
_ORDINAL_ONES: Final = (
    "", "primer", "segund", "tercer", "cuart", "quint", "sext", "séptim", "octav", "noven",
)  # fmt: skip
_ORDINAL_TENS: Final = (
    "", "décim", "vigésim", "trigésim", "cuadragésim", "quincuagésim", "sexagésim",
    "septuagésim", "octogésim", "nonagésim",
)  # fmt: skip
_ORDINAL_HUNDREDS: Final = (
    "", "centésim", "ducentésim", "tricentésim", "cuadringentésim", "quingentésim",
    "sexcentésim", "septingentésim", "octingentésim", "noningentésim",
)  # fmt: skip
_PARTS: Final[Mapping[int, str]] = {
    2: "medio", 3: "tercio", 4: "cuarto", 5: "quinto", 6: "sexto", 7: "séptimo", 8: "octavo",
    9: "noveno", 10: "décimo",
}  # fmt: skip
_PLAIN_VOWELS: Final = str.maketrans("áéíóú", "aeiou")


def cardinal(number: int, gender: Gender = "") -> str:
    """21 as veintiuno, before a masculine noun veintiún, before a feminine one veintiuna."""
    if number >= 10**_LONGEST:
        return " ".join(_SMALL[int(digit)] for digit in str(number))
    if not number:
        return _SMALL[0]
    parts: list[str] = []
    rest, low = divmod(number, 10**6)
    for one, many in _SCALES:
        if not rest:
            break
        rest, group = divmod(rest, 10**6)
        if group:
            parts.insert(0, f"{_below_million(group, 'm')} {one if group == 1 else many}")
    if low:
        parts.append(_below_million(low, gender))
    return " ".join(parts)


def _below_million(number: int, gender: Gender) -> str:
    thousands, rest = divmod(number, 1000)
    parts = []
    if thousands:
        if thousands > 1:
            parts.append(_below_thousand(thousands, gender or "m", multiplies=True))
        parts.append("mil")
    if rest:
        parts.append(_below_thousand(rest, gender))
    return " ".join(parts)


def _below_thousand(number: int, gender: Gender, *, multiplies: bool = False) -> str:
    if number == 100:
        return "cien"
    hundreds, rest = divmod(number, 100)
    parts = []
    if hundreds:
        ending = "" if hundreds == 1 else ("as" if gender == "f" else "os")
        parts.append(_HUNDREDS[hundreds] + ending)
    if rest:
        # Before "mil" the one is short whatever is counted: veintiún mil personas.
        parts.append(_below_hundred(rest, "m" if multiplies else gender))
    return " ".join(parts)


def _below_hundred(number: int, gender: Gender) -> str:
    tens, ones = divmod(number, 10)
    if ones == 1 and number != 11 and gender:
        one = "una" if gender == "f" else "un"
        if number == 1:
            return one
        if tens == 2:
            return "veintiuna" if gender == "f" else "veintiún"
        return f"{_TENS[tens]} y {one}"
    if number < 30:
        return _SMALL[number]
    return f"{_TENS[tens]} y {_SMALL[ones]}" if ones else _TENS[tens]


def decimals(digits: str, gender: Gender = "") -> str:
    """Digits after the comma: up to three as one number, more of them in pairs; zeros by name."""
    other: Gender = "f" if gender == "f" else ""
    if len(digits) <= 3 and digits[0] != "0":
        return cardinal(int(digits), gender)
    if len(digits) > 12:
        return " ".join(_SMALL[int(digit)] for digit in digits)
    pairs = [digits[at : at + 2] for at in range(0, len(digits), 2)]
    parts = [part for pair in pairs for part in ([pair] if pair[0] != "0" else pair)]
    said = [cardinal(int(part), other) for part in parts[:-1]]
    return " ".join([*said, cardinal(int(parts[-1]), gender)])


def ordinal(number: int, gender: Gender = "m", short: bool = False, plural: bool = False) -> str:
    """134 as centésimo trigésimo cuarto; `short` as primer, tercer."""
    ending = ("a" if gender == "f" else "o") + ("s" if plural else "")
    stems = _ordinal_stems(number)
    if not stems:
        return cardinal(number)
    said = " ".join(f"{stem}{ending}" for stem in stems)
    if short and gender != "f" and not plural and stems[-1].endswith(("primer", "tercer")):
        return said[:-1]
    return said


def _ordinal_stems(number: int) -> list[str]:
    if not 0 < number < 10**9:
        return []
    thousands, rest = divmod(number, 1000)
    if thousands >= 1000:
        millions, rest_thousands = divmod(thousands, 1000)
        if rest_thousands or rest:
            return []
        return [("" if millions == 1 else _glued(millions)) + "millonésim"]
    stems = []
    if thousands:
        stems.append(("" if thousands == 1 else _glued(thousands)) + "milésim")
    hundreds, rest = divmod(rest, 100)
    if hundreds:
        stems.append(_ORDINAL_HUNDREDS[hundreds])
    tens, ones = divmod(rest, 10)
    if rest == 11:
        stems.append("undécim")
    elif rest == 12:
        stems.append("duodécim")
    elif tens in (1, 2) and ones:
        # One word: decimotercero, vigesimoctavo.
        before = ("decim" if tens == 1 else "vigesim") + ("" if ones == 8 else "o")
        stems.append(before + _ORDINAL_ONES[ones])
    else:
        stems += [stem for stem in (_ORDINAL_TENS[tens], _ORDINAL_ONES[ones]) if stem]
    return stems


def _glued(number: int) -> str:
    """A cardinal as the first part of a word: treintaidós → treintaidos."""
    said = cardinal(number, "m").replace(" y ", "i").replace(" ", "")
    return said.translate(_PLAIN_VOWELS)


def fraction(numerator: int, denominator: int) -> str:
    """`(2, 3)` as dos tercios, `(1, 31)` as un treintaiunavo, `(1, 101)` as uno sobre ciento
    uno.
    """
    part = _part(denominator)
    if not part or not numerator:
        return f"{cardinal(numerator)} sobre {cardinal(denominator)}"
    return f"{cardinal(numerator, 'm')} {part}{'' if numerator == 1 else 's'}"


def _part(denominator: int) -> str:
    if denominator in _PARTS:
        return _PARTS[denominator]
    if 10 < denominator < 100:
        stem = _glued(denominator)
        return f"{stem.removesuffix('a') if denominator % 10 == 0 else stem}avo"
    if denominator % 100 == 0 and 0 < denominator < 1000:
        return f"{_ORDINAL_HUNDREDS[denominator // 100]}o"
    thousands, rest = divmod(denominator, 1000)
    if denominator % 10**6 == 0 and denominator < 10**10:
        millions = denominator // 10**6
        return ("" if millions == 1 else _glued(millions)) + "millonésimo"
    # 1100 is no part of its own: only a round number of thousands is.
    if not rest and 0 < thousands < 1000:
        return ("" if thousands == 1 else _glued(thousands)) + "milésimo"
    return ""


def ordinal_mark(mark: str) -> tuple[Gender, bool, bool]:
    """Gender of what stands behind a number that makes it an ordinal; whether short, plural."""
    letters = mark.lower().lstrip(". ").translate(_RAISED)
    plural = letters.endswith("s")
    letters = letters.removesuffix("s")
    gender: Gender = "f" if letters.endswith("a") else "m"
    return gender, letters.endswith("er"), plural


_RAISED: Final = str.maketrans("ºªᵒᵃᵉʳˢ°", "oaoaerso")
