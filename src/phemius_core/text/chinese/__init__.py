"""What is Mandarin Chinese only: a G2P by dictionary, since espeak-ng knows no words of hanzi."""

from phemius_core.text.chinese._g2p import ChineseG2P

__all__ = ["ChineseG2P"]
