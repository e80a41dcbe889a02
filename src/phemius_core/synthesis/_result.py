"""Results of synthesis: a chunk of a stream, and a whole speech."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from phemius_core.audio import (
    WordTiming,
    encode,
    format_for_path,
    pcm16,
    to_json,
    to_srt,
    to_vtt,
)
from phemius_core.dimensions import SAMPLE_RATE
from phemius_core.text import Segment, TextWarning

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Speech", "SpeechChunk"]


@dataclass(frozen=True, slots=True)
class SpeechChunk:
    """Audio of one segment, or a part of it."""

    samples: "NDArray[np.float32]"
    """float32 [n], 24 kHz mono, within ±1; pauses included."""
    segment: Segment
    """The segment that the audio belongs to."""
    last: bool
    """Whether this is the last chunk of the segment."""
    words: tuple[WordTiming, ...] = ()
    """Words of the segment, in its first chunk only; times count from the start of the speech."""

    @property
    def pcm(self) -> bytes:
        """The samples as signed 16-bit little-endian PCM."""
        return pcm16(self.samples)


@dataclass(frozen=True, slots=True)
class Speech:
    """A whole spoken text."""

    samples: "NDArray[np.float32]" = field(repr=False)
    """float32 [n], 24 kHz mono, within ±1."""
    words: tuple[WordTiming, ...] = field(repr=False)
    """Words of the text: offsets in code points, and times."""
    text: str = field(repr=False)
    """The text as it was given."""
    warnings: tuple[TextWarning, ...] = ()
    """Parts of the text that could not be spoken as written."""
    sample_rate: int = SAMPLE_RATE

    @property
    def pcm(self) -> bytes:
        """The samples as signed 16-bit little-endian PCM, as the servers send it."""
        return pcm16(self.samples)

    @property
    def duration_s(self) -> float:
        return len(self.samples) / self.sample_rate

    def captions(self, kind: Literal["srt", "vtt", "json"] = "srt") -> str:
        """Captions of the text as it was given, in lines of readable length."""
        if kind == "json":
            return to_json(self.words)
        write = to_srt if kind == "srt" else to_vtt
        return write(self.words, source=self.text)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Writes an audio file in the format of its suffix.

        Raises:
            InvalidRequest: The suffix is not one of .wav .flac .mp3 .ogg .opus .pcm.
        """
        target = Path(path)
        target.write_bytes(encode(self.samples, format_for_path(target)))
        return target


def word_timings(
    segment: Segment, durations: Sequence[int], *, frame_ms: float, offset_ms: float
) -> tuple[WordTiming, ...]:
    """Times of a segment's words, from the durations that the model predicted.

    Args:
        segment: The segment; its words hold the indices of their phonemes.
        durations: Frames of the leading pad, of each phoneme and of the trailing pad.
        frame_ms: Length of one frame in milliseconds.
        offset_ms: Time in the speech at which the segment's leading pad begins; may be negative.
    """
    ends = [0]
    for frames in durations:
        ends.append(ends[-1] + int(frames))
    return tuple(
        WordTiming(
            text=word.text,
            start=word.start,
            end=word.end,
            start_ms=max(0, round(offset_ms + ends[word.phoneme_start + 1] * frame_ms)),
            end_ms=max(0, round(offset_ms + ends[word.phoneme_end + 1] * frame_ms)),
        )
        for word in segment.words
    )
