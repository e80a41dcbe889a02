"""Whether the full stop of an abbreviation ends the sentence as well."""

import re
from typing import Final

__all__ = ["ends_sentence"]

_NEW_SENTENCE: Final = re.compile(r"\s*(?:$|\n)|\s+[¿¡«\"“(]?[A-ZÁÉÍÓÚÂÊÔÃÕÀÑÜÇ]|\s+[¿¡]")


def ends_sentence(text: str, at: int) -> bool:
    """Whether a new sentence or nothing follows `at`, where a full stop has just ended."""
    return _NEW_SENTENCE.match(text, at) is not None
