"""espeak-ng behind one lock: G2P of most languages, and the fallback for English words.

espeak-ng and phonemizer are GPL-3; they are imported only here.
"""

import difflib
import os
import re
import threading
from collections.abc import Sequence
from dataclasses import replace
from importlib import metadata
from itertools import pairwise, zip_longest
from typing import Any, Final

from phemius_core.errors import MissingExtra
from phemius_core.languages import find_language
from phemius_core.text._foreign import FOREIGN
from phemius_core.text._g2p import PhonemeToken
from phemius_core.text._nearest_phonemes import nearest_phonemes
from phemius_core.text._phoneme_chunks import split_chunks
from phemius_core.text._punctuation import MARKS
from phemius_core.text._respelling import Respelling

__all__ = ["EspeakFallback", "EspeakG2P", "espeak_installed"]

# espeak-ng keeps its voice and buffers in process-global C state: of two calls at once, each
# silently returns phonemes of the other. So the lock is global too.
_LOCK = threading.RLock()


def _renew_lock() -> None:
    """In a forked process, where the thread that may hold the lock does not exist."""
    global _LOCK  # noqa: PLW0603 - as global as the state of espeak-ng
    _LOCK = threading.RLock()


os.register_at_fork(after_in_child=_renew_lock)

_WORD: Final = re.compile(
    r"[^\W_][\w'’\-·\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a"
    r"\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06ed\u0900-\u0963\u0966-\u0df3\u0e31-\u0e3a"
    r"\u0e47-\u0e4e\u102b-\u103e\u1056-\u109d\u3099\u309a]*|_+"
)
"""A word with the marks of its script, which `\\w` does not have."""
_NOTATION: Final = (
    ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^z", "ʣ"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"), ("o^ʊ", "O"),
    ("ə^ʊ", "Q"), ("s^s", "S"), ("t^s", "ʦ"), ("t^ʃ", "ʧ"), ("ɔ^ɪ", "Y"), ("^", ""), ("-", ""),
    ("\u032a", ""),
)  # fmt: skip
"""espeak-ng's symbols, those with a tie first, and Kokoro's."""


def espeak_installed() -> bool:
    """Whether espeak-ng and phonemizer are installed."""
    try:
        import espeakng_loader
        import phonemizer  # noqa: F401
    except ImportError:
        return False
    return bool(espeakng_loader.get_library_path())


def _backend(espeak_language: str) -> Any:
    try:
        import espeakng_loader
    except ImportError:
        raise MissingExtra("espeakng-loader", "speech") from None
    try:
        from phonemizer.backend import EspeakBackend
        from phonemizer.backend.espeak.wrapper import EspeakWrapper
    except ImportError:
        raise MissingExtra("phonemizer-fork", "speech") from None
    with _LOCK:
        EspeakWrapper.set_library(espeakng_loader.get_library_path())
        EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
        return EspeakBackend(
            language=espeak_language,
            preserve_punctuation=False,
            with_stress=True,
            tie="^",
            language_switch="remove-flags",
        )


class EspeakFallback:
    """Phonemes, in misaki's notation, of English words that its lexicon lacks."""

    def __init__(self, *, british: bool) -> None:
        _backend("en-gb" if british else "en-us")
        from misaki import espeak

        with _LOCK:
            self._fallback = espeak.EspeakFallback(british=british)
            # misaki's own backend leaves "(ru)…(en)" in words of other scripts.
            self._fallback.backend = _backend("en-gb" if british else "en-us")

    def __call__(self, token: Any) -> tuple[str | None, int | None]:
        with _LOCK:
            phonemes, rating = self._fallback(token)
        return phonemes or None, rating


