"""French words for telephone numbers and electronic addresses, and for numbers of other kinds."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.french._number_words import cardinal, pairs
from phemius_core.text.french._speaker import SPEAKER
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
    ".": "point", "/": "slash", "-": "tiret", "_": "tiret bas", "@": "arobase",
    "?": "point d'interrogation", "=": "égale", "&": "et commercial", "%": "pour cent",
    "+": "plus", "#": "dièse", ":": "deux-points", "~": "tilde", ",": "virgule",
    ";": "point-virgule", "!": "point d'exclamation", "$": "dollar", "*": "étoile",
}  # fmt: skip
_READINGS: Final = {"www": "w w w", "py": "python", "fr": "f r"}
_SHORT_WORDS: Final = frozenset((
    "com", "org", "net", "info", "mail", "blog", "site", "news", "shop", "club", "jean", "paul",
    "luc", "marc", "anne", "rené", "léa", "emma", "hugo", "théo", "zoé", "eva", "max", "tom",
    "léo", "noé", "lou", "sam", "roi", "mon", "ton", "son", "nos", "vos", "les", "des", "une",
    "pour", "avec", "sans", "dans", "vie", "eau", "mer", "rue", "bon", "bien", "free", "sfr",
    "wiki", "quai", "nord", "sud", "est", "lyon", "nice", "pau", "metz", "page", "test", "aide",
    "pro", "web", "app", "bar", "thé", "vin", "art", "jeu", "jeux", "loi", "gouv", "index",
))  # fmt: skip
_VOWEL: Final = re.compile(r"[aeiouyàâéèêëîïôùûœ]")


def _is_word(name: str) -> bool:
    if name in _SHORT_WORDS:
        return True
    return len(name) >= 5 and _VOWEL.search(name) is not None


def _spell(written: str) -> str:
    return " ".join(SPEAKER.whole(char) if char.isdecimal() else char for char in written)


def _groups(groups: list[str]) -> str:
    """In pairs; a group of three is one number: huit cents, and 0800 is zéro huit cents."""
    if len(groups) == 1:
        return _group(groups[0])
    return ", ".join(map(_group, groups))


def _group(digits: str) -> str:
    if len(digits) == 3 and int(digits[0]):
        return cardinal(int(digits))
    if len(digits) in (3, 4) and digits.startswith("0") and int(digits[1]):
        return f"zéro {cardinal(int(digits))}"
    return pairs(digits)


def _short(digits: str) -> str:
    return pairs(digits) if len(digits) % 2 == 0 else cardinal(int(digits))


_GAP: Final = r"[ \u00a0\u202f.-]"
RULES: Final[tuple[Rule, ...]] = (
    *telephone_rules(TelephoneSpeech(
        national=rf"0[1-9](?:{_GAP}?\d\d){{4}}|0{_GAP}?[89]\d\d(?:{_GAP}\d\d\d){{2}}"
        rf"|0[89]\d\d(?:{_GAP}\d\d\d){{2}}|00\d\d{_GAP}[1-9](?:{_GAP}\d\d){{4}}"
        rf"|\(?\d{{3}}\)?{_GAP}\d{{3}}-\d{{4}}",
        groups=_groups,
        code=lambda digits: cardinal(int(digits)),
        plus="plus",
        extension="poste",
        short_cues=r"(?i:appelez|appeler|composez|composer|tapez|contactez) (?:le|au)"
        r"|(?i:appelle) le",
        short=_short,
    )),
    *address_rules(
        AddressSpeech(
            signs=_SIGNS,
            readings=_READINGS,
            is_word=_is_word,
            number=SPEAKER.whole,
            whole=SPEAKER.whole,
            spell=_spell,
            scheme=lambda name: f"{' '.join(name)} deux-points slash slash",
            hashtag="hashtag",
            numero="numéro",
        )
    ),
    *code_rules(CodeSpeech(speaker=SPEAKER,
        dot="point",
        code_cues=r"PIN|code|ISBN|ISSN|SIRET|SIREN|IBAN|RIB|[Cc]ode (?:PIN|secret|d'accès)",
        version_cues=r"(?i:version)|Python|iOS|macOS|Android|Windows|Node|PHP|Java|Firefox|Chrome|"
        r"Ubuntu|Debian|Django|Kubernetes|PostgreSQL|Linux",
        angle=(
            Noun("degré", "degrés"),
            Noun("minute", "minutes", "f"),
            Noun("seconde", "secondes", "f"),
        ),
        directions={"N": "nord", "S": "sud", "E": "est", "O": "ouest", "W": "ouest"},
    )),
    *numeral_rules(NumeralSpeech(speaker=SPEAKER,
        over="sur",
        out_of="sur",
        ten_to="fois dix puissance",
        power="puissance",
        score_cues=r"(?i)\b(?:page|étape|épisode|question|taille|not\w{1,3}|score|donne|mets?|obtenu|eu|moyenne|évalu\w{1,6}|mérite|vaut)\b"
        r"[^.!?/]{0,20}$",
        aspect_ratios=("16:9", "4:3", "21:9", "16:10"),
        to_one="contre",
        legal_cues=r"\b[LRD]\.?\s?\*{0,2}$",
        hyphen="tiret",
    )),
)  # fmt: skip
