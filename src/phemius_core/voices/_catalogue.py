"""Voice names, and the voices behind them."""

import difflib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from phemius_core.errors import FieldProblem, UnknownVoice
from phemius_core.voices._blend import parse_blend
from phemius_core.voices._packs import read_pack
from phemius_core.voices._tables import (
    LANGUAGES,
    NATIVE,
    OPENAI,
    OPENAI_EXTRA,
    PACKS,
    PHEMIUS,
    Alias,
    Gender,
)
from phemius_core.voices._voice import Voice

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["VoiceCatalogue", "VoiceInfo"]


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """A line of the catalogue."""

    name: str
    pack: str
    gender: Gender
    language: str
    """Language tag: `en-US`, `pt-BR`, …"""
    description: str


class VoiceCatalogue:
    """All voices that can be named. Safe to share between threads.

    A name is only ever looked up in fixed tables; it never reaches the file system.

    On the native endpoint a name is sought among the built-in voices, then the Phemius
    voices, then the voicepacks. On the OpenAI endpoint it is sought among the OpenAI
    voices first, then the Phemius voices, then the built-in voices (so `default` works
    there too), then the voicepacks.

    Args:
        max_cached: Voicepacks kept in memory, of 0.5 MB each; the least used goes first.
    """

    def __init__(self, *, max_cached: int = 16) -> None:
        if max_cached < 1:
            msg = f"max_cached is {max_cached}: at least one voicepack must be kept"
            raise ValueError(msg)
        self._max_cached = max_cached
        self._cache: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()
        packs = {pack: Alias(pack, f"Voicepack {pack}") for pack in PACKS}
        openai = {name: PHEMIUS[voice] for name, voice in OPENAI.items()} | OPENAI_EXTRA
        self._native = _ranked(NATIVE, PHEMIUS, packs)
        self._openai = _ranked(openai, PHEMIUS, NATIVE, packs)

    def names(self, *, openai: bool = False) -> tuple[str, ...]:
        """Every name that `resolve` takes on that endpoint, blends aside, as it seeks them."""
        return tuple(self._table(openai=openai))

    def list(self, *, openai: bool = False) -> tuple[VoiceInfo, ...]:
        """The catalogue of an endpoint, in the order of `names`."""
        return tuple(
            VoiceInfo(
                name=name,
                pack=alias.pack,
                gender="female" if alias.pack[1] == "f" else "male",
                language=LANGUAGES[alias.pack[0]],
                description=alias.description,
            )
            for name, alias in self._table(openai=openai).items()
        )

    def resolve(self, name: str, *, openai: bool = False) -> Voice:
        """Finds a voice, or mixes one: `af_bella(2)+af_sky(1)`, `af_bella+af_sky`.

        Terms of a blend may be any names of the endpoint. Weights count in proportion.
        A blend may cross languages; it speaks the language of its first term.

        Args:
            name: At most 200 characters.
            openai: Whether the name came to the OpenAI endpoint.

        Raises:
            UnknownVoice: No such voice; the message names the nearest.
            InvalidRequest: Too long, more than 8 terms, or a weight not in (0, 100].
        """
        table = self._table(openai=openai)
        terms = [(self._pack(term, table), weight) for term, weight in parse_blend(name)]
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

    def _pack(self, name: str, table: dict[str, Alias]) -> str:
        if found := table.get(name):
            return found.pack
        near = difflib.get_close_matches(name.lower(), table, n=3, cutoff=0.5)
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


def _ranked(*tables: dict[str, Alias]) -> dict[str, Alias]:
    """Merges tables; where a name is in several, the earlier table wins."""
    merged: dict[str, Alias] = {}
    for table in tables:
        for name, alias in table.items():
            merged.setdefault(name, alias)
    return merged
