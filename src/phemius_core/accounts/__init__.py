"""Who may ask: accounts, API keys, and the principal behind a request."""

from phemius_core.accounts._accounts import Account, Accounts, KeyInfo
from phemius_core.accounts._custom_voices import CustomVoice, CustomVoices, NewPack
from phemius_core.accounts._keys import generate_key, parse_key
from phemius_core.accounts._pepper import load_pepper
from phemius_core.billing._principal import Principal

__all__ = [
    "Account",
    "Accounts",
    "CustomVoice",
    "CustomVoices",
    "KeyInfo",
    "NewPack",
    "Principal",
    "generate_key",
    "load_pepper",
    "parse_key",
]
