"""Accounts, API keys, authentication and custom voices."""

from phemius_core.accounts._accounts import Account, Accounts
from phemius_core.accounts._api_keys import (
    ApiKeys,
    KeyInfo,
    current_key_id,
    generate_key,
    parse_key,
)
from phemius_core.accounts._custom_voices import CustomVoice, CustomVoices, NewPack
from phemius_core.accounts._erasure import Erasure
from phemius_core.accounts._lexicons import Lexicons
from phemius_core.accounts._pepper import load_pepper
from phemius_core.billing import Principal

__all__ = [
    "Account",
    "Accounts",
    "ApiKeys",
    "CustomVoice",
    "CustomVoices",
    "Erasure",
    "KeyInfo",
    "Lexicons",
    "NewPack",
    "Principal",
    "current_key_id",
    "generate_key",
    "load_pepper",
    "parse_key",
]
