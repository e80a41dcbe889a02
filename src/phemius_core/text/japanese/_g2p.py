"""Japanese phonemes: OpenJTalk's words and readings, misaki's notation."""

import re
import threading
import unicodedata
from importlib import import_module, metadata
from typing import Any, Final

from phemius_core.text._g2p import PhonemeToken
from phemius_core.text._punctuation import MARKS, space_tokens

__all__ = ["JapaneseG2P"]

_LOOK_AHEAD_CHARS: Final = 64
"""How far behind the last word the next one is searched."""


class JapaneseG2P:
    """G2P of Japanese.

    Raises:
        ImportError: pyopenjtalk is not installed.
    """

    name = "misaki-ja"

    def __init__(self) -> None:
        self._openjtalk: Any = import_module("pyopenjtalk")
        misaki = import_module("misaki.ja")
        self._to_moras: Any = misaki.JAG2P.pron2moras
        self._mora_phonemes: dict[str, str] = misaki.M2P
        self._lock = threading.Lock()
        self.version = f"{metadata.version('misaki')}-openjtalk-1"

    def phonemize(self, text: str) -> list[PhonemeToken]:
        with self._lock:
            words = self._openjtalk.run_frontend(text)
        tokens: list[PhonemeToken] = []
        at = 0
        for word in words:
            start, end = _find(text, word["string"], at)
            if end <= at:
                continue
            tokens += _skipped(text, at, start)
            written = text[start:end]
            moras = self._to_moras(word["pron"])
            read = "".join(self._mora_phonemes[mora] for mora in moras)
            phonemes = read or MARKS.get(written, "")
            is_chained = word.get("chain_flag") == 1
            if tokens and is_chained and read:
                last = tokens[-1]
                tokens[-1] = PhonemeToken(last.text, last.phonemes, last.start, last.end, False)
            tokens.append(PhonemeToken(written, phonemes, start, end, bool(phonemes)))
            at = end
        return space_tokens([*tokens, *_skipped(text, at, len(text))])


def _find(text: str, word: str, at: int) -> tuple[int, int]:
    """Start and end of a word of OpenJTalk, which writes ASCII and kana in full width."""
    wanted = unicodedata.normalize("NFKC", word)
    for start in range(at, min(len(text), at + _LOOK_AHEAD_CHARS)):
        end = start + len(word)
        if unicodedata.normalize("NFKC", text[start:end]) == wanted:
            return start, end
    return at, at


def _skipped(text: str, start: int, end: int) -> list[PhonemeToken]:
    """Characters that the dictionary skipped: punctuation, or words left for letter-to-sound
    rules.
    """
    return [
        PhonemeToken(
            found[0],
            MARKS.get(found[0], ""),
            start + found.start(),
            start + found.end(),
            space_after=True,
        )
        for found in re.finditer(r"\w+|[^\w\s]", text[start:end])
    ]
