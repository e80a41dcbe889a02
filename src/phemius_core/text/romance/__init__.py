"""What the Romance languages share: how they write numbers, and the rules built on it."""

from phemius_core.text.romance._addresses import AddressSpeech, address_rules
from phemius_core.text.romance._nouns import Currency, Gender, Noun
from phemius_core.text.romance._verbaliser import build_verbaliser
from phemius_core.text.romance._written_numbers import GAP, NUMBER, SIGN, WrittenNumber

__all__ = [
    "GAP",
    "NUMBER",
    "SIGN",
    "AddressSpeech",
    "Currency",
    "Gender",
    "Noun",
    "WrittenNumber",
    "address_rules",
    "build_verbaliser",
]
