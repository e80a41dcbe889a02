"""Chemical formulas in English text: letter by letter, with their numbers: `H2SO4`, `NaCl`."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text._word_set import word_set
from phemius_core.text.english._number_words import cardinal

__all__ = ["RULES"]

_ELEMENTS: Final = word_set(
    """H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se
    Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Sm Eu Gd Tb Dy Ho Er
    Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu"""
)
_SMALL: Final = {"co2": "CO2", "h2o": "H2O", "h20": "H2O", "nh3": "NH3", "no2": "NO2", "so2": "SO2",
                 "ch4": "CH4", "n2o": "N2O", "nacl": "NaCl", "Co2": "CO2", "H20": "H2O",
                 "h2so4": "H2SO4", "naoh": "NaOH", "hcl": "HCl", "h2o2": "H2O2"}  # fmt: skip
"""Formulas as they are often mistyped."""
_NOT_FORMULAS: Final = frozenset(("NaN", "COP", "ISO", "CoS", "PoC", "SoS", "OSX", "PoS", "HoF",
                                  "CoC", "NoSQL", "BoN", "PoW", "BaaS"))  # fmt: skip
_PLURAL: Final = re.compile("[A-Z]{2,6}s")
"""The plural of an acronym: PCs, UFOs."""
_PART: Final = re.compile(r"[A-Z][a-z]?|\d+|[()]|[₀-₉]+|[²³⁴]?[⁺⁻]")
_PLAIN_DIGITS: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉²³⁴⁺⁻", "0123456789234+-")


def _formula(found: re.Match[str], _lang: str) -> str | None:
    written = _SMALL.get(found["formula"], found["formula"])
    if not _is_formula(written):
        return None
    words: list[str] = []
    for found_part in _PART.findall(written):
        part = found_part.translate(_PLAIN_DIGITS)
        if part.isdecimal():
            words.append(cardinal(part))
        elif part.isalpha():
            words += list(part.upper())
        elif part[-1] in "+-":
            words += [cardinal(part[:-1])] if part[:-1] else []
            words.append("plus" if part[-1] == "+" else "minus")
    return " ".join(words)


def _is_formula(written: str) -> bool:
    elements = re.findall("[A-Z][a-z]?", written)
    if not all(element in _ELEMENTS for element in elements):
        return False
    letters = "".join(elements)
    if letters in _NOT_FORMULAS or not elements or _PLURAL.fullmatch(written):
        return False
    if re.search("[₀-₉⁺⁻]", written):
        return True
    numbers = [int(n) for n in re.findall(r"\d+", written)]
    if not numbers:
        # Without a number: some elements, of which one has a small letter, as in NaCl and HBr.
        return 2 <= len(elements) <= 4 and not letters.isupper()
    if len(elements) < 2:
        return False
    return len(numbers) > 1 or "(" in written or numbers[0] <= 12


RULES: Final = (
    Rule(
        "chemistry",
        r"(?<![A-Za-z_.#@/$-])(?P<formula>(?:[A-Z][a-z]?(?:\d{1,2}|[₀-₉]{1,3})?|\((?:[A-Z][a-z]?"
        r"(?:\d{1,2}|[₀-₉]{1,3})?){1,6}\)(?:\d{1,2}|[₀-₉]{1,3})?){1,12}(?:[²³⁴]?[⁺⁻])?"
        rf"|{'|'.join(_SMALL)})(?![\w₀-₉/#@]|-\w|\.\d)",
        _formula,
        starts="(?<![A-Za-z_])[A-Zchns(]",
    ),
)
