"""The grammar of Spanish, and its rules."""

from typing import Final

from phemius_core.text._language_rules import LanguageRules
from phemius_core.text.romance.iberian import Grammar, Numerals, build_rules
from phemius_core.text.spanish._abbreviations import ABBREVIATIONS
from phemius_core.text.spanish._calendar import CALENDAR, CLOCK, ROMANS
from phemius_core.text.spanish._currencies import CODE_WORDS, CURRENCIES, SCALES
from phemius_core.text.spanish._nouns import NOUNS
from phemius_core.text.spanish._number_words import (
    cardinal,
    decimals,
    fraction,
    ordinal,
    ordinal_mark,
)
from phemius_core.text.spanish._spelling import SPELLING
from phemius_core.text.spanish._symbols import WORDS
from phemius_core.text.spanish._units import PER_WORDS, UNITS

__all__ = ["RULES"]

_ORDINAL_NOUNS: Final = (
    "grado|lugar|piso|puesto|año|curso|trimestre|semestre|cuatrimestre|ciclo|básico|medio|turno|"
    "aniversario|día|premio|clasificado|intento|de primaria|de secundaria|de bachillerato"
)
_GRAMMAR: Final = Grammar(
    numerals=Numerals(
        cardinal=cardinal,
        decimals=decimals,
        ordinal=ordinal,
        fraction=fraction,
        half={"m": "medio", "f": "media", "": "un medio"},
        noun_gender=NOUNS.gender,
        ordinal_marks=(
            r"[.\u00a0]?(?:[ºªᵒᵃ]ˢ?|ᵉʳ)s?|\.?(?:er|ero|era|eros|eras)|\.(?:os?|as?)|r[oa]s?"
            r"|d[oa]s?|t[oa]s?"
            rf"|m[oa]s?|v[oa]s?|n[oa]s?|°(?=\s(?:{_ORDINAL_NOUNS})\b)"
        ),
        ordinal_mark=ordinal_mark,
        counted_by_one=frozenset(("el", "la", "los", "las", "del", "al", "número", "núm", "nº",
            "capítulo", "página", "pág", "tomo", "acto", "volumen",
            "título", "parte", "tema", "unidad", "lección", "ejercicio",
            "figura", "tabla", "nivel", "grupo", "fase", "paso", "punto", "apartado", "artículo",
            "sección", "línea", "habitación", "puerta", "planta", "piso", "calle", "sala",
            "opción", "versión", "canal", "fórmula", "tipo", "día", "enero", "febrero", "marzo",
            "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
            "diciembre")
        ) - {"los", "las"},
        scales={
            "mil": "", "millón": "m", "millones": "m", "billón": "m", "billones": "m",
            "trillón": "m",
            "trillones": "m", "cuatrillón": "m", "cuatrillones": "m",
        },
    ),
    words=WORDS,
    calendar=CALENDAR,
    clock=CLOCK,
    romans=ROMANS,
    abbreviations=ABBREVIATIONS,
    spelling=SPELLING,
    currencies=CURRENCIES,
    code_words=CODE_WORDS,
    scales=SCALES,
    units=UNITS,
    per_words=PER_WORDS,
)  # fmt: skip
RULES: Final[LanguageRules] = build_rules(
    _GRAMMAR,
    phone_cues=(
        "teléfono",
        "tel",
        "tels",
        "tfno",
        "tlf",
        "móvil",
        "celular",
        "fax",
        "whatsapp",
        "llama",
        "llame",
        "llamar",
        "llamen",
        "llámame",
        "llámanos",
        "llámenos",
        "llamando",
        "llamad",
        "marca",
        "marque",
        "marcar",
        "emergencias",
    ),
    code_cues=("PIN", "ISBN", "ISSN", "código", "clave", "DNI", "NIF", "CVV", "RUT", "IMEI"),
    digit_shapes=r"[6-9]\d{2} \d{3} (?!000)\d{3}(?!\s[a-zà-ÿ]{3,20}s\b)|[A-Z]{2}\d{2}"
    r"(?: \d{4}){3,7}(?: \d{1,4})?|\d{4}[ -]\d{4}(?:[ -]\d{4}){1,2}(?:[ -]\d{1,4})?"
    r"|97[89]-\d{1,5}-\d{1,7}-\d{1,7}-\d",
)
