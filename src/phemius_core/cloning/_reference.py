"""The recording to clone from: decoded within bounds, checked, trimmed."""

import io
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Final

import numpy as np

from phemius_core.audio import voiced_pitch
from phemius_core.cloning._decode import MAX_SECONDS, decode, decode_here, refused
from phemius_core.cloning._dvector import embed_windows
from phemius_core.cloning._speaker_count import is_one_speaker
from phemius_core.dimensions import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MAX_SECONDS", "MIN_SECONDS", "Reference", "read_reference"]

MIN_SECONDS: Final = 3.0
_FRAME_SAMPLES: Final = 240
_MIN_LEVEL_DB: Final = -45.0
_MAX_SNR_DB: Final = 60.0
"""A better ratio is reported as this."""
_MIN_SNR_DB: Final = 12.0
_MAX_CLIPPED: Final = 0.005
"""Share of samples at full scale."""
_MIN_VOICED: Final = 0.15
"""Share of voiced frames."""
_PAUSE_FRAMES: Final = 20
"""Pauses are shortened to this, 0.2 s."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A recording that can be cloned from."""

    samples: "NDArray[np.float32]" = field(repr=False)
    """float32 [n], 24 kHz mono, within ±1, without long pauses."""
    level_db: float
    """Level of the speech against full scale."""
    snr_db: float
    """Level of the speech over that of its pauses, at most 60."""
    pitch_hz: float
    """Median pitch of the voiced frames."""

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE

    @property
    def measurements(self) -> dict[str, float]:
        """Level, signal-to-noise ratio and pitch, as arguments of `of_flac`."""
        return {"level_db": self.level_db, "snr_db": self.snr_db, "pitch_hz": self.pitch_hz}

    def flac(self) -> bytes:
        """The recording as FLAC: 24 kHz, mono, 16 bits."""
        from phemius_core.audio import encode

        return encode(self.samples, "flac")

    @classmethod
    def of_flac(
        cls, data: bytes, *, level_db: float, snr_db: float, pitch_hz: float
    ) -> "Reference":
        """Undo `flac`, without checking the recording again.

        Args:
            data: Output of `flac`.
            level_db: As in `measurements`.
            snr_db: As in `measurements`.
            pitch_hz: As in `measurements`.
        """
        samples, _ = decode_here(io.BytesIO(data))
        return cls(samples, level_db, snr_db, pitch_hz)


def read_reference(data: bytes | IO[bytes]) -> Reference:
    """Decode and check a recording.

    At most `MAX_SECONDS` and a second are decoded, whatever length the file claims, in a child
    process: what a crafted file does to the decoder ends there.

    Args:
        data: A WAV, FLAC, MP3 or OGG file, or its bytes.

    Raises:
        InvalidRequest: The file cannot be decoded, or the recording cannot be cloned from; the
            message says why.
    """
    samples, rate = decode(data)
    if len(samples) > MAX_SECONDS * rate:
        raise refused(
            f"the recording is longer than {MAX_SECONDS:g} s: send 10 to 30 s of it", "too_long"
        )
    if len(samples) < MIN_SECONDS * rate:
        raise refused(
            f"the recording is {len(samples) / rate:.1f} s long: "
            f"send at least {MIN_SECONDS:g} s of speech, better 10 to 30",
            "too_short",
        )
    if not np.isfinite(samples).all():
        raise refused("the recording has samples that are not finite numbers: send another file")
    peak = float(np.abs(samples).max())
    clipped = float((np.abs(samples) >= 0.999 * peak).mean())
    if peak > 0.5 and clipped > _MAX_CLIPPED:
        raise refused(
            f"{100 * clipped:.1f} % of the samples are clipped: record at a lower level",
            "clipped",
        )
    if rate != SAMPLE_RATE:
        import soxr

        samples = soxr.resample(samples, rate, SAMPLE_RATE, quality="HQ").astype(np.float32)
    samples = samples - samples.mean()
    return _check(samples / max(1.0, float(np.abs(samples).max())))


def _check(samples: "NDArray[np.float32]") -> Reference:
    count = len(samples) // _FRAME_SAMPLES
    frames = samples[: count * _FRAME_SAMPLES].reshape(count, _FRAME_SAMPLES)
    level = 10 * np.log10(np.square(frames).mean(axis=1) + 1e-12)
    loud = float(np.percentile(level, 90))
    floor = float(np.percentile(level, 5))
    if loud < _MIN_LEVEL_DB:
        raise refused(
            f"the recording is almost silent ({loud:.0f} dB against full scale): "
            "record at a higher level",
            "silent",
        )
    snr = min(_MAX_SNR_DB, loud - floor)
    if snr < _MIN_SNR_DB:
        raise refused(
            f"the speech is only {snr:.0f} dB above its pauses: "
            f"record at least {_MIN_SNR_DB:g} dB, without noise or music",
            "noisy",
        )
    trimmed = frames[_without_pauses(level > max(loud - 30, floor + 3))].reshape(-1)
    pitch, voiced = voiced_pitch(trimmed)
    if voiced < _MIN_VOICED:
        raise refused("the recording has no speech: send a recording of a voice", "no_speech")
    if len(trimmed) < MIN_SECONDS * SAMPLE_RATE:
        raise refused(
            f"the recording has {len(trimmed) / SAMPLE_RATE:.1f} s of speech: send at least "
            f"{MIN_SECONDS:g} s, better 10 to 30",
            "too_short",
        )
    if not is_one_speaker(embed_windows(trimmed)):
        raise refused(
            "the recording has more than one speaker: send a recording of one", "two_speakers"
        )
    return Reference(trimmed, loud, snr, pitch)


def _without_pauses(speech: "NDArray[np.bool_]") -> "NDArray[np.bool_]":
    """Which frames to keep: speech, and up to `_PAUSE_FRAMES` of each pause within it."""
    kept = speech.copy()
    pause = _PAUSE_FRAMES
    for at, spoken in enumerate(speech):
        pause = 0 if spoken else pause + 1
        kept[at] = spoken or pause <= _PAUSE_FRAMES
    last = int(np.flatnonzero(speech)[-1]) if speech.any() else -1
    kept[last + 1 :] = False
    return kept
