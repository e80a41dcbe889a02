"""Mandarin phonemes: jieba's words, pypinyin's readings, misaki's notation."""

import re
import threading
from importlib import import_module, metadata
from typing import Any, Final

from phemius_core.text._g2p import PhonemeToken
from phemius_core.text._punctuation import MARKS, space_tokens

__all__ = ["ChineseG2P"]

_RUN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[^\W\u3400-\u4dbf\u4e00-\u9fff]+|[^\w\s]")
"""A run of hanzi, a word of another script, or a punctuation mark."""


class ChineseG2P:
    """G2P of Mandarin Chinese.

    Raises:
        ImportError: jieba, pypinyin or cn2an is not installed.
    """

    name = "misaki-zh"

    def __init__(self) -> None:
        self._jieba: Any = import_module("jieba")
        self._jieba.setLogLevel("ERROR")
        self._misaki: Any = import_module("misaki.zh").ZHG2P
        self._lock = threading.Lock()
        self.version = f"{metadata.version('misaki')}-{metadata.version('pypinyin')}-1"

    def phonemize(self, text: str) -> list[PhonemeToken]:
        tokens: list[PhonemeToken] = []
        with self._lock:
            for run in _RUN.finditer(text):
                if not _is_hanzi(run[0]):
                    mark = MARKS.get(run[0], "")
                    tokens.append(PhonemeToken(run[0], mark, *run.span(), space_after=bool(mark)))
                    continue
                at = run.start()
                for word in self._jieba.cut(run[0]):
                    end = at + len(word)
                    tokens.append(
                        PhonemeToken(word, self._phonemes(word), at, end, space_after=True)
                    )
                    at = end
        return space_tokens(tokens)

    def _phonemes(self, word: str) -> str:
        try:
            phonemes: str = self._misaki.word2ipa(word)
        except Exception:  # noqa: BLE001 - characters that pypinyin does not know
            return ""
        return phonemes.replace("\u032f", "").replace("\u0329", "")


def _is_hanzi(text: str) -> bool:
    return "\u3400" <= text[0] <= "\u9fff"
