"""The grammar of Portuguese, and its rules."""

from typing import Final

from phemius_core.text._language_rules import LanguageRules
from phemius_core.text.portuguese._abbreviations import ABBREVIATIONS
from phemius_core.text.portuguese._calendar import CALENDAR, CLOCK, ROMANS
from phemius_core.text.portuguese._currencies import CODE_WORDS, CURRENCIES, SCALES
from phemius_core.text.portuguese._nouns import NOUNS
from phemius_core.text.portuguese._number_words import (
    cardinal,
    decimals,
    fraction,
    ordinal,
    ordinal_mark,
)
from phemius_core.text.portuguese._spelling import SPELLING
from phemius_core.text.portuguese._symbols import WORDS
from phemius_core.text.portuguese._units import PER_WORDS, UNITS
from phemius_core.text.romance.iberian import Grammar, Numerals, build_rules

__all__ = ["RULES"]

_ORDINAL_NOUNS: Final = (
    "ano|lugar|andar|grau|dia|semestre|trimestre|bimestre|período|turno|tempo|colocado|aniversário|"
    "prêmio|ciclo|de janeiro|de fevereiro|de março|de abril|de maio|de junho|de julho|de agosto|"
    "de setembro|de outubro|de novembro|de dezembro"
)
_GRAMMAR: Final = Grammar(
    numerals=Numerals(
        cardinal=cardinal,
        decimals=decimals,
        ordinal=ordinal,
        fraction=fraction,
        half={"m": "meio", "f": "meia", "": "um meio"},
        noun_gender=NOUNS.gender,
        ordinal_marks=rf"[.\u00a0]?(?:[ºªᵒᵃ]ˢ?)s?|\.?(?:os?|as?)(?=[\s,.;:)!?]|$)|°(?=\s"
                      rf"(?:{_ORDINAL_NOUNS})\b)",
        ordinal_mark=ordinal_mark,
        counted_by_one=frozenset(("número", "núm", "nº", "capítulo", "página", "pág", "tomo",
            "ato", "volume", "título",
            "parte", "tema", "unidade", "lição", "exercício", "figura", "tabela", "nível", "grupo",
            "fase", "passo", "ponto", "artigo", "seção", "linha", "quarto", "porta", "andar",
            "rua", "sala", "opção", "versão", "canal", "fórmula", "tipo", "dia", "o", "a", "do",
            "da", "no", "na", "ao", "à", "janeiro", "fevereiro", "março", "abril", "maio", "junho",
            "julho", "agosto", "setembro", "outubro", "novembro", "dezembro")
        ),
        scales={
            "mil": "", "milhão": "m", "milhões": "m", "bilhão": "m", "bilhões": "m", "trilhão": "m",
            "trilhões": "m", "bilião": "m", "biliões": "m", "quatrilhão": "m", "quatrilhões": "m",
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
# CPF, CNPJ, CEP, card numbers and ISBN.
_SHAPES: Final = (
    r"\d{3}\.\d{3}\.\d{3}-\d{2}|\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}|\d{5}-\d{3}|\d{2}\.\d{3}-\d{3}"
    r"|[A-Z]{2}\d{2}(?: \d{4}){3,7}(?: \d{1,4})?|\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}"
    r"|97[89]-\d{1,5}-\d{1,7}-\d{1,7}-\d"
)
RULES: Final[LanguageRules] = build_rules(
    _GRAMMAR,
    phone_cues=(
        "telefone",
        "telefones",
        "tel",
        "fone",
        "celular",
        "cel",
        "fax",
        "whatsapp",
        "zap",
        "ligue",
        "ligar",
        "liguem",
        "disque",
        "discar",
        "telemóvel",
        "emergência",
    ),
    code_cues=(
        "PIN",
        "ISBN",
        "ISSN",
        "código",
        "senha",
        "CPF",
        "CEP",
        "RG",
        "CVV",
        "protocolo",
    ),
    digit_shapes=_SHAPES,
)
