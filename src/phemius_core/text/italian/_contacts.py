"""Italian words for telephone numbers and electronic addresses, and for numbers of other kinds."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.italian._number_words import cardinal, digit_by_digit
from phemius_core.text.italian._speaker import SPEAKER
from phemius_core.text.romance import AddressSpeech, Noun, address_rules
from phemius_core.text.romance.french_italian import (
    CodeSpeech,
    NumeralSpeech,
    TelephoneSpeech,
    code_rules,
    numeral_rules,
    telephone_rules,
)

__all__ = ["RULES"]

_SIGNS: Final = {
    ".": "punto", "/": "slash", "-": "trattino", "_": "trattino basso", "@": "chiocciola",
    "?": "punto interrogativo", "=": "uguale", "&": "e commerciale", "%": "percento", "+": "più",
    "#": "cancelletto", ":": "due punti", "~": "tilde", ",": "virgola", ";": "punto e virgola",
    "!": "punto esclamativo", "$": "dollaro", "*": "asterisco",
}  # fmt: skip
_READINGS: Final = {"www": "w w w", "py": "python", "it": "it"}
_KNOWN: Final = frozenset((
    "com", "org", "net", "info", "blog", "gmail", "yahoo", "outlook", "hotmail", "google",
    "nvidia", "facebook", "twitter", "youtube", "amazon", "microsoft", "instagram", "wikipedia",
    "libero", "tiscali", "alice", "virgilio", "github", "linkedin", "netflix", "apple", "roma",
    "bari", "pisa", "luca", "anna", "sara", "elia", "noemi", "marco", "mario", "posta", "poste",
    "pec", "rai", "casa", "vita", "news", "shop", "online", "office", "support", "admin",
    "contact", "newsletter", "marketing", "tech", "web", "app",
))  # fmt: skip
_ITALIAN_SHAPE: Final = re.compile(
    r"(?:(?:[bcdfgptv][lr]|s[bcdfglmnpqrtv]r?|gn|gl|ch|gh|qu|[bcdfglmnprstvz])?[aeiouàèéìòù]{1,3}"
    r"(?:[lmnr](?=[bcdfgpqstvz])|([bcdfglmnprstvz])(?=\1))?){2,8}"
)
"""A word as Italian spells its own: open syllables, and a vowel at the end."""
_SHORTEST_WORD: Final = 5


def _is_word(name: str) -> bool:
    return name in _KNOWN or (
        len(name) >= _SHORTEST_WORD and _ITALIAN_SHAPE.fullmatch(name) is not None
    )


def _spell(written: str) -> str:
    return " ".join(SPEAKER.whole(char) if char.isdecimal() else char for char in written)


def _groups(groups: list[str]) -> str:
    return ", ".join(map(digit_by_digit, groups))


_GAP: Final = r"[ \u00a0\u202f./-]"
RULES: Final[tuple[Rule, ...]] = (
    *telephone_rules(TelephoneSpeech(
        national=rf"3\d\d{_GAP}?\d{{3}}{_GAP}?\d{{3,4}}|3\d\d{_GAP}\d{{6,7}}"
        rf"|3\d\d(?:{_GAP}\d\d){{3}}\d?|3\d\d{_GAP}\d\d{_GAP}\d\d{_GAP}\d{{3}}"
        rf"|\(?0\d{{1,3}}\)?{_GAP}\d{{5,8}}|\(?0\d{{1,3}}\)?(?:{_GAP}\d{{2,4}}){{2,3}}"
        rf"|[89]\d\d{_GAP}\d{{3}}{_GAP}\d{{3}}|[89]\d\d{_GAP}\d{{6}}|0\d{{8,10}}"
        rf"|\d{{3}}-\d{{3}}-\d{{4}}",
        groups=_groups,
        code=lambda digits: cardinal(int(digits)),
        plus="più",
        extension="interno",
        short_cues=r"(?i:chiama|chiamate|chiamare|chiami|componi|componete|comporre|contattare|"
        r"contatta|contattate)(?: il| lo| al)?|(?i:numero (?:di )?(?:emergenza|verde|unico))|"
        r"(?i:al|il) (?=(?:11[2-8]|15\d\d)\b)",
        short=digit_by_digit,
    )),
    *address_rules(
        AddressSpeech(
            signs=_SIGNS,
            readings=_READINGS,
            is_word=_is_word,
            number=SPEAKER.digit_by_digit,
            whole=SPEAKER.whole,
            spell=_spell,
            scheme=lambda name: f"{' '.join(name)} due punti slash slash",
            hashtag="hashtag",
            numero="numero",
        )
    ),
    *code_rules(CodeSpeech(speaker=SPEAKER,
        dot="punto",
        code_cues=r"PIN|codice|ISBN|ISSN|IBAN|[Cc]odice (?:PIN|segreto|di accesso)",
        version_cues=r"(?i:versione)|Python|iOS|macOS|Android|Windows|Node|PHP|Java|Firefox|Chrome|"
        r"Ubuntu|Debian|Django|Kubernetes|PostgreSQL|Linux",
        angle=(
            Noun("grado", "gradi"), Noun("minuto", "minuti"), Noun("secondo", "secondi"),
        ),
        directions={"N": "nord", "S": "sud", "E": "est", "O": "ovest", "W": "ovest"},
    )),
    *numeral_rules(NumeralSpeech(speaker=SPEAKER,
        over="su",
        out_of="su",
        ten_to="per dieci alla",
        power="alla",
        score_cues=r"(?i)\b(?:pagina|tappa|episodio|domanda|vot\w{1,3}|punteggio|do|dà|dato|preso|ha|media|valuta\w{1,5}|merita|"
        r"prende|darei|diamo)\b[^.!?/]{0,20}$",
        aspect_ratios=("16:9", "4:3", "21:9", "16:10"),
        to_one="a",
        legal_cues=r"\b(?:legge|decreto|protocollo|pratica)\s(?:numero\s)?$",
        hyphen="trattino",
    )),
)  # fmt: skip
