"""What espeak-ng is given for words that it reads wrongly as they are written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Respelling"]

_ELISION: Final = re.compile(r"(?:[^\W_]{1,5}['’])?")
_CAPITALS: Final = re.compile(r"[A-Z]{2,6}")
_PLURAL: Final = re.compile(r"[A-Z]{2,6}s")
_SHORTEST_WORD: Final = 4
"""Letters: a shorter acronym is spelt unless it is known to be a word."""
_PRONOUNCEABLE: Final = re.compile(
    r"(?:[BCDFGKPTV][LR]|S[CKMNPT]R?|TH|CH|QU|[BCDFGHJKLMNPQRSTVWXZ])?"
    r"(?:[AEIOUY]{1,3}(?:[LMNRSX](?=[BCDFGKLMNPQRSTVZ])|([BCDFGLMNPRSTZ])(?=\1))?"
    r"(?:[BCDFGKPTV][LR]|CH|[BCDFGHJKLMNPQRSTVWXZ])?){1,4}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Respelling:
    """Respells the words of one language for espeak-ng, which reads an acronym by letters or as a
    word depending on the words around it, and some foreign words twice or in another language.
    """

    version: str
    names: Mapping[str, str]
    """Spellings by word in lower case."""
    letters: Mapping[str, str]
    """Names of the capital letters."""
    acronyms: frozenset[str]
    """Acronyms that are read as words, in capitals."""
    spelt: frozenset[str]
    """Acronyms that are spelt though they could be read."""
    plain: frozenset[str]
    """Short words, in capitals, that people also write in capitals."""

    def respell(self, run: Sequence[str]) -> list[str]:
        """Spellings of the words of a run, one for each."""
        capitals = [word for word in run if len(word) > 1 and word.isupper()]
        shouted = len(capitals) > 1 and len(capitals) == sum(len(word) > 1 for word in run)
        return [self._word(word, shouted=shouted) for word in run]

    def _word(self, word: str, *, shouted: bool) -> str:
        if name := self.names.get(word.lower()):
            return name
        elision = _ELISION.match(word)
        before = elision[0] if elision else ""
        body = word[len(before) :]
        if name := self.names.get(body.lower()):
            return before + name
        if _PLURAL.fullmatch(body):
            body = body[:-1]
        if not _CAPITALS.fullmatch(body):
            return word
        if body in self.acronyms or body in self.plain:
            return before + body.lower()
        pronounceable = _PRONOUNCEABLE.fullmatch(body) is not None
        is_word = pronounceable and (shouted or len(body) >= _SHORTEST_WORD)
        if is_word and body not in self.spelt:
            return before + body.lower()
        return before + "-".join(self.letters[letter] for letter in body)
