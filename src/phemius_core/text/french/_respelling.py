"""French spellings for acronyms, brands and English words that espeak-ng misreads."""

from typing import Final

from phemius_core.text._respelling import Respelling

__all__ = ["RESPELLING"]

RESPELLING: Final = Respelling(
    version="1",
    names={
        "l'est": "l'èste", "d'est": "d'èste",
        "google": "gougueul", "iphone": "aïfone", "iphones": "aïfone", "ipad": "aïpade",
        "ios": "i-o-èsse", "macos": "mac-o-èsse", "youtube": "youtoube", "facebook": "fèssbouk",
        "whatsapp": "ouatsap", "wifi": "ouifi", "wi-fi": "ouifi", "ebay": "ibé",
        "paypal": "pépal", "linkedin": "linquedine", "github": "guite-heub",
        "spotify": "spautifaille",
        "bluetooth": "bloutousse", "airbnb": "èr-bi-hène-bi", "uber": "ubère", "tiktok": "tictoque",
        "chatgpt": "tchatte-gé-pé-té", "openai": "opeune-a-i", "json": "djisonne",
        "windows": "ouine-doze", "ikea": "ikéa", "uefa": "uéfa", "nike": "naïki", "sony": "soni",
        "tesla": "tèsla", "toyota": "toyota", "apple": "appeul", "netflix": "nètflixe",
        "mcdonald's": "mac-donalde", "snapchat": "snap-tchatte", "e-mail": "imèle",
        "email": "imèle",
        "e-mails": "imèle", "emails": "imèle", "week-end": "ouikènde", "weekend": "ouikènde",
        "week-ends": "ouikènde", "weekends": "ouikènde", "marketing": "markétine",
        "software": "sofftouère", "hardware": "arde-ouère", "streaming": "strimine",
        "feedback": "fidbak", "meeting": "mitine", "business": "bizenèsse", "cool": "koule",
        "design": "dizaïne", "startup": "starte-eup", "start-up": "starte-eup", "cloud": "claoude",
        "computer": "compiouteur", "steak": "stèke", "insee": "inssé", "vip": "vé-i-pé",
        "yaml": "yameul", "microsoft": "microsofte", "ok": "oké", "sarl": "sarle",
    },
    letters=dict(zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        ("a", "bé", "cé", "dé", "euh", "èf", "gé", "hache", "i", "ji", "ka", "èle", "èmme", "ène",
         "o", "pé", "ku", "ère", "èsse", "té", "u", "vé", "double-vé", "ixe", "igrec", "zède"),
        strict=True,
    )),
    acronyms=frozenset((
        "OTAN", "NASA", "ONU", "OVNI", "SIDA", "SMIC", "FIFA", "UEFA", "UNESCO", "UNICEF", "RAM",
        "ROM", "PIB", "PIN", "SIM", "PACS", "EHPAD", "INSEE", "CEDEX", "FNAC", "LIDL", "IKEA",
        "FIAT", "SEAT", "SPA", "ZAC", "ZUP", "DOM", "TOM", "BAC", "CAF", "LED", "LAN", "WAN",
        "BIOS", "SACEM", "SICAV", "CROUS", "ENA", "RADAR", "LASER", "COVID", "OPEP", "SAMU",
        "URSSAF",
        "MEDEF", "GAFAM", "CAPES", "DEUG", "RIB", "SIRET", "SIREN", "INRA", "IRCAM",
        "INSERM", "ADEME", "DROM", "ASSEDIC", "AFNOR", "GIEC", "ALENA", "ASEAN",
    )),
    spelt=frozenset(("HLM", "EPIC", "CICR", "AOC", "IUT", "SUV", "RATP", "OGM", "IRM", "RER")),
    plain=frozenset((
        "LE", "LA", "LES", "UN", "UNE", "DES", "ET", "OU", "NI", "OR", "CAR", "DE", "DU", "EN",
        "AU", "AUX", "JE", "TU", "IL", "ON", "CE", "CES", "SA", "SON", "SES", "MA", "MON", "MES",
        "TA", "TON", "TES", "QUE", "QUI", "PAS", "NON", "OUI", "ICI", "SUR", "PAR", "EST", "SE",
        "NE", "ME", "TE", "LUI", "MOI", "TOI", "EUX", "BON", "FIN", "MER", "EAU", "VIE", "ROI",
        "LOI", "MOT", "ART", "JEU", "BAR", "THE", "VIN", "SEL", "BUS", "NET", "AIR", "FEU", "FER",
        "ROC", "SUD", "VU", "SI", "TOP", "STOP", "MAI", "AMI", "ANS", "AN", "DIX", "SIX", "NOS",
        "VOS", "VA", "DIT", "FAIT", "TOUT", "PLUS",
    )),
)  # fmt: skip
