"""The formats that a text may have, and how a text says that it is SSML."""

import re
from typing import Final, Literal

__all__ = ["TextFormat", "is_ssml"]

TextFormat = Literal["plain", "ssml"]
"""`plain` text may have Markdown and the markup of Phemius. Where no format is given, a text that
begins with `<speak>` is SSML."""
_BEGINNING: Final = re.compile(
    r"\ufeff?\s*+(?:<\?xml[^<>]{0,200}+>\s*+)?(?:<!--.{0,2000}?-->\s*+)?<speak(?=[\s/>])",
    re.DOTALL,
)


def is_ssml(text: str) -> bool:
    """Whether a text begins with `<speak>`, perhaps after an XML declaration and spaces."""
    return _BEGINNING.match(text) is not None
