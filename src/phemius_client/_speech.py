"""The speech that a request returns."""

import io
import wave
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from phemius_core.wire import AUDIO_FORMATS, SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SAMPLE_RATE", "Speech"]

_FORMAT_BY_SUFFIX: Final = {spec.extension: spec for spec in AUDIO_FORMATS.values()}
_BLOCK_BYTES: Final = 1 << 15
"""Bytes per write: libsndfile's Vorbis encoder overflows its stack on longer ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Audio and what was charged for it.

    Args:
        pcm: Signed 16-bit little-endian samples, 24 kHz, mono.
        chars_billed: Characters charged.
        request_id: Id of the request.
    """

    pcm: bytes = field(repr=False)
    """Signed 16-bit little-endian samples, 24 kHz, mono."""
    chars_billed: int
    """Characters charged by the attempt that succeeded; a failed one may have charged others."""
    request_id: str | None = None
    """Id of the request in the server's log; None for the speech of several requests."""

    @property
    def duration(self) -> float:
        """Length of the audio in seconds."""
        return len(self.pcm) / 2 / SAMPLE_RATE

    @property
    def samples(self) -> "NDArray[np.float32]":
        """Samples as `float32 [n]` from -1 to 1, 24 kHz. Needs numpy."""
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
        """Writes the audio to a file in the format of its suffix.

        Args:
            path: File ending in .pcm or .wav; with the package `soundfile` also in .flac, .mp3,
                .ogg or .opus.

        Raises:
            ValueError: The suffix is none of these.
            ImportError: The format needs `soundfile`, which is not installed.
        """
        target = Path(path)
        suffix = target.suffix.lower()
        if suffix == ".pcm":
            target.write_bytes(self.pcm)
        elif suffix == ".wav":
            target.write_bytes(self.wav)
        elif suffix in _FORMAT_BY_SUFFIX and (encoding := _FORMAT_BY_SUFFIX[suffix].libsndfile):
            self._encode(target, *encoding)
        else:
            known = ", ".join(_FORMAT_BY_SUFFIX)
            raise ValueError(f"cannot save as {target.name!r}: use one of {known}")
        return target

    def play(self) -> None:
        """Plays the audio and returns when it has ended. Needs the package `sounddevice`.

        Raises:
            ImportError: `sounddevice` is not installed.
            OSError: The PortAudio library is not installed. Without an audio device, `sounddevice`
                raises an error of its own.
        """
        try:
            import sounddevice  # type: ignore[import-not-found,unused-ignore]
        except ImportError:
            raise ImportError(
                "sounddevice, which plays audio, is not installed: pip install sounddevice"
            ) from None
        out: Any = sounddevice.RawOutputStream(SAMPLE_RATE, channels=1, dtype="int16")
        with out:
            out.write(self.pcm)

    def _encode(self, target: Path, container: str, subtype: str) -> None:
        try:
            import soundfile
        except ImportError:
            raise ImportError(
                f"soundfile, which writes {target.suffix}, is not installed: "
                "pip install soundfile, or get the format from the server with "
                f"speech.with_streaming_response.create(…, format={target.suffix[1:]!r})"
            ) from None
        file: Any = soundfile.SoundFile(
            target, "w", samplerate=SAMPLE_RATE, channels=1, format=container, subtype=subtype
        )
        with file:
            for start in range(0, len(self.pcm), _BLOCK_BYTES):
                file.buffer_write(self.pcm[start : start + _BLOCK_BYTES], dtype="int16")
