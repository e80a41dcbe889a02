"""Whether a full stop after a single letter is that of an initial or ends a sentence."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text._sentence_words import SENTENCE_WORDS
from phemius_core.text._word_set import word_set

__all__ = ["is_initial", "name_initials", "starts_sentence"]

_CUES: Final = word_set(
    """ala allegato allée alternativa anexo annex annexe answer apartado appendix binario
    bloc blocco block bloco bloque box building bâtiment calle categoria category categoría
    catégorie choice clase class classe clave column corsia division domanda drive edificio
    edifício epatite equipo escalier etapa exhibit fascia fase figure fila fileira flight
    form formule gamme gate gen generation girone grade grado group groupe grupo gruppo hall
    hepatite hepatitis hypothèse hépatite immeuble influenza item key letra letter lettera
    lettre level ligne line linea linha list livello lote lugar línea mark model modello
    modelo modèle niveau nivel nota note nível opción option opzione opção page palazzina
    panel paragraph part parte pergunta phase piano plan plano planta platform point ponto
    porte portão pregunta puerta punto quai question rangée resposta respuesta risposta room
    row réponse sala salle scala scelta schedule school seat sección secteur section sector
    serie set setor settore side solution soluzione squadra stage step série table team
    terminal tipo torre track turno type unit uscita variant variante version versione
    versión versão vitamin vitamina vitamine vitamins volume vía wing zona zone étape"""
)
"""Words after which a single letter names a thing, not a person."""
_BEFORE_NAMES: Final = word_set(
    """and by called from met named of saw says said to with
    a con de di da do e et i le la para par pela pelo per por que und van von y"""
)
"""Words in lower case that stand before the name of a person."""


def starts_sentence(text: str, at: int, lang: str = "a") -> bool:
    """Whether a word that usually begins a sentence follows: the full stop of an abbreviation
    before it ends the sentence as well.
    """
    return _starters(lang).match(text, at) is not None


@cache
def _starters(lang: str) -> re.Pattern[str]:
    words = "|".join(SENTENCE_WORDS["a" if lang == "b" or lang not in SENTENCE_WORDS else lang])
    # "Plan B. Le train part", but "J. Le Goff".
    article = "" if lang in "ab" else r"(?!(?<=\b[LDEIldei].)\s[^\W\d_a-zà-ÿ])"
    return re.compile(
        rf"\s+[\"'“‘«¿¡(\[*_]*+(?=[A-ZÀ-ÖØ-Þ])(?i:{words})(?:\b|(?<=['’])){article}(?!\.)"
    )


def is_initial(text: str, at: int, after: int, lang: str = "a") -> bool:
    """Whether the letter at `at`, with its full stop, abbreviates a name.

    Args:
        text: The text.
        at: Place of a capital letter that a full stop follows.
        after: Place after the full stop.
        lang: Kokoro's letter of the language.
    """
    letter = text[at]
    if starts_sentence(text, after, lang):
        return False
    words = text[max(0, at - 40) : at].split()
    follows_initial = re.match(r"\s*+[^\W\d_]\.", text[after : after + 8]) is not None
    if not words or words[-1].endswith((".", "!", "?", "…", ":")):
        return letter != "I" or follows_initial
    word = words[-1].strip("\"'“”‘’(,;")
    is_letter = len(word) == 1 and word.isupper() and not words[-1].endswith(".")
    if word.casefold() in _CUES or is_letter:
        return False
    if letter == "I" and not follows_initial:
        return False
    return word.istitle() or word.casefold() in _BEFORE_NAMES or follows_initial


def name_initials(spell: Callable[[str], str]) -> Rule:
    """A rule for the initials of a person: `J.R.R. Tolkien` and `Maria J. Silva` without stops.

    Args:
        spell: Words for letters.
    """

    def verbalise(found: re.Match[str], lang: str) -> str | None:
        text, start, end = found.string, found.start(), found.end()
        letters = re.sub(r"[^A-Z]", "", found[0])
        if starts_sentence(text, end, lang):
            return None
        if len(letters) == 1 and not (text[end].isspace() and is_initial(text, start, end, lang)):
            return None  # "Plan B. Marco", "B.Tech".
        return spell(letters) + ("" if text[end].isspace() else " ")

    return Rule(
        "name_initials",
        r"(?<![\w.'’-])[A-Z]\.(?:[ \u00a0-]?[A-Z]\.){0,3}+(?=[ \u00a0]?[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{2})",
        verbalise,
        starts=r"(?<![\w.])[A-Z]",
    )
