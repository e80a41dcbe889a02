"""The catalogue of voices: which voice a name means."""

import difflib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from phemius_core.errors import FieldProblem, UnknownVoice
from phemius_core.languages import LANGUAGES
from phemius_core.voices._blend import parse_blend
from phemius_core.voices._packs import read_pack
from phemius_core.voices._voice import Voice
from phemius_core.voices._voice_names import (
    NATIVE,
    OPENAI,
    OPENAI_LATER,
    PHEMIUS,
    STOCK_PACKS,
    Alias,
    Gender,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["VoiceCatalogue", "VoiceInfo"]


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """An entry of the catalogue."""

    name: str
    pack: str
    """Name of the voicepack."""
    gender: Gender
    language: str
    """BCP 47 tag: `en-US`, `pt-BR`, …"""
    description: str


class VoiceCatalogue:
    """All voices that have a name, and blends of them. Safe to use from many threads.

    A name is only ever looked up in fixed tables; it never reaches the file system.

    On the native endpoint a name is looked up among the built-in voices, then the Phemius
    voices, then the voicepacks. On the OpenAI endpoint it is looked up among the OpenAI
    voices, then the Phemius voices, then the built-in voices (so `default` works there
    too), then the voicepacks.

    Args:
        max_cached: Voicepacks kept in memory, of 0.5 MB each; the least recently used is
            dropped first.

    Raises:
        ValueError: `max_cached` is less than 1.
    """

    def __init__(self, *, max_cached: int = 16) -> None:
        if max_cached < 1:
            raise ValueError(f"max_cached is {max_cached}: give at least 1")
        self._max_cached = max_cached
        self._cache: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()
        packs = {pack: Alias(pack, f"Voicepack {pack}") for pack in STOCK_PACKS}
        openai = {name: PHEMIUS[voice] for name, voice in OPENAI.items()} | OPENAI_LATER
        self._native = _merge(NATIVE, PHEMIUS, packs)
        self._openai = _merge(openai, PHEMIUS, NATIVE, packs)

    def names(self, *, openai: bool = False) -> tuple[str, ...]:
        """All names that `resolve` takes on an endpoint, in the order of lookup, without blends."""
        return tuple(self._table(openai=openai))

    def list(self, *, openai: bool = False) -> tuple[VoiceInfo, ...]:
        """The catalogue of an endpoint, in the order of `names`."""
        return tuple(
            VoiceInfo(
                name=name,
                pack=alias.pack,
                gender="female" if alias.pack[1] == "f" else "male",
                language=LANGUAGES[alias.pack[0]].tag,
                description=alias.description,
            )
            for name, alias in self._table(openai=openai).items()
        )

    def resolve(self, name: str, *, openai: bool = False, suggest: bool = True) -> Voice:
        """The voice of a name, or of a blend: `af_bella(2)+af_sky(1)`, `af_bella+af_sky`.

        Terms of a blend may be any names of the endpoint. Weights are relative. A blend may
        cross languages; it speaks the language of its first term.

        Args:
            name: Name or blend, at most 200 characters.
            openai: Whether to use the names of the OpenAI endpoint.
            suggest: Whether the error of an unknown voice has the nearest names, which take a
                third of a millisecond to find.

        Raises:
            UnknownVoice: There is no such voice.
            InvalidRequest: The name is too long, has more than 8 terms, or a weight not in
                (0, 100].
        """
        table = self._table(openai=openai)
        terms = [
            (self._pack(term, table, suggest=suggest), weight) for term, weight in parse_blend(name)
        ]
        weights: dict[str, float] = {}
        for pack, weight in terms:
            weights[pack] = weights.get(pack, 0.0) + weight
        total = sum(weights[pack] for pack in sorted(weights))
        shares = tuple((pack, weights[pack] / total) for pack in sorted(weights))
        lang = terms[0][0][0]
        content = "+".join(f"{pack}({share!r})" for pack, share in shares)
        return Voice(name, shares, lang, f"{lang}:{content}", self._load)

    def _table(self, *, openai: bool) -> dict[str, Alias]:
        return self._openai if openai else self._native

    def _pack(self, name: str, table: dict[str, Alias], *, suggest: bool) -> str:
        if found := table.get(name):
            return found.pack
        near = difflib.get_close_matches(name.lower(), table, n=3, cutoff=0.5) if suggest else ()
        hint = f"did you mean {', '.join(near)}?" if near else "see the list of voices"
        message = f"unknown voice {name!r}: {hint}"
        raise UnknownVoice(message, fields=[FieldProblem("voice", message, "voice_not_found")])

    def _load(self, pack: str) -> "NDArray[np.float32]":
        with self._lock:
            if pack in self._cache:
                self._cache.move_to_end(pack)
                return self._cache[pack]
        matrix = read_pack(pack)
        with self._lock:
            self._cache[pack] = matrix
            self._cache.move_to_end(pack)
            while len(self._cache) > self._max_cached:
                self._cache.popitem(last=False)
        return matrix


def _merge(*tables: dict[str, Alias]) -> dict[str, Alias]:
    """All tables as one; of a name in several tables, the first is taken."""
    merged: dict[str, Alias] = {}
    for table in tables:
        for name, alias in table.items():
            merged.setdefault(name, alias)
    return merged
