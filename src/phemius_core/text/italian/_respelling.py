"""Italian spellings for acronyms, brands and English words that espeak-ng misreads."""

from typing import Final

from phemius_core.text._respelling import Respelling

__all__ = ["RESPELLING"]

_TENS: Final = (
    "venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta",
)  # fmt: skip
_NUMBERS: Final = {
    f"{ten}{unit}{end}": f"{ten}-{unit}{end}"
    for ten in _TENS
    for unit in ("sei", "sette")
    for end in ("", "mila")
}
"""espeak-ng voices the s of a unit after a ten, which begins a word of its own."""
RESPELLING: Final = Respelling(
    version="1",
    names={
        **_NUMBERS,
        "google": "gùgol", "iphone": "àifon", "ipad": "àiped", "ios": "i-o-esse",
        "macos": "mèc-o-esse", "youtube": "iutùb", "facebook": "fèisbuc", "whatsapp": "uòtsapp",
        "wifi": "uaifài", "wi-fi": "uaifài", "ebay": "ibèi", "paypal": "pèipal",
        "linkedin": "linchedìn", "github": "ghit-hab", "spotify": "spòtifai",
        "bluetooth": "blutùt", "airbnb": "erbi-en-bi", "uber": "ùber", "chatgpt": "ciat-gi-pi-ti",
        "json": "gèison", "windows": "uìndous", "apple": "èppol", "netflix": "nètflics",
        "streaming": "strìming", "software": "sòftuer", "hardware": "àrduer", "cloud": "clàud",
        "feedback": "fìdbec", "meeting": "mìting", "business": "bìsnes", "cool": "cul",
        "weekend": "uichènd", "week-end": "uichènd", "email": "imèil", "e-mail": "imèil",
        "cgil": "cigièl", "ok": "ochèi", "bmw": "bi-emme-vu", "fbi": "effe-bi-ài", "jeep": "gip",
        "online": "onlàin", "marketing": "màrcheting", "leader": "lìder", "team": "tim",
        "smartphone": "smàrtfon", "peugeot": "pejò", "html": "acca-ti-emme-elle",
        "startup": "startàp",
    },
    letters=dict(zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        ("a", "bi", "ci", "di", "e", "effe", "gi", "acca", "i", "ilunga", "cappa", "elle", "emme",
         "enne", "o", "pi", "cu", "erre", "esse", "ti", "u", "vu", "doppiavù", "ics", "ipsilon",
         "zeta"),
        strict=True,
    )),
    acronyms=frozenset((
        "IVA", "RAI", "ENI", "ENEL", "FIAT", "INPS", "INAIL", "ISTAT", "ASL", "CONI", "ANSA", "PIL",
        "ONU", "NATO", "USA", "NASA", "UNESCO", "UNICEF", "VIP", "PIN", "SIM", "ISEE", "IRPEF",
        "IMU", "TARI", "TAR", "CISL", "UIL", "DOP", "DOC", "ATA", "PEC", "SPID", "AIDS", "RAM",
        "ROM", "LED", "LAN", "COVID", "SIAE", "ATAC", "TIM", "FIFA", "UEFA", "IKEA", "URSS",
        "ANAS", "COOP", "CONAD", "CONSOB", "FIOM", "INVALSI", "ALITALIA", "TAC", "CIA", "NAS",
        "IRES", "IRAP", "ARCI", "ACI", "CAI", "COBAS", "MIUR", "ENPA", "LIDL", "SEAT", "ISIS",
    )),
    spelt=frozenset(("UE", "IGP", "DVD")),
    plain=frozenset((
        "IL", "LO", "LA", "GLI", "LE", "UN", "UNO", "UNA", "DI", "DA", "IN", "CON", "SU", "PER",
        "TRA", "FRA", "ED", "OD", "AD", "MA", "SE", "CHE", "CHI", "NON", "SI", "NO", "MI", "CI",
        "VI", "NE", "AL", "DEL", "DAL", "NEL", "SUL", "MIO", "TUO", "SUO", "HA", "HO", "HAI", "SEI",
        "SONO", "QUI", "QUA", "ORA", "POI", "BAR", "BUS", "ART", "RE", "TRE", "DUE", "ZIO", "ZIA",
        "VIA", "ETA", "ANNO", "STOP", "GAS", "SUD", "EST",
    )),
)  # fmt: skip
