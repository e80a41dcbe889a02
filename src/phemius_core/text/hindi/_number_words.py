"""Hindi words for numbers: cardinals, decimals, halves and quarters, ordinals, years.

All take ASCII digits (`plain_number`).
"""

from collections.abc import Mapping
from typing import Final

from phemius_core.text.hindi._patterns import words

__all__ = [
    "CARDINALS",
    "DIGITS",
    "cardinal",
    "decimal",
    "digits",
    "english_ordinal",
    "ordinal",
    "quantity",
    "sanskrit_ordinal",
    "year",
]

CARDINALS: Final = words(
    "शून्य एक दो तीन चार पाँच छह सात आठ नौ "
    "दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस "
    "बीस इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस "
    "तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस उनतालीस "
    "चालीस इकतालीस बयालीस तैंतालीस चौवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस उनचास "
    "पचास इक्यावन बावन तिरेपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ "
    "साठ इकसठ बासठ तिरेसठ चौंसठ पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर "
    "सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उनासी "
    "अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी "
    "नब्बे इक्यानबे बानबे तिरानबे चौरानबे पंचानबे छियानबे सत्तानबे अट्ठानबे निन्यानबे"
)
"""Every number below a hundred has a word of its own."""
DIGITS: Final = CARDINALS[:10]
_SCALES: Final = (
    (10**17, "शंख"), (10**15, "पद्म"), (10**13, "नील"), (10**11, "खरब"), (10**9, "अरब"),
    (10**7, "करोड़"), (10**5, "लाख"), (10**3, "हज़ार"), (100, "सौ"),
)  # fmt: skip
_OWN_QUANTITIES: Final[Mapping[tuple[int, str], str]] = {
    (0, "25"): "चौथाई", (0, "5"): "आधा", (0, "75"): "पौन", (1, "25"): "सवा", (1, "5"): "डेढ़",
    (2, "5"): "ढाई",
}  # fmt: skip
_QUARTERS: Final[Mapping[str, str]] = {"25": "सवा", "5": "साढ़े", "75": "पौने"}
"""Before the number; of three quarters, before the next one."""
_LONGEST_CARDINAL: Final = 19
"""Digits; a longer number is read digit by digit."""
_ORDINAL_STEMS: Final[Mapping[int, str]] = {1: "पहल", 2: "दूसर", 3: "तीसर", 4: "चौथ", 6: "छठ"}
_SANSKRIT_ORDINALS: Final = (
    "", "प्रथम", "द्वितीय", "तृतीय", "चतुर्थ", "पंचम", "षष्ठ", "सप्तम", "अष्टम", "नवम", "दशम",
    "एकादश", "द्वादश", "त्रयोदश", "चतुर्दश", "पंचदश", "षोडश",
)  # fmt: skip
_ENGLISH_ORDINALS: Final = (
    "", "फ़र्स्ट", "सेकंड", "थर्ड", "फ़ोर्थ", "फ़िफ्थ", "सिक्स्थ", "सेवंथ", "एटथ", "नाइंथ", "टेंथ",
    "इलेवंथ", "ट्वेल्फ्थ", "थर्टीन्थ", "फ़ोर्टीन्थ", "फ़िफ्टीन्थ", "सिक्सटीन्थ", "सेवंटीन्थ", "एटीन्थ",
    "नाइंटीन्थ",
)  # fmt: skip
_ENGLISH_TENS: Final = (
    ("ट्वेंटिएथ", "ट्वेंटी"), ("थर्टिएथ", "थर्टी"), ("फ़ोर्टिएथ", "फ़ोर्टी"), ("फ़िफ्टिएथ", "फ़िफ्टी"),
    ("सिक्सटिएथ", "सिक्सटी"), ("सेवंटिएथ", "सेवंटी"), ("एटिएथ", "एटी"), ("नाइंटिएथ", "नाइंटी"),
)  # fmt: skip


def digits(number: str) -> str:
    """Digit by digit: `"110"` as एक एक शून्य."""
    return " ".join(DIGITS[int(digit)] for digit in number)


def cardinal(number: str | int) -> str:
    """`"123456"` as एक लाख तेईस हज़ार चार सौ छप्पन; a leading zero or more than 19 digits, digit by
    digit.
    """
    written = str(number)
    if len(written) > _LONGEST_CARDINAL or (len(written) > 1 and int(written[0]) == 0):
        return digits(written)
    return _cardinal(int(written))


def _cardinal(number: int) -> str:
    parts = []
    for value, name in _SCALES:
        count, number = divmod(number, value)
        if count:
            parts.append(f"{_cardinal(count)} {name}")
    if number or not parts:
        parts.append(CARDINALS[number])
    return " ".join(parts)


def decimal(number: str) -> str:
    """`"1234.50"` as एक हज़ार दो सौ चौंतीस दशमलव पाँच शून्य."""
    whole, _, fractional = number.partition(".")
    spoken = cardinal(whole or "0")
    return f"{spoken} दशमलव {digits(fractional)}" if fractional else spoken


def quantity(number: str) -> str:
    """A number of things that are halved and quartered: `"2.5"` as ढाई, `"4.75"` as पौने पाँच."""
    whole, _, fractional = number.partition(".")
    count, part = int(whole or "0"), fractional.rstrip("0")
    if (count, part) in _OWN_QUANTITIES:
        return _OWN_QUANTITIES[count, part]
    if count and part in _QUARTERS:
        return f"{_QUARTERS[part]} {cardinal(count + (part == '75'))}"
    return decimal(number)


def ordinal(number: str, ending: str) -> str:
    """`("2", "री")` as दूसरी, `("5", "वीं")` as पाँचवीं.

    Args:
        number: Digits.
        ending: The ending as written: ला, री, था, ठी, वां, …
    """
    stem = _ORDINAL_STEMS.get(int(number)) if len(number) <= 2 else None
    if ending.startswith("व"):
        spoken = "सौ" if number == "100" else cardinal(number)
        return f"{spoken}{ending}"
    if stem is None:
        return f"{cardinal(number)} {ending}"
    return stem + ending[1:]


def sanskrit_ordinal(number: int) -> str:
    """As of kings: 2 as द्वितीय; beyond sixteen as in अठारहवें."""
    if number < len(_SANSKRIT_ORDINALS):
        return _SANSKRIT_ORDINALS[number]
    return ordinal(str(number), "वें")


def english_ordinal(number: int) -> str:
    """4 as फ़ोर्थ, as written "4th"; beyond ninety-nine by its last two digits."""
    hundreds, rest = divmod(number, 100)
    before = f"{_cardinal(hundreds * 100)} " if hundreds else ""
    if not rest:
        return f"{before.rstrip()}वां" if hundreds else "ज़ीरोथ"
    if rest < len(_ENGLISH_ORDINALS):
        return before + _ENGLISH_ORDINALS[rest]
    ten, unit = divmod(rest, 10)
    whole, joined = _ENGLISH_TENS[ten - 2]
    return before + (f"{joined} {_ENGLISH_ORDINALS[unit]}" if unit else whole)


def year(number: str) -> str:
    """`"1947"` as उन्नीस सौ सैंतालीस; years before 1100 and from 2000 on as cardinals."""
    value = int(number)
    if not 1100 <= value <= 1999:
        return cardinal(number)
    century, rest = divmod(value, 100)
    return f"{CARDINALS[century]} सौ {CARDINALS[rest]}" if rest else f"{CARDINALS[century]} सौ"
