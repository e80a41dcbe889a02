"""What languages with a decimal comma share: patterns and rules, without any word of a language."""

from phemius_core.text.romance.french_italian._abbreviations import abbreviation_rules
from phemius_core.text.romance.french_italian._codes import code_rules
from phemius_core.text.romance.french_italian._dates import date_rules
from phemius_core.text.romance.french_italian._money import money_rules
from phemius_core.text.romance.french_italian._numerals import numeral_rules
from phemius_core.text.romance.french_italian._quantities import prefixed_units, quantity_rules
from phemius_core.text.romance.french_italian._speaker import Speaker
from phemius_core.text.romance.french_italian._symbols import symbol_rules
from phemius_core.text.romance.french_italian._telephones import telephone_rules

__all__ = [
    "Speaker",
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
