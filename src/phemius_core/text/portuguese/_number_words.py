"""Portuguese words for numbers, in Brazilian forms: cardinals, decimals, ordinals, fractions."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text.romance import Gender

__all__ = ["cardinal", "decimals", "fraction", "ordinal", "ordinal_mark"]

_SMALL: Final = (
    "zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez", "onze",
    "doze", "treze", "catorze", "quinze", "dezesseis", "dezessete", "dezoito", "dezenove",
)  # fmt: skip
_TENS: Final = (
    "", "", "vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta",
    "noventa",
)  # fmt: skip
_HUNDREDS: Final = (
    "", "cento", "duzent", "trezent", "quatrocent", "quinhent", "seiscent", "setecent",
    "oitocent", "novecent",
)  # fmt: skip
_SCALES: Final = (
    ("mil", "mil"), ("milhão", "milhões"), ("bilhão", "bilhões"), ("trilhão", "trilhões"),
    ("quatrilhão", "quatrilhões"), ("quintilhão", "quintilhões"), ("sextilhão", "sextilhões"),
    ("septilhão", "septilhões"), ("octilhão", "octilhões"),
)  # fmt: skip
"""The short scale of Brazil: a bilhão is a thousand millions."""
_LONGEST: Final = 30
"""Digits; a longer number is read digit by digit."""
_ORDINAL_ONES: Final = (
    "", "primeir", "segund", "terceir", "quart", "quint", "sext", "sétim", "oitav", "non",
)  # fmt: skip
_ORDINAL_TENS: Final = (
    "", "décim", "vigésim", "trigésim", "quadragésim", "quinquagésim", "sexagésim",
    "septuagésim", "octogésim", "nonagésim",
)  # fmt: skip
_ORDINAL_HUNDREDS: Final = (
    "", "centésim", "ducentésim", "trecentésim", "quadringentésim", "quingentésim",
    "sexcentésim", "septingentésim", "octingentésim", "nongentésim",
)  # fmt: skip
_PARTS: Final[Mapping[int, str]] = {
    2: "meio", 3: "terço", 4: "quarto", 5: "quinto", 6: "sexto", 7: "sétimo", 8: "oitavo",
    9: "nono", 10: "décimo", 100: "centésimo", 1000: "milésimo", 10**6: "milionésimo",
}  # fmt: skip
_RAISED: Final = str.maketrans("ºªᵒᵃˢ°", "oaoaso")


def cardinal(number: int, gender: Gender = "") -> str:
    """1111 as mil cento e onze; before a feminine noun with uma, duas, duzentas."""
    if number >= 10**_LONGEST:
        return " ".join(_SMALL[int(digit)] for digit in str(number))
    if number < 1000:
        return _below_thousand(number, gender)
    groups = []
    rest = number
    while rest:
        rest, group = divmod(rest, 1000)
        groups.append(group)
    parts: list[str] = []
    last = 0
    for scale in range(len(groups) - 1, -1, -1):
        group = groups[scale]
        if not group:
            continue
        # Thousands agree with what is counted; a milhão is a masculine noun.
        said = _below_thousand(group, gender if scale < 2 else "")
        if scale:
            one, many = _SCALES[scale - 1]
            said = "mil" if group == 1 and scale == 1 else f"{said} {one if group == 1 else many}"
        parts.append(said)
        last = group
    # "e" before the last group if it has hundreds or a remainder, not both.
    if len(parts) > 1 and (last < 100 or last % 100 == 0):
        parts[-1] = f"e {parts[-1]}"
    return " ".join(parts)


def _below_thousand(number: int, gender: Gender) -> str:
    if number == 100:
        return "cem"
    hundreds, rest = divmod(number, 100)
    parts = []
    if hundreds:
        ending = "" if hundreds == 1 else ("as" if gender == "f" else "os")
        parts.append(_HUNDREDS[hundreds] + ending)
    if rest or not hundreds:
        tens, ones = divmod(rest, 10)
        if rest >= 20:
            parts.append(_TENS[tens])
            rest = ones
        if rest or (not hundreds and not tens):
            parts.append(
                {1: "uma", 2: "duas"}.get(rest, _SMALL[rest]) if gender == "f" else _SMALL[rest]
            )
    return " e ".join(parts)


def decimals(digits: str, _gender: Gender = "") -> str:
    """Digits after the comma one by one: um quatro."""
    return " ".join(_SMALL[int(digit)] for digit in digits)


def ordinal(number: int, gender: Gender = "m", _short: bool = False, plural: bool = False) -> str:
    """134 as centésimo trigésimo quarto."""
    ending = ("a" if gender == "f" else "o") + ("s" if plural else "")
    if not 0 < number < 10**6:
        return cardinal(number)
    thousands, rest = divmod(number, 1000)
    stems = []
    if thousands:
        stems += [*(_ordinal_stems(thousands) if thousands > 1 else []), "milésim"]
    stems += _ordinal_stems(rest)
    return " ".join(f"{stem}{ending}" for stem in stems)


def _ordinal_stems(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    stems = (_ORDINAL_HUNDREDS[hundreds], _ORDINAL_TENS[tens], _ORDINAL_ONES[ones])
    return [stem for stem in stems if stem]


def fraction(numerator: int, denominator: int) -> str:
    """`(2, 3)` as dois terços, `(5, 13)` as cinco treze avos."""
    if not numerator or denominator < 2:
        return f"{cardinal(numerator)} sobre {cardinal(denominator)}"
    part = _PARTS.get(denominator)
    if part is None:
        name = "avo" if numerator == 1 else "avos"
        return f"{cardinal(numerator)} {cardinal(denominator)} {name}"
    return f"{cardinal(numerator)} {part}{'' if numerator == 1 else 's'}"


def ordinal_mark(mark: str) -> tuple[Gender, bool, bool]:
    """Gender of what stands behind a number that makes it an ordinal; whether short, plural."""
    letters = mark.lower().lstrip(". ").translate(_RAISED)
    gender: Gender = "f" if "a" in letters else "m"
    return gender, False, letters.endswith("s")
