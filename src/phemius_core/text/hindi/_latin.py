"""Hindi names of Latin letters, and acronyms: each letter is said once."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.hindi._patterns import any_of, words

__all__ = ["LETTERS", "RULES", "spell_letters"]

LETTERS: Final[Mapping[str, str]] = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        words("ए बी सी डी ई एफ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई ज़ेड"),
        strict=True,
    )
)
_SPOKEN: Final[Mapping[str, str]] = {
    "NASA": "नासा", "NATO": "नाटो", "UNESCO": "यूनेस्को", "UNICEF": "यूनिसेफ़", "SAARC": "सार्क",
    "ISRO": "इसरो", "AIDS": "एड्स", "COVID": "कोविड", "SIM": "सिम", "PIN": "पिन", "CAT": "कैट",
    "GATE": "गेट", "NIFTY": "निफ़्टी", "TRAI": "ट्राई",
    "AIIMS": "एम्स", "INTERPOL": "इंटरपोल", "LASER": "लेज़र", "RADAR": "रडार", "SWAT": "स्वाट",
    "ASAP": "ए एस ए पी",
    "PUBG": "पबजी", "SUV": "एस यू वी", "UNO": "यू एन ओ", "BHIM": "भीम", "CIBIL": "सिबिल",
    "TATA": "टाटा", "PAN": "पैन", "NEET": "नीट",
    "SEBI": "सेबी", "NABARD": "नाबार्ड", "RAM": "रैम", "OPEC": "ओपेक",
    "BRICS": "ब्रिक्स", "ASEAN": "आसियान",
    "FIFA": "फ़ीफ़ा", "NITI": "नीति", "LAN": "लैन", "WIFI": "वाई फ़ाई", "JEE": "जे ई ई", "GIF": "जिफ़",
    "ATM": "ए टी एम", "OK": "ओके",
}  # fmt: skip
"""Those that are said as words."""
_DEGREES: Final[Mapping[str, str]] = {
    "B.Tech": "बी टेक", "M.Tech": "एम टेक", "Ph.D": "पी एच डी", "PhD": "पी एच डी", "B.Sc": "बी एस सी",
    "M.Sc": "एम एस सी", "B.Com": "बी कॉम", "M.Com": "एम कॉम", "B.Ed": "बी एड", "M.Ed": "एम एड",
    "M.Phil": "एम फ़िल", "BTech": "बी टेक", "MTech": "एम टेक", "BSc": "बी एस सी", "MSc": "एम एस सी",
}  # fmt: skip


def spell_letters(word: str) -> str:
    """Names of Latin letters and digits as they are: `"rbi"` as आर बी आई."""
    return " ".join(LETTERS.get(char.lower(), char) for char in word)


def _acronym(found: re.Match[str], _lang: str) -> str:
    """`CEO` as सी ई ओ, `NASA` as नासा."""
    letters = found["acronym"].replace(".", "")
    return _SPOKEN.get(letters) or spell_letters(letters)


RULES: Final = (
    Rule(
        "degree",
        rf"(?<![\w.])(?P<degree>{any_of(_DEGREES)})(?![^\W\d_])\.?",
        lambda found, _lang: _DEGREES[found["degree"]],
    ),
    Rule(
        "acronym",
        r"(?<![^\W\d_])(?P<acronym>(?:[A-Z]\.){2,6}|[A-Z]{2,6}(?![^\W\d_]))",
        _acronym,
    ),
    # "विटामिन C", "H2O"; the article "a" of an English phrase is left to the G2P.
    Rule(
        "letter",
        r"(?<![^\W\d_])(?<!['’.])(?P<letter>[A-Z])(?![^\W\d_]|['’])",
        lambda found, _lang: LETTERS[found["letter"].lower()],
    ),
)
