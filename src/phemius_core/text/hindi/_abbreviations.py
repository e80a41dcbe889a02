"""Hindi abbreviations in full, and initials."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._initials import name_initials
from phemius_core.text._rule import Rule
from phemius_core.text.hindi._latin import LETTERS
from phemius_core.text.hindi._patterns import START, any_of, words

__all__ = ["RULES"]

_ABBREVIATIONS: Final[Mapping[str, str]] = {
    "डॉ": "डॉक्टर", "डा": "डॉक्टर", "प्रो": "प्रोफेसर", "वै": "वैज्ञानिक", "ले": "लेफ्टिनेंट",
    "लेफ्टि": "लेफ्टिनेंट", "कै": "कैप्टन", "कैप्ट": "कैप्टन", "ब्रिगे": "ब्रिगेडियर", "इंजी": "इंजीनियर",
    "इं": "इंजीनियर", "एड": "एडवोकेट", "न्या": "न्यायमूर्ति", "पं": "पंडित", "कु": "कुमारी",
    "सुश्री": "सुश्री", "श्री": "श्री", "स्व": "स्वर्गीय", "मो": "मोहम्मद", "मु": "मुहम्मद", "मि": "मिस्टर",
    "जू": "जूनियर", "इंस्पे": "इंस्पेक्टर", "प्रा. लि": "प्राइवेट लिमिटेड", "प्रा.लि": "प्राइवेट लिमिटेड",
    "लि": "लिमिटेड", "कं": "कंपनी", "नं": "नंबर", "म.नं": "मकान नंबर", "म. नं": "मकान नंबर",
    "मो.नं": "मोबाइल नंबर", "मो. नं": "मोबाइल नंबर",
    "फ़ो": "फ़ोन", "फो": "फोन", "दू": "दूरभाष", "पो": "पोस्ट", "थ": "थाना", "उ.प्र": "उत्तर प्रदेश",
    "म.प्र": "मध्य प्रदेश",
    "उ. प्र": "उत्तर प्रदेश", "म. प्र": "मध्य प्रदेश", "हि.प्र": "हिमाचल प्रदेश", "आ.प्र": "आंध्र प्रदेश",
    "रा.रा": "राष्ट्रीय राजमार्ग", "क्र": "क्रमांक", "सं": "संख्या", "पृ": "पृष्ठ",
    "उदा": "उदाहरण", "दि": "दिनांक", "जि": "जिला", "तह": "तहसील", "वि.सं": "विक्रम संवत",
    "ई.पू": "ईसा पूर्व", "संपा": "संपादक", "वरि": "वरिष्ठ", "रवि": "रविवार", "सोम": "सोमवार",
    "मंगल": "मंगलवार", "बुध": "बुधवार", "गुरु": "गुरुवार", "शुक्र": "शुक्रवार", "शनि": "शनिवार",
}  # fmt: skip
_LATIN: Final[Mapping[str, str]] = {
    "Dr": "डॉक्टर", "Mr": "मिस्टर", "Mrs": "मिसेज़", "Ms": "मिज़", "Prof": "प्रोफेसर",
    "No": "नंबर", "Pvt": "प्राइवेट",
    "Ltd": "लिमिटेड", "Co": "कंपनी", "St": "सेंट", "Jr": "जूनियर", "Sr": "सीनियर",
    "vs": "बनाम", "etc": "आदि",
    "e.g": "उदाहरण के लिए", "i.e": "यानी",
}  # fmt: skip
_BEFORE_NUMBERS: Final = frozenset(words("नं क्र सं पृ दि फ़ो फो दू No रवि सोम मंगल बुध गुरु शुक्र शनि"))
"""Also words or names of their own: a number must follow."""
_LETTER_NAMES: Final = any_of({*LETTERS.values(), "डबल्यू", "जेड", "एफ़"})
_SPOKEN: Final = {**_ABBREVIATIONS, **_LATIN}


def _abbreviation(found: re.Match[str], _lang: str) -> str | None:
    written, following = found["abbreviated"], found.string[found.end() : found.end() + 3]
    if written in _BEFORE_NUMBERS and re.match(r",?\s?\d", following) is None:
        return None
    spoken = _SPOKEN[written]
    # The full stop of the last word of a text ends its sentence as well.
    if found["dot"] == "." and not following.strip():
        return f"{spoken}."
    return f"{spoken} " if following[:1].isalnum() else spoken


def _initials(found: re.Match[str], _lang: str) -> str:
    """`ए.पी.जे.` as ए पी जे."""
    return " ".join(re.split(r"[.॰]\s?", found[0].strip())).strip() + " "


RULES: Final = (
    name_initials(lambda letters: " ".join(LETTERS[letter] for letter in letters.lower())),
    Rule(
        "initials",
        rf"{START}(?:(?:{_LETTER_NAMES})[.॰]\s?){{2,6}}",
        _initials,
    ),
    # नागपुर vs मुंबई
    Rule("versus", r"(?<=\s)vs?(?=\s[^\W\d])", lambda _found, _lang: "बनाम"),
    Rule(
        "abbreviation",
        rf"{START}(?P<abbreviated>{any_of(_SPOKEN)})"
        r"(?P<dot>[.॰])(?![.])",
        _abbreviation,
    ),
)
