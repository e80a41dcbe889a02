"""What the rules of Japanese and Mandarin share: how both write numbers and addresses."""

import re
from collections.abc import Callable, Mapping
from typing import Final

__all__ = ["MINUS", "NUMBER", "spell_address"]

NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})++(?!\d)|\d++)(?:\.\d++)?"
"""Pattern of a number with or without commas and decimals."""
MINUS: Final = r"(?<![A-Za-z0-9)\]\-])-"
"""Pattern of a minus sign before a number, rather than a hyphen."""


def spell_address(written: str, *, signs: Mapping[str, str], digits: Callable[[str], str]) -> str:
    """`https://www.example.com/a` with the names of its signs, without the scheme.

    Args:
        written: The address, and the punctuation behind it.
        signs: Words for the signs in it.
        digits: Words for a run of digits.
    """
    address = re.sub(r"^(?:https?|ftp)://", "", written)
    body = address.rstrip(".:?-/")
    punctuation = address[len(body) :].replace("/", "").replace("-", "")
    spoken = "".join(
        digits(part) if part.isdecimal() else "WWW" if part == "www" else signs.get(part, part)
        for part in re.findall(r"\d+|[A-Za-z]+|\S", body)
    )
    return spoken + punctuation
