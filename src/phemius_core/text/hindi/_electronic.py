"""Hindi words for links, e-mail addresses, file names, paths and handles."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.hindi._latin import spell_letters
from phemius_core.text.hindi._number_words import digits
from phemius_core.text.hindi._patterns import plain_number, words

__all__ = ["RULES"]

_SIGNS: Final[Mapping[str, str]] = {
    ".": "डॉट", "/": "फॉरवर्ड स्लैश", "\\": "बैकवर्ड स्लैश", "-": "हाइफ़न", "_": "अंडरस्कोर", "@": "एट",
    "?": "प्रश्न चिह्न", "=": "बराबर", "&": "एंड", "%": "प्रतिशत", "+": "प्लस", "#": "हैश", ":": "कोलन",
    "~": "टिल्ड", ",": "कॉमा", ";": "सेमीकोलन", "!": "विस्मयादिबोधक चिह्न", "$": "डॉलर", "*": "स्टार",
}  # fmt: skip
_WORDS: Final[Mapping[str, str]] = dict(
    pair.split("=")
    for pair in words(
        "com=कॉम org=ऑर्ग net=नेट info=इन्फो in=इन biz=बिज़ gov=गव gmail=जीमेल yahoo=याहू google=गूगल "
        "hotmail=हॉटमेल outlook=आउटलुक rediff=रेडिफ़ rediffmail=रेडिफ़मेल amazon=अमेज़ोन flipkart=फ़्लिपकार्ट "
        "facebook=फेसबुक twitter=ट्विटर instagram=इंस्टाग्राम youtube=यूट्यूब "
        "linkedin=लिंक्डइन whatsapp=व्हाट्सएप "
        "wikipedia=विकिपीडिया microsoft=माइक्रोसॉफ्ट apple=एप्पल github=गिटहब "
        "netflix=नेटफ़्लिक्स paytm=पेटीएम "
        "zomato=ज़ोमैटो about=अबाउट contact=कॉन्टैक्ट home=होम index=इंडेक्स news=न्यूज़ data=डेटा login=लॉगिन "
        "search=सर्च help=हेल्प support=सपोर्ट mail=मेल admin=एडमिन user=यूज़र users=यूज़र्स desktop=डेस्कटॉप "
        "documents=डॉक्युमेंट्स downloads=डाउनलोड्स pictures=पिक्चर्स music=म्यूज़िक "
        "videos=वीडियोज़ windows=विंडोज़ "
        "program=प्रोग्राम files=फ़ाइल्स file=फ़ाइल report=रिपोर्ट image=इमेज test=टेस्ट blog=ब्लॉग shop=शॉप "
        "store=स्टोर online=ऑनलाइन india=इंडिया bharat=भारत hindi=हिंदी delhi=दिल्ली "
        "times=टाइम्स robin=रॉबिन "
        "system=सिस्टम temp=टेम्प public=पब्लिक local=लोकल "
        "product=प्रोडक्ट products=प्रोडक्ट्स services=सर्विसेज़ service=सर्विस "
        "page=पेज hello=हेलो office=ऑफ़िस "
        "sales=सेल्स team=टीम app=ऐप web=वेब dev=डेव"
    )
)
"""Words that Hindi speakers say as such; any other word of an address is spelt."""
_TOP_LEVEL: Final = (
    "com|org|net|info|in|edu|gov|nic|co|io|biz|dev|app|ai|uk|us|de|jp|au|ca|html?|php|aspx?|jpe?g|png|gif"
    "|csv|pdf|docx?|xlsx?|pptx?|txt|zip|mp3|mp4|exe|py|js|json|xml"
)
_PART: Final = re.compile(
    r"\d+|[A-Za-z]+|[\u0900-\u0963\u0971-\u097f]+|[^\W\d_A-Za-z][^\s\W\d_A-Za-z\u0900-\u097f]*|\s+|.",
    re.DOTALL,
)
_CHAR: Final = r"[\w\u0900-\u0963\u0971-\u097f.%+~#?=&:,;!$*@/\\-]"


def _spell_out(address: str) -> str:
    spelt = []
    for part in _PART.findall(address):
        if part.isdecimal():
            spelt.append(digits(plain_number(part)))
        elif part.isascii() and part.isalpha():
            spelt.append(_WORDS.get(part.lower()) or spell_letters(part))
        else:
            spelt.append(_SIGNS.get(part, part))
    return " ".join(spelt)


def _address(found: re.Match[str], _lang: str) -> str:
    """An address, and the punctuation of the sentence behind it."""
    trailing = re.search(r"[.,;:!?]+$", found[0])
    punctuation = trailing[0] if trailing else ""
    return _spell_out(found[0].removesuffix(punctuation)) + punctuation


RULES: Final = (
    Rule("url", rf"(?:(?:https?|ftp)://|(?<![\w.])www\.){_CHAR}{{1,500}}+", _address),
    Rule(
        "email",
        r"(?<![\w.+-])[\w.+-]{1,64}+@[A-Za-z0-9-]{1,63}+(?:\.[A-Za-z0-9-]{1,63}+){1,5}",
        _address,
    ),
    Rule("windows_path", rf"(?<!\w)[A-Za-z]:\\(?:{_CHAR}{{0,200}}+)", _address),
    Rule(
        "ip_address",
        r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d{1,5})?(?![\w]|\.\d)",
        _address,
    ),
    Rule(
        "domain",
        rf"(?<![\w.@/\\-])[A-Za-z0-9](?:[A-Za-z0-9_-]{{0,62}}+\.){{1,5}}(?:{_TOP_LEVEL})(?![\w-])"
        rf"(?:/{_CHAR}{{0,200}}+)?",
        _address,
    ),
    Rule("path", r"(?<![\w/.:<])/[a-z][\w.-]{0,60}+(?:/[\w.-]{1,60}+){1,12}/?", _address),
    Rule("handle", r"(?<!\w)@(?=\w)", lambda _found, _lang: "एट "),
    Rule("hashtag", r"(?<!\w)#(?=[^\W\d])", lambda _found, _lang: "हैशटैग "),
)
