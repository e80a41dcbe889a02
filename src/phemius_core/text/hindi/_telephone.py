"""Numbers that Hindi speakers read digit by digit: telephones, codes, cards, addresses."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.hindi._number_words import digits
from phemius_core.text.hindi._patterns import (
    END,
    START,
    WORD,
    clause_around,
    plain_number,
    words,
    words_before,
)

__all__ = ["RULES"]

_SIGNS: Final = {"+": "प्लस", "-": "हाइफ़न", "–": "हाइफ़न", "/": "बटा", "*": "स्टार", "#": "हैश"}
_CALL: Final = re.compile(
    rf"(?:फ़ोन|फोन|मोबाइल|टेलीफ़ोन|टेलीफोन|दूरभाष|कॉल|डायल|व्हाट्सएप|व्हाट्सऐप|हेल्पलाइन|संपर्क|सम्पर्क"
    rf"|टोल|फ़ैक्स|फैक्स|[Pp]hone|[Mm]obile|[Cc]all|[Tt]el\.?|WhatsApp){END}"
)
_CODE_WORDS: Final = frozenset(
    words(
        "ओटीपी OTP otp पिन पिनकोड PIN CVV सीवीवी पासवर्ड आधार Aadhaar ISBN आईएसबीएन "
        "खाता कार्ड ट्रेन फ्लाइट फ़्लाइट "
        "उड़ान रोल पासपोर्ट आईडी ID पंजीकरण कोड क्रमांक"
    )
)
_COUNTED_AS: Final = frozenset(("नंबर", "नम्बर", "नं", "संख्या", "कोड", "क्रमांक", "No", "no", "number"))
"""Words between such a word and its number."""
_HOUSE_WORDS: Final = frozenset(
    words(
        "गली फ्लैट फ़्लैट प्लॉट मकान शॉप दुकान बूथ यूनिट ब्लॉक वार्ड पिलर कमरा रूम गेट "
        "टावर टॉवर सेक्टर हाउस क्वार्टर खसरा "
        "बिल्डिंग बंगला कोठी विंग"
    )
)
_STREETS: Final = (
    "स्ट्रीट|एवेन्यू|ऐवेन्यू|रोड|मार्ग|गली|लेन|बुलेवार्ड|पार्कवे|ड्राइव|हाईवे|फ्लोर|फ़्लोर|अपार्टमेंट|अपार्टमेंट्स|कॉम्प्लेक्स|"
    "कॉलोनी|एन्क्लेव|मोहल्ला|मार्केट|प्लाज़ा|सोसाइटी|आर डी|एस टी|चौक|बिल्डिंग|विहार|स्क्वेर|स्क्वायर"
)
_STREET: Final = re.compile(rf"{START}(?:{_STREETS}){END}")
_PROSE: Final = re.compile(
    rf"{START}(?:है|हैं|था|थे|थी|हूँ|में|से|ने|को|पर|का|की|के|तक|लिए|गया|गई|गए|हुआ|हुई|और भी|रहे|रहा|रही)"
    rf"{END}"
)
_DIRECT_STREET: Final = re.compile(
    rf"\s(?:{WORD}\s){{0,2}}(?:स्ट्रीट|एवेन्यू|बुलेवार्ड|पार्कवे|ड्राइव|लेन|स्टेट रोड){END}"
)
_NOT_PLACES: Final = frozenset(
    words(
        "कुल लगभग करीब क़रीब योग संख्या जोड़ आबादी जनसंख्या राशि रुपए रुपये में से तक "
        "और या का की के को पर है हैं था थे "
        "कि बराबर गुणा प्लस माइनस नंबर वर्ष सन साल"
    )
)


def _spell(written: str, *, signs: bool) -> str:
    """Digit by digit; a plus always, other signs in addresses."""
    spelt = []
    for char in plain_number(written):
        if char.isdecimal():
            spelt.append(digits(char))
        elif char in "+*#" or (signs and char in _SIGNS):
            spelt.append(_SIGNS[char])
    return " ".join(spelt)


def _phone(found: re.Match[str], _lang: str) -> str:
    return _spell(found[0], signs=False)


def _called(found: re.Match[str], _lang: str) -> str | None:
    """A number near a word such as कॉल or OTP."""
    text, start, end = found.string, found.start(), found.end()
    before, behind = clause_around(text, start, end)
    nearest = words_before(text, start, 3)
    while nearest and nearest[-1] in _COUNTED_AS:
        if nearest[-1] in {"कोड", "क्रमांक"}:
            break
        nearest.pop()
    if nearest and nearest[-1] in _CODE_WORDS:
        return _spell(found[0], signs=False)
    is_dialled = re.match(rf"\s(?:नंबर\s)?(?:पर|पे|डायल)\s|\s?डायल{END}", behind)
    calls = _CALL.search(behind[:24]) if is_dialled else _CALL.search(before[-24:])
    if calls and len(re.findall(r"\d", found[0])) >= 3 and not behind.startswith((" रु", "%")):
        return _spell(found[0], signs=False)
    return None


def _address(found: re.Match[str], _lang: str) -> str | None:
    """`फ्लैट नंबर 55`, `66-4, पार्कहर्स्ट रोड`, `अमरावती 468252`."""
    text, start, end = found.string, found.start(), found.end()
    if _in_address(text, start, end) or _is_pin_code(text, start, end):
        return _spell(found[0], signs=True)
    return None


def _in_address(text: str, start: int, end: int) -> bool:
    nearest = words_before(text, start, 3)
    counted = bool(nearest) and nearest[-1] in _COUNTED_AS
    while nearest and nearest[-1] in _COUNTED_AS:
        nearest.pop()
    before, behind = clause_around(text, start, end)
    if nearest and nearest[-1] in _HOUSE_WORDS:
        # "सेक्टर 10" is a name as well, and "गली में 3" is not.
        return counted or len(re.findall(r"\d", text[start:end])) < 5
    if _DIRECT_STREET.match(behind):
        return True
    clause = before + behind
    return _STREET.search(clause) is not None and _PROSE.search(clause) is None


def _is_pin_code(text: str, start: int, end: int) -> bool:
    """Whether six digits end a phrase behind a name, as the PIN code of a place does."""
    written = text[start:end]
    if not re.fullmatch(r"[1-9१-९]\d{5}", written):
        return False
    before = re.search(rf"({WORD})(?:,?\s|\s?[-–]\s?)$", text[max(0, start - 62) : start])
    ends = re.match(r"\s*(?:$|[।,.\n)])(?!\d)", text[end : end + 40])
    return bool(before and ends and before[1] not in _NOT_PLACES and not before[1][-1].isdecimal())


RULES: Final = (
    Rule(
        "phone",
        # +91 98765 43210, 011-23456789, 0 (80) 26411128, 98765 43210, 1800 11 2345, 9876543210
        r"(?<![\w.+-])(?:\+\d{1,3}(?:[ .-]?\(?\d{2,10}\)?){1,5}(?!\d)"
        r"|[0०](?:\d{3,6}[ .-]\d{3,8}|\d{1,2}[ .-]\d{6,8}|[ ]?\(\d{2,5}\)[ .-]?\d{3,8})"
        r"(?:[ -]\d{3,5})?(?![\d.-])"
        r"|\d{1,3} [6-9६-९]\d{9}(?!\d)|[6-9६-९]\d{4}[ -]\d{5}(?![\d-])"
        r"|[6-9६-९]\d{2}[ -]\d{3}[ -]\d{4}(?![\d-])"
        r"|[1१][89८९][0०]{2}[ -]\d{2,4}[ -]\d{3,5}(?![\d-])"
        r"|[6-9६-९]\d{9})(?![\w]|[.,-]\d)",
        _phone,
    ),
    Rule(
        "card", r"(?<![\w.])\d{4}(?P<card>[ -])\d{4}(?P=card)\d{4}(?:(?P=card)\d{4})?(?!\w)", _phone
    ),
    Rule("called", r"(?<![\w.,+/-])\d++(?:[ -]\d{2,6}){0,4}(?![\w/]|[.,-]\d)", _called),
    Rule(
        "address",
        r"(?<![\w.])\d++(?:[-/]\d{1,6}){0,3}(?:\s-(?=\s[^\W\d]))?(?![\w/]|[.-]\d)",
        _address,
    ),
)
