"""Hindi words for quantities with a unit."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.hindi._number_words import cardinal, decimal, quantity
from phemius_core.text.hindi._patterns import END, NUMBER, START, any_of, plain_number, words

__all__ = ["RULES"]

_PREFIXES: Final = {
    "k": "किलो", "c": "सेंटी", "m": "मिली", "µ": "माइक्रो", "μ": "माइक्रो", "n": "नैनो", "d": "डेसी",
    "M": "मेगा", "G": "गीगा", "T": "टेरा", "h": "हेक्टो", "da": "डेका",
}  # fmt: skip
_PREFIXED: Final[Mapping[str, tuple[str, str]]] = {
    "m": ("मीटर", "kcmµμndhda"), "g": ("ग्राम", "kcmµμndhda"), "l": ("लीटर", "kcmµμdhda"),
    "L": ("लीटर", "kcmµμdhda"), "s": ("सेकंड", "mµμn"), "W": ("वाट", "kmMGT"),
    "Wh": ("वाट घंटा", "kMGT"), "V": ("वोल्ट", "km"), "A": ("एम्पीयर", "mkµμ"),
    "Hz": ("हर्ट्ज़", "kMGT"), "B": ("बाइट", "kMGT"), "b": ("बिट", "kMGT"), "J": ("जूल", "kM"),
    "N": ("न्यूटन", "k"), "Pa": ("पास्कल", "kMh"), "cal": ("कैलोरी", "k"), "bar": ("बार", "m"),
    "eV": ("इलेक्ट्रॉन वोल्ट", "kMG"), "Ω": ("ओम", "kM"), "mol": ("मोल", "m"), "F": ("फ़ैरड", "µμn"),
}  # fmt: skip
"""Unit: its name, and the prefixes that it takes."""
_OTHERS: Final[Mapping[str, tuple[str, str]]] = {
    unit: (one, many)
    for names in words(
        "in=इंच ft=फुट:फीट yd=यार्ड mi=मील ac=एकड़ ha=हेक्टेयर qt=क्वार्ट gal=गैलन pt=पिंट oz=आउन्स lb=पाउंड "
        "lbs=पाउंड st=स्टोन q=क्विंटल t=टन yr=वर्ष yrs=वर्ष mo=महीना:महीने wk=हफ़्ता:हफ़्ते hr=घंटा:घंटे "
        "hrs=घंटा:घंटे h=घंटा:घंटे min=मिनट mins=मिनट sec=सेकंड secs=सेकंड day=दिन days=दिन dB=डेसिबल "
        "hp=हॉर्सपावर rpm=चक्कर_प्रति_मिनट mph=मील_प्रति_घंटा kmph=किलोमीटर_प्रति_घंटा "
        "kph=किलोमीटर_प्रति_घंटा mmHg=मिलीमीटर_पारा ppm=पार्ट्स_प्रति_मिलियन px=पिक्सेल MP=मेगापिक्सेल "
        "fps=फ़्रेम_प्रति_सेकंड kbps=किलोबिट_प्रति_सेकंड Mbps=मेगाबिट_प्रति_सेकंड "
        "Gbps=गीगाबिट_प्रति_सेकंड mAh=मिलीएम्पीयर_घंटा ly=प्रकाश_वर्ष tsp=चम्मच tbsp=बड़ा_चम्मच:बड़े_चम्मच "
        "KB=किलोबाइट KM=किलोमीटर Km=किलोमीटर Kg=किलोग्राम KG=किलोग्राम kgs=किलोग्राम kms=किलोमीटर "
        "gm=ग्राम gms=ग्राम ml=मिलीलीटर psi=पी_एस_आई mcg=माइक्रोग्राम IU=आई_यू cc=सी_सी lm=ल्यूमेन "
        "°=डिग्री °C=डिग्री_सेल्सियस ℃=डिग्री_सेल्सियस °F=डिग्री_फारेनहाइट ℉=डिग्री_फारेनहाइट K=केल्विन "
        "किमी=किलोमीटर कि.मी.=किलोमीटर कि॰मी॰=किलोमीटर मी=मीटर मी.=मीटर सेमी=सेंटीमीटर "
        "से.मी.=सेंटीमीटर मिमी=मिलीमीटर मि.मी.=मिलीमीटर किग्रा=किलोग्राम कि.ग्रा.=किलोग्राम "
        "किलो=किलो मिग्रा=मिलीग्राम मि.ग्रा.=मिलीग्राम ग्रा.=ग्राम मिली=मिलीलीटर ली.=लीटर ली=लीटर "
        "मि.ली.=मिलीलीटर °से=डिग्री_सेल्सियस °से.=डिग्री_सेल्सियस °फ़=डिग्री_फारेनहाइट "
        "lx=लक्स kt=नॉट rad=रेडियन sr=स्टेरेडियन Wb=वेबर cd=कैंडेला Gy=ग्रे Sv=सीवर्ट Bq=बेकरेल "
        "pH=पी_एच dpi=डी_पी_आई acre=एकड़ acres=एकड़ inch=इंच inches=इंच feet=फीट foot=फुट "
        "हे.=हेक्टेयर वर्ग_मी.=वर्ग_मीटर घं.=घंटे मि.=मिनट"
    )
    for unit, _, both in (names.replace("_", " ").partition("="),)
    for one, _, many in (both.partition(":"),)
    for many in (many or one,)
}
_TIMES: Final = frozenset(
    ("yr", "yrs", "mo", "wk", "hr", "hrs", "h", "min", "mins", "day", "days", "घं.", "मि.")
)
"""Units that are counted in halves and quarters."""


def _all_units() -> dict[str, tuple[str, str]]:
    units = {unit: (name, name) for unit, (name, _) in _PREFIXED.items()}
    for unit, (name, prefixes) in _PREFIXED.items():
        for sign, prefix in _PREFIXES.items():
            if sign in prefixes and (sign != "da" or prefixes.endswith("da")):
                units[sign + unit] = (prefix + name, prefix + name)
    units |= _OTHERS
    lengths = ("m", "km", "cm", "mm", "dm", "nm", "µm", "in", "ft", "yd", "mi", "किमी", "मी")
    for unit in lengths:
        for power, word in (("²", "वर्ग"), ("2", "वर्ग"), ("³", "घन"), ("3", "घन")):
            units[unit + power] = (f"{word} {units[unit][0]}", f"{word} {units[unit][1]}")
        for before, word in (
            ("sq ", "वर्ग"),
            ("sq. ", "वर्ग"),
            ("sq.", "वर्ग"),
            ("sq", "वर्ग"),
            ("cu ", "घन"),
            ("वर्ग ", "वर्ग"),
        ):
            units[before + unit] = (f"{word} {units[unit][0]}", f"{word} {units[unit][1]}")
    return units


_UNITS: Final = _all_units()
_PER: Final = {
    **{unit: one for unit, (one, _) in _UNITS.items()},
    "year": "वर्ष", "month": "महीना", "week": "हफ़्ता", "hour": "घंटा",
    "minute": "मिनट", "second": "सेकंड", "night": "रात", "person": "व्यक्ति",
    "घंटा": "घंटा", "घंटे": "घंटा", "सेकंड": "सेकंड", "मिनट": "मिनट", "दिन": "दिन", "माह": "माह",
    "व्यक्ति": "व्यक्ति", "d": "दिन", "किलो": "किलो", "वर्ष": "वर्ष", "महीना": "महीना",
    "लीटर": "लीटर", "ग्राम": "ग्राम", "किलोग्राम": "किलोग्राम", "क्विंटल": "क्विंटल", "टन": "टन",
    "दर्जन": "दर्जन",
    "पीस": "पीस", "पैकेट": "पैकेट", "बोतल": "बोतल", "प्लेट": "प्लेट", "यूनिट": "यूनिट", "महीने": "महीना",
    "साल": "साल",
    "हफ़्ता": "हफ़्ता", "सप्ताह": "सप्ताह", "रात": "रात", "बैग": "बैग", "मीटर": "मीटर", "किमी": "किलोमीटर",
    "एकड़": "एकड़", "शेयर": "शेयर", "वर्गफुट": "वर्ग फुट",
}  # fmt: skip

_PER_WORDS: Final = {
    unit: name for unit, name in _PER.items() if len(unit) > 2 and unit[-1] not in ".²³23"
}


_DEVANAGARI_UNITS: Final = tuple(
    unit for unit in _OTHERS if unit[0] > "z" and (unit.count(".") > 1 or unit[-2:] in {"मी", "रा"})
)
_UNIT: Final = any_of(_UNITS)
_MULTIPLIED: Final = re.compile(rf"({NUMBER})")


def _quantity(found: re.Match[str], _lang: str) -> str:
    unit = found["unit"]
    numbers = [plain_number(number) for number in _MULTIPLIED.findall(found["number"])]
    one, many = _UNITS[unit]
    if unit in _TIMES and len(numbers) == 1:
        spoken = quantity(numbers[0])
        halved = "." in numbers[0] and "दशमलव" not in spoken
        name = "साल" if halved and many == "वर्ष" else many
    else:
        spoken, name = " से ".join(map(decimal, numbers)), many
    if numbers == ["1"]:
        name = one
    per = f" प्रति {_PER[found['per']]}" if found["per"] else ""
    if found["squared"]:
        per += " वर्ग"
    return f"{'माइनस ' if found['sign'] else ''}{spoken} {name}{per}"


def _dimensions(found: re.Match[str], _lang: str) -> str | None:
    """`5x5`, `10 × 12 ft`."""
    if found.string[found.end() : found.end() + 2].lstrip().startswith("="):
        return None
    if found["sides"] in {"24x7", "24X7", "24×7"}:
        return "चौबीस सात"
    sides = [decimal(plain_number(side)) for side in _MULTIPLIED.findall(found["sides"])]
    unit = f" {_UNITS[found['sides_unit']][1]}" if found["sides_unit"] else ""
    return " बाई ".join(sides) + unit


def _feet(found: re.Match[str], _lang: str) -> str:
    """`5'10"`."""
    feet, inches = plain_number(found["feet"]), plain_number(found["inches"])
    return f"{cardinal(feet)} फुट {cardinal(inches)} इंच"


RULES: Final = (
    Rule(
        "dimensions",
        rf"{START}(?P<sides>{NUMBER}(?:\s?[xX×]\s?{NUMBER}){{1,2}})"
        rf"(?:\s?(?P<sides_unit>{_UNIT}))?{END}",
        _dimensions,
    ),
    Rule(
        "feet",
        r"(?<!\w)(?P<feet>\d{1,2})['′’](?P<inches>\d{1,2})(?:[\"″”]|(?!\w))",
        _feet,
    ),
    Rule(
        "unit",
        rf"(?P<sign>{START}[-−])?(?<![\w.])(?P<number>{NUMBER}(?:\s?[-–—]\s?{NUMBER})?)"
        rf"[ \u00a0]?(?P<unit>{_UNIT})(?:/(?P<per>{any_of(_PER)})(?P<squared>²)?)?{END}",
        _quantity,
    ),
    # Behind a scale, as in 5 लाख किमी.
    Rule(
        "unit_alone",
        rf"{START}(?P<unit_alone>{any_of(_DEVANAGARI_UNITS)}){END}",
        lambda found, _lang: _UNITS[found["unit_alone"]][1],
    ),
    Rule(
        "per",
        rf"/(?P<per_word>{any_of(_PER_WORDS)}){END}",
        lambda found, _lang: f" प्रति {_PER[found['per_word']]}",
    ),
)
