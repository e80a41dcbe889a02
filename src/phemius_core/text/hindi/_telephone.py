"""Numbers that Hindi speakers read digit by digit: telephones, codes, cards, addresses."""

import re
from itertools import pairwise
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.hindi._latin import spell_letters
from phemius_core.text.hindi._number_words import digits
from phemius_core.text.hindi._patterns import WORD, plain_number, words, words_around

__all__ = ["RULES"]

_SIGNS: Final = {"+": "प्लस", "-": "हाइफ़न", "–": "हाइफ़न", "/": "बटा", "*": "स्टार", "#": "हैश"}
_CALL_WORDS: Final = frozenset(
    words(
        "फ़ोन फोन मोबाइल टेलीफ़ोन टेलीफोन दूरभाष कॉल डायल व्हाट्सएप व्हाट्सऐप हेल्पलाइन "
        "आपातकाल इमरजेंसी एम्बुलेंस एंबुलेंस पुलिस "
        "संपर्क सम्पर्क टोल फ़ैक्स फैक्स Phone phone Mobile mobile Call call Tel tel WhatsApp"
    )
)
_CODE_WORDS: Final = frozenset(
    words(
        "ओटीपी OTP otp पिन पिनकोड PIN CVV सीवीवी पासवर्ड आधार Aadhaar ISBN आईएसबीएन "
        "खाता कार्ड ट्रेन फ्लाइट फ़्लाइट उड़ान रोल पासपोर्ट आईडी ID पंजीकरण कोड क्रमांक"
    )
)
_FLIGHT_WORDS: Final = frozenset(words("फ्लाइट फ़्लाइट उड़ान विमान flight Flight"))
_COUNTED_AS: Final = frozenset(words("नंबर नम्बर नं संख्या No no number"))
"""Words between such a word and its number."""
_BETWEEN: Final = _COUNTED_AS | frozenset(words("है हैं था थी यह वह मेरा के आखिरी अंतिम चार छह अंक अंकों"))
_HOUSE_WORDS: Final = frozenset(
    words(
        "गली फ्लैट फ़्लैट प्लॉट मकान शॉप दुकान बूथ यूनिट ब्लॉक वार्ड पिलर कमरा रूम गेट "
        "टावर टॉवर सेक्टर हाउस क्वार्टर खसरा बिल्डिंग बंगला कोठी विंग बॉक्स फेज फ़ेज"
    )
)
_NAMED_STREETS: Final = frozenset(words("स्ट्रीट एवेन्यू ऐवेन्यू बुलेवार्ड पार्कवे ड्राइव लेन"))
"""Words that make a number before their name that of a house, even in a sentence."""
_STREETS: Final = _NAMED_STREETS | frozenset(
    words(
        "रोड मार्ग गली हाईवे फ्लोर फ़्लोर अपार्टमेंट अपार्टमेंट्स कॉम्प्लेक्स कॉलोनी "
        "एन्क्लेव मोहल्ला मार्केट प्लाज़ा सोसाइटी चौक बिल्डिंग विहार स्क्वेर स्क्वायर नगर "
        "टेरेस कोर्ट प्लेस सर्कल क्रेसेंट पथ बाग पार्क पुरम टावर्स रेजीडेंसी एक्सटेंशन बाज़ार बाजार"
    )
)
_SPELT_STREETS: Final = frozenset((("आर", "डी"), ("एस", "टी")))
_PROSE: Final = frozenset(
    words("है हैं था थे थी हूँ में से ने को पर का की के तक लिए गया गई गए हुआ हुई रहे रहा रही")
)
"""Words that an address on its own does not have."""
_NOT_PLACES: Final = _PROSE | frozenset(
    words(
        "कुल लगभग करीब क़रीब योग संख्या जोड़ आबादी जनसंख्या राशि रुपए रुपये और या कि बराबर "
        "गुणा प्लस माइनस नंबर वर्ष सन साल"
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


def _flight(found: re.Match[str], _lang: str) -> str | None:
    """`उड़ान AI-302`."""
    before, behind = words_around(found.string, found.start(), found.end())
    if _FLIGHT_WORDS.isdisjoint((*before[-3:], *behind[:2])):
        return None
    carrier = " ".join(
        digits(char) if char.isdecimal() else spell_letters(char) for char in found["carrier"]
    )
    return f"{carrier} {digits(found['flight'])}"


def _called(found: re.Match[str], _lang: str) -> str | None:
    """A number near a word such as कॉल or OTP."""
    before, behind = words_around(found.string, found.start(), found.end())
    while before and before[-1] in _BETWEEN:
        before.pop()
    if before and before[-1] in _CODE_WORDS:
        return _spell(found[0], signs=False)
    if len(found[0]) < 3:
        return None
    nearest = {*before[-3:]}
    if behind and behind[0] in _COUNTED_AS | {"पर", "पे", "डायल"}:
        nearest.update(behind[:4])
    return _spell(found[0], signs=False) if nearest & _CALL_WORDS else None


def _address(found: re.Match[str], _lang: str) -> str | None:
    """`फ्लैट नंबर 55`, `66-4, पार्कहर्स्ट रोड`, `अमरावती 468252`."""
    text, start, end = found.string, found.start(), found.end()
    if _in_address(text, start, end) or _is_pin_code(text, start, end):
        return _spell(found[0], signs=True)
    return None


def _in_address(text: str, start: int, end: int) -> bool:
    before, behind = words_around(text, start, end)
    counted = bool(before) and before[-1] in _COUNTED_AS
    nearest = next((word for word in reversed(before) if word not in _COUNTED_AS), "")
    if nearest in _HOUSE_WORDS:
        return counted or end - start < 8
    if not _NAMED_STREETS.isdisjoint(behind[:3]):
        return True
    clause = before + behind
    has_street = not _STREETS.isdisjoint(clause) or not _SPELT_STREETS.isdisjoint(pairwise(clause))
    return has_street and _PROSE.isdisjoint(clause)


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
        "plate",
        r"(?<![^\W_])[A-Z]{2}[ -]?\d{1,2}[ -]?[A-Z]{1,3}(?:[ -]?[A-Z]{1,3})?[ -]?\d{4}(?!\w)",
        lambda found, _lang: " ".join(
            spell_letters(part) if part.isalpha() else digits(part)
            for part in re.findall(r"[A-Z]+|\d+", found[0])
        ),
    ),
    Rule(
        "flight",
        r"(?<![^\W_])(?P<carrier>[A-Z]{2}|[0-9][A-Z])[- ]?(?P<flight>\d{3,4})(?!\w)",
        _flight,
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
