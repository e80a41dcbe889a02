"""SSML, the Speech Synthesis Markup Language: its elements, as pieces of text.

`_parser` gives events with offsets into the caller's text, `_pieces` what is spoken for them.
"""

from phemius_core.text.ssml._pieces import normalise_ssml

__all__ = ["normalise_ssml"]
