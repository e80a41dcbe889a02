"""A voice that can speak: one voicepack, or several mixed."""

import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PACK_ROWS", "STYLE_SIZE", "Voice"]

PACK_ROWS: Final = 510
"""Rows of a voicepack: one style for each possible number of phonemes."""
STYLE_SIZE: Final = 256


@dataclass(frozen=True, slots=True)
class Voice:
    """A resolved voice. `VoiceCatalogue.resolve` makes them, and `of_pack`."""

    name: str
    """As the caller wrote it."""
    packs: tuple[tuple[str, float], ...]
    """Voicepacks in the order of their names, and their shares, which sum to 1."""
    lang: str
    """Language letter of the voicepacks (`a` American English, …); of a blend, the first's."""
    content_id: str
    """Canonical spelling of language, voicepacks and shares: equal for voices that sound alike."""
    _load: "Callable[[str], NDArray[np.float32]]" = field(repr=False, compare=False)

    @classmethod
    def of_pack(cls, name: str, pack: "NDArray[np.float32]", lang: str, digest: str) -> Self:
        """A voice of one voicepack that is in no catalogue.

        Args:
            name: For people.
            pack: float32 [510, 256].
            lang: Language letter.
            digest: Tells its voicepack from all others.
        """
        return cls(name, ((digest, 1.0),), lang, f"{lang}:{digest}", lambda _pack: pack)

    def style(self, n_phonemes: int) -> "NDArray[np.float32]":
        """float32 [256]: the style for an utterance of that many phonemes.

        Kokoro takes row `n_phonemes - 1`; more than 510 phonemes take the last row.

        Raises:
            ValueError: Fewer than one phoneme.
            SetupError: A voicepack of this installation is damaged.
        """
        if n_phonemes < 1:
            msg = f"a style is for 1 phoneme or more, not {n_phonemes}"
            raise ValueError(msg)
        row = min(n_phonemes, PACK_ROWS) - 1
        if len(self.packs) == 1:
            # A single share is 1: the row goes to the model bit for bit.
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
