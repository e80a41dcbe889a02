"""Japanese phonemes: OpenJTalk's words and readings in the notation of the voices."""

import contextlib
import io
import re
import threading
import unicodedata
from importlib import import_module, metadata
from typing import Any, Final

from phemius_core.errors import MissingExtra
from phemius_core.text._english_words import EnglishWords
from phemius_core.text._g2p import PhonemeToken
from phemius_core.text._punctuation import MARKS, space_tokens
from phemius_core.text.japanese._loanwords import english_morae
from phemius_core.text.japanese._morae import mora_phonemes, split_morae

__all__ = ["JapaneseG2P"]

_LOOK_AHEAD_CHARS: Final = 64
"""How far behind the last word the next one is searched."""
_LATIN: Final = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’-]*[A-Za-zÀ-ɏ]")
_ACRONYM_CHARS: Final = 5
"""Letters of the longest word in capitals that is spelt; a longer one may be a word."""
_READINGS: Final = {"八百": "ハッピャク", "〇": "マル", "ＯＫ": "オーケー"}
"""Words that the dictionary reads as a name, or not at all."""
_REPEATED_KANA: Final = re.compile(r"([ぁ-ゖァ-ヺ])([ゝヽゞヾ])")


class JapaneseG2P:
    """G2P of Japanese. Words of other scripts that the dictionary lacks have no phonemes.

    Raises:
        MissingExtra: pyopenjtalk is not installed.
    """

    name = "openjtalk"

    def __init__(self) -> None:
        try:
            # It prints a hint about a package that is not needed here.
            with contextlib.redirect_stdout(io.StringIO()):
                self._openjtalk: Any = import_module("pyopenjtalk")
                version = metadata.version("pyopenjtalk-plus")
        except ImportError:
            raise MissingExtra("pyopenjtalk-plus", "asian") from None
        self._english = EnglishWords(british=True)
        self._lock = threading.Lock()
        self.version = f"{version}-2"

    def phonemize(self, text: str) -> list[PhonemeToken]:
        written = _without_repeat_marks(text)
        with self._lock:
            words = self._openjtalk.run_frontend(written, predict_nani=False)
        tokens: list[PhonemeToken] = []
        at = 0
        for n, word in enumerate(words):
            start, end = _find(written, word["string"], at)
            if end <= at:
                start, end = _unfound(written, words[n + 1 :], at)
            if end <= at:
                continue
            tokens += _skipped(text, at, start)
            tokens += self._word(text[start:end], word, start)
            at = end
        return space_tokens(_joined([*tokens, *_skipped(text, at, len(text))]))

    def _word(self, written: str, word: dict[str, Any], start: int) -> list[PhonemeToken]:
        end = start + len(written)
        if written in MARKS:
            mark = MARKS[written]
            return [PhonemeToken(written, mark, start, end, bool(mark))]
        plain = unicodedata.normalize("NFKC", written)
        if self._is_spelt_word(plain, word):
            kana = english_morae(self._english.read(plain))
            if phonemes := mora_phonemes(split_morae(kana)):
                return [PhonemeToken(written, phonemes, start, end, True, "english")]
        kana = _READINGS.get(word["string"], word["pron"])
        morae = split_morae(kana) or split_morae(written)
        if not morae:
            return _skipped(written, 0, len(written), offset=start)
        return [PhonemeToken(written, mora_phonemes(morae), start, end, True, "lexicon")]

    def _is_spelt_word(self, plain: str, word: dict[str, Any]) -> bool:
        """Whether OpenJTalk spells a Latin word that is no acronym."""
        if word["pos"] != "フィラー" or not _LATIN.fullmatch(plain):
            return False
        if not plain.isupper():
            return True
        return len(plain) > _ACRONYM_CHARS and self._english.knows(plain)


def _without_repeat_marks(text: str) -> str:
    """The text with kana in place of the marks that repeat them; as long as before."""

    def repeated(found: re.Match[str]) -> str:
        kana, mark = found[1], found[2]
        voiced = unicodedata.normalize("NFC", f"{kana}\u3099")
        return kana + (voiced if mark in "ゞヾ" and len(voiced) == 1 else kana)

    return _REPEATED_KANA.sub(repeated, text)


def _find(text: str, word: str, at: int) -> tuple[int, int]:
    """Start and end of a word of OpenJTalk, which writes ASCII and kana in full width."""
    wanted = unicodedata.normalize("NFKC", word)
    for start in range(at, min(len(text), at + _LOOK_AHEAD_CHARS)):
        # Half-width kana take two characters for one with a mark.
        for end in range(start + len(word), min(len(text), start + 2 * len(word)) + 1):
            found = unicodedata.normalize("NFKC", text[start:end])
            if found == wanted:
                return start, end
            if not wanted.startswith(found[: len(wanted)]) or len(found) > len(wanted):
                break
    return at, at


def _unfound(text: str, following: list[dict[str, Any]], at: int) -> tuple[int, int]:
    """Start and end of a word that OpenJTalk writes with other characters: up to the next one."""
    while at < len(text) and text[at].isspace():
        at += 1
    for word in following[:4]:
        start, end = _find(text, word["string"], at)
        if end > at:
            return (at, start) if start > at else (at, at)
    return at, len(text)


def _skipped(text: str, start: int, end: int, *, offset: int = 0) -> list[PhonemeToken]:
    """Characters that the dictionary skipped: kana, punctuation, or words left for
    letter-to-sound rules.
    """
    return [
        PhonemeToken(
            found[0],
            MARKS.get(found[0]) or mora_phonemes(split_morae(found[0])),
            offset + start + found.start(),
            offset + start + found.end(),
            space_after=True,
        )
        for found in re.finditer(
            r"[ぁ-ゖァ-ヿㇰ-ㇿ]+|[^\W_ぁ-ゖァ-ヿㇰ-ㇿ]+|[^\w\s]|_", text[start:end]
        )
    ]


def _joined(tokens: list[PhonemeToken]) -> list[PhonemeToken]:
    """No space around a glottal stop or before a long vowel, which belong to their neighbours."""
    joined = []
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        joins = token.phonemes.endswith("ʔ") or (
            following is not None and following.phonemes[:1] in ("ʔ", "ː")
        )
        joined.append(
            PhonemeToken(
                token.text, token.phonemes, token.start, token.end,
                token.space_after and bool(token.phonemes) and not joins, token.reader,
            )
        )  # fmt: skip
    return joined
