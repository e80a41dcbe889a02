"""A recording, as somebody sends it: read within bounds, checked, trimmed."""

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from phemius_core.cloning._encoder import embed_windows
from phemius_core.cloning._pitch import voiced_pitch
from phemius_core.cloning._speakers import one_speaker
from phemius_core.errors import FieldProblem, InvalidRequest

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MAX_SECONDS", "MIN_SECONDS", "Reference", "read_reference"]

MIN_SECONDS: Final = 3.0
MAX_SECONDS: Final = 60.0
_RATE: Final = 24_000
_MAX_CHANNELS: Final = 8
_RATES: Final = (8_000, 192_000)
_BLOCK: Final = 65_536
_FRAME: Final = 240
_QUIET_DB: Final = -45.0
_BEST_SNR_DB: Final = 60.0
_MIN_SNR_DB: Final = 12.0
_MAX_CLIPPED: Final = 0.005
_MIN_VOICED: Final = 0.15
_PAUSE_FRAMES: Final = 20
"""Pauses are cut to 0.2 s."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Speech to clone from."""

    samples: "NDArray[np.float32]" = field(repr=False)
    """float32 [n], 24 kHz mono, within ±1, without long pauses."""
    level_db: float
    """Of the speech, against full scale."""
    snr_db: float
    """Speech over what is between it, up to 60."""
    pitch_hz: float
    """Median of what is voiced."""

    @property
    def seconds(self) -> float:
        return len(self.samples) / _RATE

    @property
    def facts(self) -> dict[str, float]:
        """What `of_flac` takes beside it."""
        return {"level_db": self.level_db, "snr_db": self.snr_db, "pitch_hz": self.pitch_hz}

    def flac(self) -> bytes:
        """As it is kept until it has been cloned: 24 kHz, mono, 16 bits."""
        from phemius_core.audio import encode

        return encode(self.samples, "flac")

    @classmethod
    def of_flac(
        cls, data: bytes, *, level_db: float, snr_db: float, pitch_hz: float
    ) -> "Reference":
        """What `flac` gave; it is not checked again."""
        samples, _ = _decoded(data)
        return cls(samples, level_db, snr_db, pitch_hz)


def read_reference(data: bytes) -> Reference:
    """Reads and checks a recording.

    However large it says it is, and however much it unpacks to, no more than a minute is read.

    Args:
        data: A WAV, FLAC, MP3 or OGG file.

    Raises:
        InvalidRequest: It cannot be read or cannot be cloned from; the message says why.
    """
    samples, rate = _decoded(data)
    if len(samples) > MAX_SECONDS * rate:
        raise _refused(f"the recording is longer than {MAX_SECONDS:g} s: cut it", "too_long")
    if len(samples) < MIN_SECONDS * rate:
        raise _refused(
            f"the recording is {len(samples) / rate:.1f} s long: at least {MIN_SECONDS:g} s of "
            "speech are needed, better 10 to 30",
            "too_short",
        )
    if not np.isfinite(samples).all():
        raise _refused("the recording holds samples that are no numbers")
    peak = float(np.abs(samples).max())
    clipped = float((np.abs(samples) >= 0.999 * peak).mean())
    if peak > 0.5 and clipped > _MAX_CLIPPED:
        raise _refused(
            f"{100 * clipped:.1f} % of the samples are clipped: record it at a lower level",
            "clipped",
        )
    if rate != _RATE:
        import soxr

        samples = soxr.resample(samples, rate, _RATE, quality="HQ").astype(np.float32)
    samples = samples - samples.mean()
    return _checked(samples / max(1.0, float(np.abs(samples).max())))


def _checked(samples: "NDArray[np.float32]") -> Reference:
    count = len(samples) // _FRAME
    frames = samples[: count * _FRAME].reshape(count, _FRAME)
    level = 10 * np.log10(np.square(frames).mean(axis=1) + 1e-12)
    loud = float(np.percentile(level, 90))
    floor = float(np.percentile(level, 5))
    if loud < _QUIET_DB:
        raise _refused(
            f"the recording is silent, or nearly so ({loud:.0f} dB against full scale): record it "
            "at a higher level",
            "silent",
        )
    snr = min(_BEST_SNR_DB, loud - floor)
    if snr < _MIN_SNR_DB:
        raise _refused(
            f"what is loud is only {snr:.0f} dB above what is quiet, and speech over its pauses "
            f"must be {_MIN_SNR_DB:g}: record it without noise or music",
            "noisy",
        )
    trimmed = frames[_without_pauses(level > max(loud - 30, floor + 3))].reshape(-1)
    pitch, voiced = voiced_pitch(trimmed)
    if voiced < _MIN_VOICED:
        raise _refused("there is no voice to be heard in the recording", "no_speech")
    if len(trimmed) < MIN_SECONDS * _RATE:
        raise _refused(
            f"there are {len(trimmed) / _RATE:.1f} s of speech in the recording: at least "
            f"{MIN_SECONDS:g} s are needed, better 10 to 30",
            "too_short",
        )
    if not one_speaker(embed_windows(trimmed)):
        raise _refused(
            "more than one speaker is heard in the recording: cut it to one", "two_speakers"
        )
    return Reference(trimmed, loud, snr, pitch)


def _without_pauses(speech: "NDArray[np.bool_]") -> "NDArray[np.bool_]":
    """Frames to keep: speech, and up to `_PAUSE_FRAMES` of each pause within it."""
    kept = speech.copy()
    run = _PAUSE_FRAMES
    for at, spoken in enumerate(speech):
        run = 0 if spoken else run + 1
        kept[at] = spoken or run <= _PAUSE_FRAMES
    last = int(np.flatnonzero(speech)[-1]) if speech.any() else -1
    kept[last + 1 :] = False
    return kept


def _decoded(data: bytes) -> "tuple[NDArray[np.float32], int]":
    """Mono samples, of a minute and a bit at most, and their rate."""
    import soundfile

    if not data:
        raise _refused("the recording is empty: it has 0 bytes", "empty")
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            rate, channels = file.samplerate, file.channels
            if not _RATES[0] <= rate <= _RATES[1]:
                raise _refused(f"its rate is {rate} Hz: {_RATES[0]} to {_RATES[1]} are read")
            if channels > _MAX_CHANNELS:
                raise _refused(f"it has {channels} channels: at most {_MAX_CHANNELS} are read")
            parts = []
            left = int((MAX_SECONDS + 1) * rate)
            while left > 0:
                block = file.read(min(_BLOCK, left), dtype="float32", always_2d=True)
                if not len(block):
                    break
                parts.append(block.mean(axis=1))
                left -= len(block)
    except (soundfile.LibsndfileError, RuntimeError, TypeError, ValueError) as error:
        raise _refused("the recording cannot be read: send it as WAV, FLAC, MP3 or OGG") from error
    return (np.concatenate(parts) if parts else np.zeros(0, np.float32)), rate


def _refused(message: str, code: str = "unreadable_audio") -> InvalidRequest:
    return InvalidRequest(message, fields=[FieldProblem("audio", message, code)])
