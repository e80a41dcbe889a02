"""Gender of Italian nouns, guessed from their endings, and the article that stands for one."""

import re
from typing import Final

from phemius_core.text.romance import Gender

__all__ = ["gender_of", "one_before", "prepositional"]

_FEMININE: Final = frozenset((
    "mano", "mani", "foto", "moto", "auto", "radio", "metro", "notte", "notti", "parte", "parti",
    "gente", "chiave", "chiavi", "nave", "navi", "carne", "carni", "legge", "leggi", "voce", "voci",
    "luce", "luci", "croce", "croci", "pace", "rete", "reti", "sete", "fede", "morte", "morti",
    "mente", "menti", "fonte", "fonti", "classe", "classi", "frase", "frasi", "fase", "fasi",
    "base", "basi", "tesi", "crisi", "analisi", "ipotesi", "sintesi", "serie", "specie", "moglie",
    "madre", "madri", "neve", "torre", "torri", "valle", "valli", "pelle", "pelli", "febbre",
    "arte", "arti", "sorte", "corte", "estate", "vite", "viti", "stazione", "email", "mail", "app",
    "città", "università", "squadra", "volte", "ore", "volta", "ora", "persona",
))  # fmt: skip
_MASCULINE: Final = frozenset((
    "problema", "sistema", "programma", "tema", "clima", "poeta", "pianeta", "cinema", "panorama",
    "dramma", "schema", "diploma", "papa", "collega", "atleta", "artista", "turista", "autista",
    "giornalista", "dentista", "pigiama", "diagramma", "grammo", "kilogrammo", "telegramma",
    "dilemma", "teorema", "enigma", "aroma", "delta", "yoga", "gorilla", "boia", "vaglia", "sosia",
    "euro", "studente", "mese", "paese", "pesce", "piede", "nome", "cane", "pane", "fiore", "sole",
    "padre", "latte", "ponte", "dente", "monte", "cliente", "utente", "giornale", "animale",
    "ospedale", "canale", "segnale", "minuto", "fiume", "valore", "colore", "errore",
))  # fmt: skip
_FEMININE_ENDINGS: Final = ("zione", "zioni", "sione", "sioni", "gione", "gioni", "tà", "tù",
                            "trice", "trici", "udine", "udini")  # fmt: skip
_LONG_ARTICLE: Final = re.compile(
    r"(?:s[^aeiouàèéìòùh]|sh|z|gn|ps|pn|pt|x|y|i[aeou])", re.IGNORECASE
)
_VOWEL: Final = re.compile(r"[aeiouàèéìòùh]", re.IGNORECASE)


def gender_of(noun: str) -> Gender:
    """The probable gender of a noun."""
    word = noun.lower()
    if word in _MASCULINE:
        return "m"
    if word in _FEMININE or word.endswith(_FEMININE_ENDINGS):
        return "f"
    return "f" if word.endswith("a") or (word.endswith("e") and _is_plural_of_a(word)) else "m"


def _is_plural_of_a(word: str) -> bool:
    return word.endswith(("ine", "ole", "ette", "elle", "ure", "iere", "anze", "enze", "esse"))


def one_before(noun: str, gender: Gender) -> str:
    """The article with the space behind it: `un `, `uno `, `una ` or `un'`."""
    if gender == "f":
        return "un'" if _VOWEL.match(noun) and not _LONG_ARTICLE.match(noun) else "una "
    return "uno " if _LONG_ARTICLE.match(noun) else "un "


def prepositional(noun: str, gender: Gender) -> str:
    """A noun with *a* and its article: `all'ora`, `al secondo`."""
    if _VOWEL.match(noun) and not _LONG_ARTICLE.match(noun):
        return f"all'{noun}"
    if gender == "f":
        return f"alla {noun}"
    return f"allo {noun}" if _LONG_ARTICLE.match(noun) else f"al {noun}"
