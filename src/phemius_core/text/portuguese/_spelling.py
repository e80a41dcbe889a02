"""How Brazilian Portuguese says acronyms and brands."""

import re
from typing import Final

from phemius_core.text.romance.iberian import Spelling

__all__ = ["SPELLING"]

_VOWELS: Final = "aeiouáàâãéêíóôõúü"
_ONSET: Final = "(?:qu(?=[eiéêí])|[bcfgptdv]r|[bcfgpt]l|ch|lh|nh|[bcçdfghjklmnpqrstvxz])"
# Consonants between vowels: the end of one syllable and the start of the next.
_MIDDLE: Final = f"(?>(?:ns|[lmnrsxz])?{_ONSET}(?=[{_VOWELS}]))"
_SYLLABLES: Final = re.compile(f"{_ONSET}?[{_VOWELS}]++(?:{_MIDDLE}[{_VOWELS}]++)*+(?:[lmrsz]|ns)?")

SPELLING: Final = Spelling(
    letters={"e": "é", "o": "ó", "k": "cá", "w": "dáblio", "y": "ípsilon"},
    syllables=_SYLLABLES,
    words={
        # acronyms that are words, though their letters are no Portuguese syllables
        "unicef": "unicéf", "ufc": "u éfe cê", "ong": "ôngui", "ongs": "ônguis", "opep": "opépi",
        "pib": "píbi", "off": "ófi",
        "vip": "vípi", "aids": "áidis", "otan": "otã", "ok": "ôquei", "cep": "cépi", "mec": "méqui",
        "detran": "detrã", "eua": "é u a", "bndes": "bê ene dê é ésse", "sebrae": "sebraé",
        "senac": "senáqui", "fuvest": "fuvésti",
        "sesc": "sésqui", "pis": "pis", "wifi": "uaifai", "wi-fi": "uaifai", "chip": "chípi",
        "led": "lédi",
        "ovni": "óvni", "ip": "i pê", "pin": "pin", "ceo": "cê i ó", "idh": "i dê agá",
        "pix": "pix", "stf": "ésse tê éfe",
        "covid": "covídi", "hiv": "agá i vê", "mercosul": "mercosul", "tv": "tê vê",
        "pdf": "pê dê éfe",
        # brands, spelt as they are said
        "google": "gúgol", "whatsapp": "uátsap", "iphone": "aifone", "iphones": "aifones",
        "ipad": "aipédi",
        "ipads": "aipédis", "macbook": "méquibúqui", "youtube": "iutúbi", "facebook": "feicebúqui",
        "twitter": "tuíter",
        "instagram": "instagram", "linkedin": "linquedin", "tiktok": "tiquetóqui",
        "netflix": "netflíquis",
        "spotify": "ispótifai", "amazon": "âmazon", "apple": "épou", "microsoft": "maicrossófti",
        "windows": "uíndous",
        "gmail": "gimêiou", "outlook": "autlúqui", "hotmail": "rotimêiou", "yahoo": "iarrú",
        "airbnb": "érbienbi",
        "uber": "úber", "ebay": "ibêi", "paypal": "peipau", "bluetooth": "blutúfi",
        "android": "androide",
        "chatgpt": "chét gê pê tê", "openai": "ôupen ei ai", "nvidia": "envídia",
        "samsung": "sansungui", "xiaomi": "xiaômi",
        "nike": "náiqui", "ikea": "iquéa", "mcdonald's": "méquidônaldis", "disney": "dísnei",
        "xbox": "équisbóquis",
        "wikipedia": "uiquipédia", "skype": "iscáipi", "zoom": "zum", "github": "guitirrâbi",
        "linux": "línucs",
        "c#": "cê charpe", "javascript": "djavaiscrípiti", "e-mail": "i-mêiou", "email": "i-mêiou",
        "e-mails": "i-mêious", "emails": "i-mêious",
        "online": "on-láini",
    },
    short_words=frozenset(("a", "o", "e", "as", "os", "de", "do", "da", "em", "no", "na", "um",
        "se", "só", "eu", "tu", "me", "te", "já", "há", "é", "ou", "ao", "à", "vi", "vê", "dá",
        "fé", "pé", "sé", "nó", "pó", "lá", "cá", "sã", "la", "lo", "ir", "ser", "web", "kit",
        "pop", "club", "blog", "chef", "chat", "stop", "rock", "jazz", "golf", "surf", "show",
        "test", "site", "com", "por", "dos", "das", "nos", "nas", "aos", "às")
    ),
    domains=frozenset(("com", "br", "nvidia", "google", "gmail", "hotmail", "outlook", "yahoo",
        "facebook", "twitter", "youtube", "instagram", "microsoft", "amazon", "linkedin",
        "netflix", "whatsapp", "apple", "icloud", "github", "wikipedia", "uol", "globo", "terra",
        "bol", "blog", "mail", "info")
    ),
)  # fmt: skip
