"""Mandarin Chinese: a G2P by dictionary, since espeak-ng does not find the words of hanzi."""

from phemius_core.text.chinese._g2p import ChineseG2P

__all__ = ["ChineseG2P"]
