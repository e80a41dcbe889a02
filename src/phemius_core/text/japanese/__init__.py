"""Japanese: a G2P by dictionary, since espeak-ng reads no kanji."""

from phemius_core.text.japanese._g2p import JapaneseG2P

__all__ = ["JapaneseG2P"]
