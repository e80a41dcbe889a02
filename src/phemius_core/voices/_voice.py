"""A resolved voice: one voicepack, or a blend of several."""

import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import numpy as np

from phemius_core.dimensions import MAX_PHONEMES, STYLE_SIZE

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Voice"]


@dataclass(frozen=True, slots=True)
class Voice:
    """A resolved voice, as `VoiceCatalogue.resolve` or `of_pack` makes it."""

    name: str
    """Name or blend, as the caller wrote it."""
    packs: tuple[tuple[str, float], ...]
    """Voicepacks, sorted by name, and their shares, which sum to 1."""
    lang: str
    """Language letter of the voicepack (`a` American English, …); of a blend, of its first term."""
    content_id: str
    """Canonical form of language, voicepacks and shares: equal for voices that sound the same."""
    _load: "Callable[[str], NDArray[np.float32]]" = field(repr=False, compare=False)

    @classmethod
    def of_pack(cls, name: str, pack: "NDArray[np.float32]", lang: str, digest: str) -> Self:
        """A voice of a voicepack that is not in the catalogue.

        Args:
            name: Name to show to people.
            pack: float32 [510, 256].
            lang: Language letter.
            digest: Unique identifier of the voicepack's content.
        """
        return cls(name, ((digest, 1.0),), lang, f"{lang}:{digest}", lambda _pack: pack)

    def style(self, n_phonemes: int) -> "NDArray[np.float32]":
        """The style for an utterance.

        As in Kokoro, it is row `n_phonemes - 1`; beyond 510 phonemes, the last row.

        Args:
            n_phonemes: Phonemes of the utterance, at least 1.

        Returns:
            float32 [256].

        Raises:
            ValueError: `n_phonemes` is less than 1.
            SetupError: A voicepack that ships with the package is damaged.
        """
        if n_phonemes < 1:
            raise ValueError(f"n_phonemes is {n_phonemes}: give at least 1")
        row = min(n_phonemes, MAX_PHONEMES) - 1
        if len(self.packs) == 1:
            # A single share is 1: no arithmetic, so that the row stays bit-exact.
            row_of_pack: NDArray[np.float32] = self._load(self.packs[0][0])[row].astype(np.float32)
            return row_of_pack
        style = np.zeros(STYLE_SIZE, np.float64)
        for pack, share in self.packs:
            style += share * self._load(pack)[row]
        return style.astype(np.float32)

    @property
    def digest(self) -> str:
        """SHA-256 of the language, the shares and the bytes of the voicepacks, for cache keys."""
        digest = hashlib.sha256(self.lang.encode())
        for pack, share in self.packs:
            digest.update(struct.pack("<d", share))
            digest.update(self._load(pack).astype("<f4", copy=False).tobytes())
        return digest.hexdigest()
