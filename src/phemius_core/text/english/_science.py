"""Notation of science in prose: isotopes, Greek letters beside Latin ones, functions, °C alone."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._number_words import cardinal, label

__all__ = ["RULES"]

_ELEMENTS: Final[Mapping[str, str]] = {
    "H": "hydrogen", "He": "helium", "Li": "lithium", "Be": "beryllium", "B": "boron",
    "C": "carbon", "N": "nitrogen", "O": "oxygen", "F": "fluorine", "Na": "sodium",
    "Al": "aluminum", "Si": "silicon", "P": "phosphorus", "S": "sulfur", "Cl": "chlorine",
    "Ar": "argon", "K": "potassium", "Ca": "calcium", "Cr": "chromium", "Fe": "iron",
    "Co": "cobalt", "Ni": "nickel", "Cu": "copper", "Zn": "zinc", "Ga": "gallium", "Kr": "krypton",
    "Rb": "rubidium", "Sr": "strontium", "Y": "yttrium", "Mo": "molybdenum", "Tc": "technetium",
    "Ag": "silver", "Cd": "cadmium", "I": "iodine", "Xe": "xenon", "Cs": "cesium", "Ba": "barium",
    "Lu": "lutetium", "Au": "gold", "Hg": "mercury", "Tl": "thallium", "Pb": "lead",
    "Po": "polonium",
    "Rn": "radon", "Ra": "radium", "Th": "thorium", "U": "uranium", "Pu": "plutonium",
    "Am": "americium",
}  # fmt: skip
_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_GREEK: Final[Mapping[str, str]] = {
    **dict(zip("αβγδεζηθικλνξοπρστυφχψω", (
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
        "lambda", "nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi",
        "psi", "omega"), strict=True)),
    "Γ": "gamma", "Δ": "delta", "∆": "delta", "Θ": "theta", "Λ": "lambda", "Ξ": "xi", "Π": "pi",
    "Σ": "sigma", "Φ": "phi", "Ψ": "psi", "Ω": "omega",
}  # fmt: skip
_ANY_GREEK: Final = f"[{''.join(_GREEK)}]"
_ARGUMENT: Final = (
    r"(?:[a-zA-Z](?:\s?[²³]|\^[23])?|\d{1,3}|log [a-z]|[a-z] log [a-z]|[a-z],\s?[a-z]|[A-Z]\|[A-Z])"
)


def _isotope(found: re.Match[str], lang: str) -> str | None:
    """`¹⁴C` as carbon fourteen, `²³⁵U` as uranium two thirty-five."""
    name = _ELEMENTS.get(found["nuclide"])
    if name is None:
        return None
    if lang == "b":
        name = {"aluminum": "aluminium", "cesium": "caesium", "sulfur": "sulphur"}.get(name, name)
    mass = found["mass"].translate(_SUPERSCRIPTS)
    return f"{name} {label(mass) if len(mass) > 2 else cardinal(mass)}"


def _greek(found: re.Match[str], _lang: str) -> str:
    """`ΔG` as delta G."""
    text, start, end = found.string, found.start(), found.end()
    before = " " if text[start - 1 : start].isalnum() and start else ""
    after = " " if text[end : end + 1].isalnum() else ""
    return before + _GREEK[found[0]] + after


def _function(found: re.Match[str], _lang: str) -> str:
    """`f(x)` as f of x, `O(n log n)`, `P(A|B)`."""
    argument = found["argument"]
    argument = re.sub(r"\d+", lambda number: f" {cardinal(number[0])}", argument) \
        if argument[0].isdigit() else argument  # fmt: skip
    for mark, words in (("²", " squared"), ("³", " cubed"), ("^2", " squared"), ("^3", " cubed"),
                        ("|", " given ")):  # fmt: skip
        argument = argument.replace(mark, words)
    argument = " ".join(argument.split())
    return f"{found['function']} of {'A' if argument == 'a' else argument}"


RULES: Final = (
    Rule(
        "isotope",
        r"(?<!\w)(?P<mass>[⁰¹²³⁴-⁹]{1,3})(?P<nuclide>[A-Z][a-z]?)(?![a-z\d₀-₉])",
        _isotope,
        starts="[⁰¹²³⁴-⁹]",
    ),
    Rule(
        "greek",
        rf"{_ANY_GREEK}(?=[A-Za-z])|(?<=[A-Za-z]){_ANY_GREEK}",
        _greek,
        starts=_ANY_GREEK,
    ),
    Rule(
        "function",
        rf"(?<![\w.'’])(?P<function>[fghFGHPEOT])\((?P<argument>{_ARGUMENT})\)(?!\w)",
        _function,
        starts=r"\b[fghFGHPEOT]",
    ),
    Rule(
        "degree_scale",
        r"(?<![\d\s])°\s?(?P<scale_alone>[CF])(?!\w)|(?<!\d\s)(?<!\d)°\s?(?P<scale_alone_2>[CF])(?!\w)",
        lambda found, _lang: "degrees " + ("Celsius" if "C" in found[0] else "Fahrenheit"),
        starts="°",
    ),
)
