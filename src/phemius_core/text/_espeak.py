"""espeak-ng behind one gate: the fallback for English words and the G2P of other languages.

espeak-ng and phonemizer are GPL-3; they are imported only here.
"""

import difflib
import re
import threading
from collections.abc import Sequence
from importlib import metadata
from itertools import pairwise
from typing import Any, Final

from phemius_core.errors import MissingExtra
from phemius_core.text._g2p import language
from phemius_core.text._punctuation import MARKS
from phemius_core.text._types import PhonemeToken

__all__ = ["EspeakG2P", "EspeakWords", "espeak_installed"]

# espeak-ng keeps its voice and buffers in process-global C state: two calls at once give
# each other's phonemes, without an error. So the gate is global too.
_GATE: Final = threading.RLock()

_WORD = re.compile(r"[^\W_][\w'’\-·\u0300-\u036f\u0900-\u0963\u0966-\u097f]*|_+")
_TIES = (
    ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^z", "ʣ"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"), ("o^ʊ", "O"),
    ("ə^ʊ", "Q"), ("s^s", "S"), ("t^s", "ʦ"), ("t^ʃ", "ʧ"), ("ɔ^ɪ", "Y"), ("^", ""), ("-", ""),
)  # fmt: skip


def espeak_installed() -> bool:
    """Whether espeak-ng can be loaded here."""
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
    with _GATE:
        EspeakWrapper.set_library(espeakng_loader.get_library_path())
        EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
        return EspeakBackend(
            language=espeak_language,
            preserve_punctuation=False,
            with_stress=True,
            tie="^",
            language_switch="remove-flags",
        )


class EspeakWords:
    """English words that misaki's lexicon lacks, in misaki's notation."""

    def __init__(self, *, british: bool) -> None:
        _backend("en-gb" if british else "en-us")
        from misaki.espeak import EspeakFallback

        with _GATE:
            self._fallback = EspeakFallback(british=british)
            # misaki's own backend leaves "(ru)…(en)" in words of other scripts.
            self._fallback.backend = _backend("en-gb" if british else "en-us")

    def __call__(self, token: Any) -> tuple[str | None, int | None]:
        with _GATE:
            phonemes, rating = self._fallback(token)
        return phonemes or None, rating


class EspeakG2P:
    """espeak-ng in Kokoro's notation, for the languages that misaki has no lexicon for.

    Args:
        lang: A letter or tag of `LANGUAGES`.

    Raises:
        MissingExtra: espeak-ng is not installed.
    """

    name = "espeak"

    def __init__(self, lang: str) -> None:
        found = language(lang)
        self._backend = _backend(found.espeak)
        self.version = f"{metadata.version('espeakng-loader')}-{found.espeak}-1"

    def phonemize(self, text: str) -> list[PhonemeToken]:
        tokens: list[PhonemeToken] = []
        run: list[tuple[int, int]] = []
        runs: list[list[tuple[int, int]]] = []
        marks: list[tuple[int, str]] = []
        position = 0
        while position < len(text):
            if match := _WORD.match(text, position):
                run.append(match.span())
                position = match.end()
                continue
            if (mark := MARKS.get(text[position])) is not None:
                marks.append((position, mark))
                if run:
                    runs.append(run)
                    run = []
            position += 1
        if run:
            runs.append(run)
        for spans, phonemes in zip(runs, self._runs(text, runs), strict=True):
            for (start, end), (symbols, space) in zip(spans, phonemes, strict=True):
                tokens.append(PhonemeToken(text[start:end], symbols, start, end, space))
        tokens.extend(
            PhonemeToken(text[at], mark, at, at + 1, space_after=False) for at, mark in marks
        )
        tokens.sort(key=lambda token: token.start)
        return [
            PhonemeToken(t.text, t.phonemes, t.start, t.end, _gap(text, t, following))
            if following is None
            or text[t.end : following.start].strip()
            or t.text in MARKS
            or following.text in MARKS
            else t
            for t, following in zip(tokens, [*tokens[1:], None], strict=True)
        ]

    def _runs(
        self, text: str, runs: Sequence[Sequence[tuple[int, int]]]
    ) -> list[list[tuple[str, bool]]]:
        """Phonemes of each word of each run; a run is spoken together, for liaison and stress."""
        wholes = self._read([" ".join(text[a:b] for a, b in run) for run in runs])
        result: list[list[tuple[str, bool]]] = []
        for run, whole in zip(runs, wholes, strict=True):
            words = whole.split()
            if len(words) == len(run):
                result.append([(word, True) for word in words])
                continue
            alone = [w.replace(" ", "") for w in self._read([text[a:b] for a, b in run])]
            result.append(_share(whole, alone))
        return result

    def _read(self, texts: list[str]) -> list[str]:
        if not texts:
            return []
        with _GATE:
            found: list[str] = self._backend.phonemize(texts)
        # phonemizer leaves out what it finds empty, so positions need one call each then.
        if len(found) != len(texts):
            with _GATE:
                found = [(self._backend.phonemize([text]) or [""])[0] for text in texts]
        return [_notation(phonemes.strip()) for phonemes in found]


def _notation(phonemes: str) -> str:
    for old, new in _TIES:
        phonemes = phonemes.replace(old, new)
    return phonemes


def _gap(text: str, token: PhonemeToken, following: PhonemeToken | None) -> bool:
    return following is not None and any(c.isspace() for c in text[token.end : following.start])


def _share(whole: str, alone: Sequence[str]) -> list[tuple[str, bool]]:
    """Cuts the phonemes of a run into those of its words.

    espeak joins short words to their neighbours and says some in two, so the
    cut follows the phonemes of each word said alone.
    """
    if len(alone) == 1:
        return [(whole, True)]
    joined = "".join(alone)
    matcher = difflib.SequenceMatcher(None, joined, whole, autojunk=False)
    image = [0] * (len(joined) + 1)
    for _, a, b, c, d in matcher.get_opcodes():
        for at in range(a, b):
            image[at] = c + (d - c) * (at - a) // max(1, b - a)
    image[len(joined)] = len(whole)
    cuts = [0]
    done = 0
    for phonemes in alone[:-1]:
        done += len(phonemes)
        cuts.append(max(cuts[-1], image[done]))
    cuts.append(len(whole))
    parts = [whole[a:b] for a, b in pairwise(cuts)]
    return [
        (part.strip(), part.endswith(" ") or (n + 1 < len(parts) and parts[n + 1][:1] == " "))
        for n, part in enumerate(parts)
    ]
