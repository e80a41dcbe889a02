"""Speech that a server has made."""

import io
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SAMPLE_RATE", "Speech"]

SAMPLE_RATE: Final = 24_000
"""Samples a second of all audio."""
_ENCODED: Final = {
    ".flac": ("FLAC", "PCM_16"),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
    ".ogg": ("OGG", "VORBIS"),
    ".opus": ("OGG", "OPUS"),
}
_BLOCK_BYTES: Final = 1 << 15
"""libsndfile's Vorbis encoder overflows its stack on long writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Audio and what was charged for it."""

    pcm: bytes
    """Signed 16-bit little-endian, 24 kHz, mono."""
    chars_billed: int
    """By the attempt that brought it; what one before it had paid is not charged again."""
    request_id: str | None = None
    """What the server's log calls the request; None for several in one."""

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.pcm) / 2 / SAMPLE_RATE

    @property
    def samples(self) -> "NDArray[np.float32]":
        """`float32 [n]` in -1 to 1, 24 kHz. Needs numpy."""
        import numpy as np

        return np.frombuffer(self.pcm, "<i2").astype(np.float32) / np.float32(32768)

    @property
    def wav(self) -> bytes:
        """The audio as a WAV file."""
        file = io.BytesIO()
        with wave.open(file, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(SAMPLE_RATE)
            out.writeframes(self.pcm)
        return file.getvalue()

    def save(self, path: str | Path) -> Path:
        """Writes a file in the format of its suffix: .pcm or .wav; with the package
        `soundfile` also .flac, .mp3, .ogg and .opus.

        Raises:
            ValueError: Another suffix.
            ImportError: The format needs `soundfile`.
        """
        target = Path(path)
        suffix = target.suffix.lower()
        if suffix == ".pcm":
            target.write_bytes(self.pcm)
        elif suffix == ".wav":
            target.write_bytes(self.wav)
        elif suffix in _ENCODED:
            self._encode(target, *_ENCODED[suffix])
        else:
            known = ", ".join((".pcm", ".wav", *_ENCODED))
            raise ValueError(f"cannot save as {target.name!r}: use one of {known}")
        return target

    def play(self) -> None:
        """Plays the audio and waits for its end. Needs the package `sounddevice`.

        Raises:
            ImportError: `sounddevice` is not installed.
            OSError: Its library PortAudio is not. Without a sound device it raises an error of its
                own.
        """
        try:
            import sounddevice  # type: ignore[import-not-found,unused-ignore]
        except ImportError:
            raise ImportError("to play speech: pip install sounddevice") from None
        out: Any = sounddevice.RawOutputStream(SAMPLE_RATE, channels=1, dtype="int16")
        with out:
            out.write(self.pcm)

    def _encode(self, target: Path, container: str, subtype: str) -> None:
        try:
            import soundfile
        except ImportError:
            raise ImportError(
                f"to save {target.suffix}: pip install soundfile; or ask the server for the "
                f"format: speech.with_streaming_response.create(…, format={target.suffix[1:]!r})"
            ) from None
        file: Any = soundfile.SoundFile(
            target, "w", samplerate=SAMPLE_RATE, channels=1, format=container, subtype=subtype
        )
        with file:
            for start in range(0, len(self.pcm), _BLOCK_BYTES):
                file.buffer_write(self.pcm[start : start + _BLOCK_BYTES], dtype="int16")
