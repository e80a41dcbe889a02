"""How Spanish says acronyms and brands."""

import re
from typing import Final

from phemius_core.text.romance.iberian import Spelling

__all__ = ["SPELLING"]

_VOWELS: Final = "aeiouáéíóúü"
_ONSET: Final = "(?:qu(?=[eiéí])|[bcfgpt]l|[bcdfgpt]r|ch|ll|[bcdfghjklmnñprstvxyz])"
# Consonants between vowels: the end of one syllable and the start of the next.
_MIDDLE: Final = f"(?>(?:[nbrdl]s|[bcdfgklmnprstvxz])?{_ONSET}(?=[{_VOWELS}]))"
_SYLLABLES: Final = re.compile(
    f"{_ONSET}?[{_VOWELS}]++(?:{_MIDDLE}[{_VOWELS}]++)*+(?:[lnrsdzyj]|ns)?"
)

SPELLING: Final = Spelling(
    letters={"y": "i griega", "w": "uve doble"},
    syllables=_SYLLABLES,
    words={
        # acronyms that are words, though their letters are no Spanish syllables
        "psoe": "pesoe", "unam": "unam", "seat": "séat", "vip": "vip", "pib": "pib",
        "ong": "oenegé",
        "ongs": "oenegés", "sim": "sim", "imss": "ims", "opep": "opep", "unicef": "unicef",
        "spa": "spa",
        "insalud": "insalud", "vips": "vips", "covid": "covid", "edreams": "idrims", "ip": "i p",
        "ceo": "ceo", "tic": "tic", "inem": "inem", "issste": "isste", "csic": "cesic",
        "wifi": "wifi",
        "wi-fi": "wifi", "ok": "okey", "mercosur": "mercosur", "cnn": "ce ene ene",
        # brands, spelt as they are said
        "google": "gúguel", "whatsapp": "guasap", "iphone": "áifon", "iphones": "áifons",
        "ipad": "áipad",
        "ipads": "áipads", "ipod": "áipod", "imac": "áimac", "macbook": "macbuk",
        "youtube": "yutub",
        "facebook": "féisbuk", "twitter": "tuíter", "instagram": "ínstagram",
        "linkedin": "línkedin", "tiktok": "tictoc",
        "snapchat": "esnapchat", "netflix": "nétflix", "spotify": "espótifai", "amazon": "ámazon",
        "apple": "ápel", "microsoft": "máicrosoft", "windows": "uíndous",
        "iCloud".lower(): "áiclaud",
        "gmail": "yímeil", "outlook": "áutluk", "hotmail": "jótmeil", "yahoo": "yajú",
        "airbnb": "erbienbí",
        "uber": "úber", "ebay": "íbei", "paypal": "péipal", "bluetooth": "blutuz",
        "android": "ándroid",
        "chatgpt": "chat ge pe te", "openai": "open ei ai", "nvidia": "envidia", "intel": "íntel",
        "samsung": "sámsung",
        "huawei": "guáuei", "xiaomi": "shaomi", "nike": "naik", "adidas": "adidas", "ikea": "ikea",
        "starbucks": "estarbacs", "mcdonald's": "macdónals", "disney": "dísney",
        "hbo": "hache be o",
        "playstation": "pleisteison", "xbox": "équisbox", "wikipedia": "wikipedia",
        "telegram": "télegram",
        "skype": "escáip", "zoom": "zum", "github": "guítjab", "linux": "línux",
        "macos": "mac o ese", "ios": "i o ese",
        "c#": "ce charp", "javascript": "yavascrip", "e-mail": "ímeil", "email": "ímeil",
        "emails": "ímeils", "online": "onláin",
    },
    short_words=frozenset(("el", "la", "lo", "le", "un", "de", "en", "al", "se", "no", "si", "sí",
        "su", "tu", "tú", "mi", "mí", "es", "ya", "yo", "te", "me", "os", "ni", "ha", "he", "va",
        "ve", "da", "di", "fe", "so", "ir", "ser", "web", "kit", "pop", "club", "blog", "chef",
        "chat", "stop", "rock", "jazz", "golf", "surf", "show", "test", "spot", "con", "por",
        "del", "los", "las")
    ),
    domains=frozenset(("com", "nvidia", "google", "gmail", "hotmail", "outlook", "yahoo",
        "facebook", "twitter", "youtube", "instagram", "microsoft", "amazon", "linkedin",
        "netflix", "whatsapp", "apple", "icloud", "github", "wikipedia", "tiktok", "blog", "mail",
        "info")
    ),
)  # fmt: skip
