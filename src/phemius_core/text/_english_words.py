"""English words within text of another language: their phonemes, without a sentence's context."""

import json
import threading
from functools import lru_cache
from importlib import resources
from types import SimpleNamespace
from typing import Any, Final

from phemius_core.text._espeak import EspeakFallback, espeak_installed
from phemius_core.text._letter_to_sound import letter_to_sound

__all__ = ["EnglishWords"]

_BRANDS: Final = {
    "wifi": "wˈIfˌI", "iphone": "ˈIfˌOn", "ipad": "ˈIpˌæd", "imac": "ˈImˌæk", "macos": "mˈækˌOˌɛs",
    "youtube": "jˈutˌub", "chatgpt": "ʧˈætʤˌipˌitˈi", "openai": "ˈOpᵊnˌAˌI",
    "bluetooth": "blˈutˌuθ",
    "github": "ɡˈɪthˌʌb", "wechat": "wˈiʧˌæt", "alipay": "ˈælipˌA", "tiktok": "tˈɪktˌɑk",
}  # fmt: skip
"""Names that lexicons lack, in lower case and without hyphens; in American pronunciation."""


class EnglishWords:
    """Reads single English words by misaki's lexicon, then espeak-ng, then rules. Thread-safe.

    The lexicon is loaded at the first word.

    Args:
        british: British rather than American pronunciation.
    """

    def __init__(self, *, british: bool) -> None:
        self._british = british
        self._lock = threading.Lock()
        self._lexicon: dict[str, Any] | None = None
        self._espeak: EspeakFallback | None = None
        self.read = lru_cache(maxsize=1024)(self._read)
        """Phonemes of a word, never empty for a word with a letter."""

    def _read(self, word: str) -> str:
        lower = word.lower().replace("-", "")
        if lower in _BRANDS:
            return _BRANDS[lower]
        with self._lock:
            if self._lexicon is None:
                self._load()
            return self._lexical(word) or self._by_espeak(word) or letter_to_sound(word)

    def knows(self, word: str) -> bool:
        """Whether the lexicon or the list of brands has a word in any case."""
        with self._lock:
            if self._lexicon is None:
                self._load()
            return word.lower().replace("-", "") in _BRANDS or bool(self._lexical(word))

    def _load(self) -> None:
        name = "gb_gold.json" if self._british else "us_gold.json"
        data = resources.files("misaki").joinpath("data", name).read_text(encoding="utf-8")
        self._lexicon = json.loads(data)

    def _lexical(self, word: str) -> str:
        lexicon = self._lexicon or {}
        for written in (word, word.lower(), word.capitalize()):
            found = lexicon.get(written)
            if isinstance(found, dict):
                found = found.get("DEFAULT")
            if found:
                return str(found)
        return ""

    def _by_espeak(self, word: str) -> str:
        if self._espeak is None:
            if not espeak_installed():
                return ""
            self._espeak = EspeakFallback(british=self._british)
        phonemes, _ = self._espeak(SimpleNamespace(text=word))
        return phonemes or ""
