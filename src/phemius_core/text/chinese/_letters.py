"""Names of Latin letters as Mandarin speakers say them, in pinyin."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["LETTER_NAMES"]

LETTER_NAMES: Final[Mapping[str, str]] = MappingProxyType({
    "A": "ei1", "B": "bi4", "C": "sei1", "D": "di4", "E": "yi4", "F": "ai2 fu5", "G": "ji4",
    "H": "ei1 chi5", "I": "ai4", "J": "zhei4", "K": "kei4", "L": "ai2 lou5", "M": "ai2 mu5",
    "N": "en1", "O": "ou1", "P": "pi4", "Q": "kiu4", "R": "a4 er5", "S": "ai2 si5", "T": "ti4",
    "U": "you1", "V": "wei1", "W": "da2 bu5 liu5", "X": "ai2 ke5 si5", "Y": "wai4", "Z": "zei4",
})  # fmt: skip
