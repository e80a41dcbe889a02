"""Which texts are SSML without saying so."""

import re
from typing import Final

__all__ = ["is_ssml"]

_BEGINNING: Final = re.compile(
    r"\ufeff?\s*+(?:<\?xml[^<>]{0,200}+>\s*+)?(?:<!--.{0,2000}?-->\s*+)?<speak(?=[\s/>])",
    re.DOTALL,
)


def is_ssml(text: str) -> bool:
    """Whether a text begins with `<speak>`, perhaps after an XML declaration and spaces."""
    return _BEGINNING.match(text) is not None
