"""Japanese and Chinese: words by dictionary, since espeak-ng reads no kanji or hanzi by ear."""

import re
import threading
from importlib import import_module, metadata
from typing import Any

from phemius_core.text._g2p import G2P
from phemius_core.text._punctuation import MARKS, spaced
from phemius_core.text._types import PhonemeToken

__all__ = ["ChineseG2P", "JapaneseG2P", "load_asian"]

_UNKNOWN = "❓"
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[^\W\u3400-\u4dbf\u4e00-\u9fff]+|[^\w\s]")


def load_asian(code: str) -> G2P | None:
    """The dictionary G2P of `j` or `z`, or None where its packages are not installed."""
    try:
        return JapaneseG2P() if code == "j" else ChineseG2P()
    except ImportError:
        return None


class ChineseG2P:
    """Mandarin: jieba's words, pypinyin's readings, misaki's notation.

    Raises:
        ImportError: jieba, pypinyin or cn2an is not installed.
    """

    name = "misaki-zh"

    def __init__(self) -> None:
        self._jieba: Any = import_module("jieba")
        self._jieba.setLogLevel("ERROR")
        self._zh: Any = import_module("misaki.zh").ZHG2P
        self._lock = threading.Lock()
        self.version = f"{metadata.version('misaki')}-{metadata.version('pypinyin')}-1"

    def phonemize(self, text: str) -> list[PhonemeToken]:
        tokens: list[PhonemeToken] = []
        with self._lock:
            for match in _HAN.finditer(text):
                if not _is_han(match[0]):
                    mark = MARKS.get(match[0], "")
                    tokens.append(
                        PhonemeToken(match[0], mark, *match.span(), space_after=bool(mark))
                    )
                    continue
                at = match.start()
                for word in self._jieba.cut(match[0]):
                    end = at + len(word)
                    tokens.append(PhonemeToken(word, self._read(word), at, end, space_after=True))
                    at = end
        return spaced(tokens)

    def _read(self, word: str) -> str:
        try:
            phonemes: str = self._zh.word2ipa(word)
        except Exception:  # noqa: BLE001 - characters that pinyin does not have
            return ""
        return phonemes.replace("\u032f", "").replace("\u0329", "")


class JapaneseG2P:
    """Japanese: OpenJTalk's words and readings, misaki's notation.

    Raises:
        ImportError: pyopenjtalk is not installed.
    """

    name = "misaki-ja"

    def __init__(self) -> None:
        self._openjtalk: Any = import_module("pyopenjtalk")
        ja = import_module("misaki.ja")
        self._moras: Any = ja.JAG2P.pron2moras
        self._sounds: dict[str, str] = ja.M2P
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
            tokens += _between(text, at, start)
            written = text[start:end]
            symbols = "".join(self._sounds[mora] for mora in self._moras(word["pron"]))
            phonemes = symbols or MARKS.get(written, "")
            chained = word.get("chain_flag") == 1
            if tokens and chained and symbols:
                last = tokens[-1]
                tokens[-1] = PhonemeToken(last.text, last.phonemes, last.start, last.end, False)
            tokens.append(PhonemeToken(written, phonemes, start, end, bool(phonemes)))
            at = end
        return spaced([*tokens, *_between(text, at, len(text))])


def _is_han(text: str) -> bool:
    return "\u3400" <= text[0] <= "\u9fff"


def _find(text: str, word: str, at: int) -> tuple[int, int]:
    """Where a word of OpenJTalk stands, which writes ASCII and kana in full width."""
    import unicodedata

    wanted = unicodedata.normalize("NFKC", word)
    for start in range(at, min(len(text), at + 64)):
        end = start + len(word)
        if unicodedata.normalize("NFKC", text[start:end]) == wanted:
            return start, end
    return at, at


def _between(text: str, start: int, end: int) -> list[PhonemeToken]:
    """Characters that the dictionary passed over: marks, or words left for spelling."""
    return [
        PhonemeToken(
            m[0], MARKS.get(m[0], ""), start + m.start(), start + m.end(), space_after=True
        )
        for m in re.finditer(r"\w+|[^\w\s]", text[start:end])
    ]
