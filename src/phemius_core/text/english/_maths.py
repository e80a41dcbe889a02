"""English words for operators between numbers, powers, and short forms of large numbers."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._context import spaced, text_before
from phemius_core.text.english._currencies import LETTER_SCALES
from phemius_core.text.english._number_words import cardinal, decimal, label, ordinal
from phemius_core.text.english._patterns import NUMBER
from phemius_core.text.english._units import UNIT, unit_names

__all__ = ["RULES"]

_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SUBSCRIPTS: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SUPERSCRIPT: Final = "[⁰¹²³⁴⁵⁶⁷⁸⁹]"
_COUNTED: Final = re.compile(
    r"[\s-](?:people|men|women|children|(?!(?:is|was|has|its|this|us|does|as|less|plus|versus)\b)"
    r"(?:[a-z]{3,20}\s)?[a-z]{2,20}s)\b"
)
"""What follows a count: `5k followers`."""
_TERM: Final = re.compile(r"\w\)?\s?[=+*/−-]\s$")
_SIZES: Final = frozenset(("2K", "4K", "5K", "8K", "10K", "3M"))
"""Widths of pictures, lengths of races and a firm, which are read as written."""


def _power_of_ten(found: re.Match[str], _lang: str) -> str:
    """`1.5e-10`, `6.02×10²³`, `3 x 10^8`."""
    written = found["power"] or found["ten_power"] or found["ten_super"].translate(_SUPERSCRIPTS)
    minus = "minus " if written[0] in "-−" else ""
    power = cardinal(int(written.lstrip("+-−")))
    sign = "minus " if found["sci_sign"] else ""
    return f"{sign}{decimal(found['base'])} times ten to the {minus}{power}"


def _superscript(found: re.Match[str], _lang: str) -> str:
    """`10⁶` as ten to the sixth, `10⁻³` as ten to the minus three."""
    power = found["super"].translate(_SUPERSCRIPTS)
    if power in {"2", "3"}:
        return {"2": " squared", "3": " cubed"}[power]
    number = int(power.lstrip("+-"))
    return f" to the minus {cardinal(number)}" if power[0] == "-" else f" to the {ordinal(number)}"


def _subscript(found: re.Match[str], _lang: str) -> str:
    after = found.string[found.end() : found.end() + 1]
    return f" {cardinal(found[0].translate(_SUBSCRIPTS))}{' ' if after.isalnum() else ''}"


def _minus(found: re.Match[str], _lang: str) -> str:
    """`5-3=2`."""
    return f"{decimal(found['minuend'])} minus {decimal(found['subtrahend'])}"


def _by(found: re.Match[str], _lang: str) -> str:
    """`1920x1080`, `2x4`, `8.5 x 11`."""
    sides = found["sides"] or found["picture"]
    spoken = " by ".join(_side(part) for part in re.split(r"\s?[xX×]\s?", sides))
    return f"{spoken} {unit_names(found['by_unit'])[1]}" if found["by_unit"] else spoken


def _side(written: str) -> str:
    return label(written) if re.fullmatch(r"[1-9]\d{3}", written) else decimal(written)


def _times(found: re.Match[str], _lang: str) -> str | None:
    """`3x faster`; but in `f(x) = 3x` it is a variable."""
    if _TERM.search(text_before(found.string, found.start())):
        return None
    low = f"{decimal(found['times_from'])} to " if found["times_from"] else ""
    return f"{low}{decimal(found['times'])} {'time' if found['times'] == '1' else 'times'}"


def _scaled(found: re.Match[str], _lang: str) -> str | None:
    """`2.5M views`, `5k`, `7-8M users`."""
    written, scale, low = found["scaled"], found["scale_letter"], found["scaled_from"]
    if not _COUNTED.match(found.string, found.end()):
        if scale in {"m", "b", "T", "mm"} or written + scale in _SIZES:
            return None
        if scale in {"B", "K"} and len(written) < 3 and "." not in written:
            return None
    if scale in {"k", "K"} and (
        _RACE.match(found.string, found.end())
        or (len(written) < 3 and _RACE_BEFORE.search(text_before(found.string, found.start())))
    ):
        return None
    if scale in {"k", "K"} and len(written) > 3 and "," not in written and "." not in written:
        return None
    start = f"{decimal(low)} to " if low else ""
    more = " plus" if found["scaled_more"] else ""
    return f"{start}{decimal(written)} {LETTER_SCALES[scale]}{more}"


_RACE_BEFORE: Final = re.compile(r"\b(?:ran|run|a|the|first)\s$", re.IGNORECASE)
_RACE: Final = re.compile(
    r"\s(?:run|race|tv|video|resolution|display|monitor|screen|movie)s?\b", re.IGNORECASE
)


def _video_height(found: re.Match[str], _lang: str) -> str:
    """`1080p`."""
    return f"{label(found['lines'])} {found['line_letter'].upper()}"


def _grouped(found: re.Match[str], _lang: str) -> str:
    """`1 000 000`, `1_000_000`, `1'000'000`, `12,34,567`, `1.000.000`."""
    return cardinal(re.sub(r"\D", "", found["grouped"]))


RULES: Final = (
    Rule(
        "grouped",
        r"(?<![\w.,])(?P<grouped>\d{1,3}(?:(?:[_\u00a0\u202f\u2009'’]\d{3})++"
        r"|(?: \d{3}){2,4}+| 000|(?:\.000){2,4}|(?:\.\d{3}){2}(?!\.)|(?:,\d{2}){1,4},\d{3}))"
        r"(?!\w|[.,]\d)",
        _grouped,
        starts=r"\d",
    ),
    Rule(
        "scientific",
        r"(?P<sci_sign>(?<!\w)[-−])?(?<![\w.])(?P<base>\d{1,9}(?:\.\d{1,9})?)"
        r"(?:[eE](?P<power>[-−+]?\d{1,3})\b|\s?[×xX*·]\s?10(?:\^(?P<ten_power>[-−+]?\d{1,3})"
        rf"|(?P<ten_super>[⁻⁺]?{_SUPERSCRIPT}{{1,3}})))",
        _power_of_ten,
        starts=r"[-−\d]",
    ),
    Rule(
        "superscript",
        rf"(?<=[\w)\]])(?P<super>[⁻⁺]?{_SUPERSCRIPT}{{1,3}}+)",
        _superscript,
        starts=r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]",
    ),
    Rule("subscript", r"[₀₁₂₃₄₅₆₇₈₉]{1,15}", _subscript, starts=r"[₀₁₂₃₄₅₆₇₈₉]"),
    Rule(
        "minus",
        rf"(?<![\w.,-])(?P<minuend>{NUMBER})\s?[-−–]\s?(?P<subtrahend>{NUMBER})(?=\s?=)",
        _minus,
        starts=r"\d",
    ),
    Rule(
        "difference",
        r"(?:(?<=\d)|(?<=\d\s))(?:−(?=\s?\d)|-(?=\s?\d{1,9}\s?=))",
        lambda found, _lang: spaced(found, "minus"),
        starts="[−-]",
    ),
    Rule(
        "by",
        r"(?<![\w.,])(?P<sides>\d{1,5}(?:\.\d{1,3})?(?:\s?[xX]\s?\d{1,5}(?:\.\d{1,3})?){1,3})"
        rf"(?:\s?(?P<by_unit>{UNIT})(?!\w)(?:\.(?=,|\s[a-z(]))?|(?!\w))"
        r"|(?<![\w.,])(?P<picture>\d{3,5}\s?×\s?\d{3,5})(?![\w.])",
        _by,
        starts=r"\d",
    ),
    Rule(
        "times",
        rf"(?<![\w.,=+*/^(-])(?:(?P<times_from>{NUMBER})x?\s?[-–—]\s?)?(?P<times>{NUMBER})\s?[x×]"
        r"(?=[\s.,;!?)/]|\Z)(?!\s?[-+=*^<>\d])",
        _times,
        starts=r"\d",
    ),
    Rule(
        "scaled",
        rf"(?<![\w.,])(?:(?P<scaled_from>{NUMBER})\s?[-–—]\s?)?(?P<scaled>{NUMBER})"
        r"(?P<scale_letter>[kKMBTmb]|bn|mn|mln|tn)(?!\w)(?P<scaled_more>\+(?=\s[a-z]))?",
        _scaled,
        starts=r"\d",
    ),
    Rule(
        "video",
        r"(?<![\w.])(?P<lines>144|240|360|480|576|720|1080|1440|2160|4320)(?P<line_letter>[pi])\b",
        _video_height,
        starts=r"\d",
    ),
    Rule("roughly", r"(?<![\w~])~\s?(?=[$£€]?\d)", lambda _found, _lang: "about ", starts="~"),
)