class EspeakG2P:
    """G2P by espeak-ng, in Kokoro's notation.

    Args:
        lang: A letter or tag of `LANGUAGES`, or a member of `FOREIGN`, whose sounds become the
            nearest that the model knows.
        respelling: Spellings of the words that espeak-ng reads wrongly.

    Raises:
        MissingExtra: espeak-ng is not installed.
    """

    name = "espeak"

    def __init__(self, lang: str, *, respelling: Respelling | None = None) -> None:
        self._is_foreign = lang in FOREIGN
        voice = lang if self._is_foreign else find_language(lang).espeak
        self._backend = _backend(voice)
        self._respelling = respelling
        self.version = f"{metadata.version('espeakng-loader')}-{voice}-1"
        if respelling is not None:
            self.version += f"-{respelling.version}"

    def phonemize(self, text: str) -> list[PhonemeToken]:
        runs, marks = _split(text)
        tokens = [
            PhonemeToken(text[start:end], phonemes, start, end, space)
            for run, read in zip(runs, self._read_runs(text, runs), strict=True)
            for (start, end), (phonemes, space) in zip(run, read, strict=True)
        ]
        tokens += marks
        tokens.sort(key=lambda token: token.start)
        return [
            replace(token, space_after=_has_space(text, token, following))
            if following is None
            or text[token.end : following.start].strip()
            or token.text in MARKS
            or following.text in MARKS
            else token
            for token, following in zip_longest(tokens, tokens[1:])
        ]

    def _read_runs(
        self, text: str, runs: Sequence[Sequence[tuple[int, int]]]
    ) -> list[list[tuple[str, bool]]]:
        """Phonemes of each word of each run, and whether a space follows.

        A run is read in one call, for liaison and stress.
        """
        written = [[text[a:b] for a, b in run] for run in runs]
        if self._respelling is not None:
            written = [self._respelling.respell(run) for run in written]
        wholes = self._read([" ".join(run) for run in written])
        result: list[list[tuple[str, bool]]] = []
        for run, whole in zip(written, wholes, strict=True):
            words = whole.split()
            if len(words) == len(run):
                result.append([(word, True) for word in words])
                continue
            alone = [w.replace(" ", "") for w in self._read(run)]
            result.append(_split_phonemes(whole, alone))
        return result

    def _read(self, texts: list[str]) -> list[str]:
        if not texts:
            return []
        with _LOCK:
            found: list[str] = self._backend.phonemize(texts)
        # phonemizer drops empty results; then only one call for each text keeps the positions.
        if len(found) != len(texts):
            with _LOCK:
                found = [(self._backend.phonemize([text]) or [""])[0] for text in texts]
        known = [_to_kokoro(phonemes.strip()) for phonemes in found]
        return [nearest_phonemes(phonemes) for phonemes in known] if self._is_foreign else known


def _split(text: str) -> tuple[list[list[tuple[int, int]]], list[PhonemeToken]]:
    """Runs of words without a punctuation mark between, as offsets, and the marks."""
    runs: list[list[tuple[int, int]]] = [[]]
    marks: list[PhonemeToken] = []
    at = 0
    while at < len(text):
        if word := _WORD.match(text, at):
            runs[-1].append(word.span())
            at = word.end()
            continue
        if (mark := MARKS.get(text[at])) is not None:
            marks.append(PhonemeToken(text[at], mark, at, at + 1, space_after=False))
            runs.append([])
        at += 1
    return [run for run in runs if run], marks


def _to_kokoro(phonemes: str) -> str:
    for espeak, kokoro in _NOTATION:
        phonemes = phonemes.replace(espeak, kokoro)
    return phonemes


def _has_space(text: str, token: PhonemeToken, following: PhonemeToken | None) -> bool:
    return following is not None and any(c.isspace() for c in text[token.end : following.start])


def _split_phonemes(whole: str, alone: Sequence[str]) -> list[tuple[str, bool]]:
    """Split the phonemes of a run into those of its words, and whether a space follows each.

    espeak-ng joins short words to their neighbours and reads some as two, so the split follows the
    phonemes of each word read alone.
    """
    if len(alone) == 1:
        return [(whole, True)]
    if (words := split_chunks(whole, alone)) is not None:
        return [(word, True) for word in words]
    joined = "".join(alone)
    matcher = difflib.SequenceMatcher(None, joined, whole, autojunk=False)
    aligned = [0] * (len(joined) + 1)
    for _, a, b, c, d in matcher.get_opcodes():
        for at in range(a, b):
            aligned[at] = c + (d - c) * (at - a) // max(1, b - a)
    aligned[len(joined)] = len(whole)
    edges = [0]
    done = 0
    for phonemes in alone[:-1]:
        done += len(phonemes)
        edges.append(max(edges[-1], aligned[done]))
    edges.append(len(whole))
    parts = [whole[a:b] for a, b in pairwise(edges)]
    return [
        (part.strip(), part.endswith(" ") or (n + 1 < len(parts) and parts[n + 1][:1] == " "))
        for n, part in enumerate(parts)
    ]
