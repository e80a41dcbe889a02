"""Rules that French and Italian share, without any word of a language."""

from phemius_core.text.romance.french_italian._abbreviations import (
    AbbreviationSpeech,
    abbreviation_rules,
)
from phemius_core.text.romance.french_italian._codes import CodeSpeech, code_rules
from phemius_core.text.romance.french_italian._dates import DateSpeech, date_rules
from phemius_core.text.romance.french_italian._money import MoneySpeech, money_rules
from phemius_core.text.romance.french_italian._numerals import NumeralSpeech, numeral_rules
from phemius_core.text.romance.french_italian._quantities import (
    QuantitySpeech,
    prefixed_units,
    quantity_rules,
)
from phemius_core.text.romance.french_italian._speaker import Speaker
from phemius_core.text.romance.french_italian._symbols import SymbolSpeech, symbol_rules
from phemius_core.text.romance.french_italian._telephones import TelephoneSpeech, telephone_rules

__all__ = [
    "AbbreviationSpeech",
    "CodeSpeech",
    "DateSpeech",
    "MoneySpeech",
    "NumeralSpeech",
    "QuantitySpeech",
    "Speaker",
    "SymbolSpeech",
    "TelephoneSpeech",
    "abbreviation_rules",
    "code_rules",
    "date_rules",
    "money_rules",
    "numeral_rules",
    "prefixed_units",
    "quantity_rules",
    "symbol_rules",
    "telephone_rules",
]
