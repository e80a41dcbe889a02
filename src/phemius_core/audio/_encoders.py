"""Streaming encoders: PCM in, a container out, chunk by chunk.

Every encoder takes mono signed 16-bit little-endian PCM in chunks of any length.
"""

import io
import struct
from typing import TYPE_CHECKING, Any, Final, Protocol

from phemius_core.audio._formats import MEDIA_TYPES, AudioFormat, format_named
from phemius_core.audio._pcm import pcm16
from phemius_core.errors import MissingExtra

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Encoder", "encode", "encoder"]

_UNKNOWN_SIZE: Final = 0xFFFFFFFF
_WAV_HEADER_REST: Final = 36
_MP3_KBPS: Final = 64
"""Transparent for speech of 12 kHz bandwidth."""
_MP3_QUALITY: Final = 5
"""LAME's scale, 0 best: 2 takes three times as long and is not heard at this bit rate."""
_BLOCK_BYTES: Final = 2 * 4096
"""libsndfile's Vorbis encoder keeps a whole write on the stack and crashes on a long one."""
_ONE_SAMPLE: Final = b"\0\0"
"""What an empty sound becomes where a codec makes no valid file of nothing."""
_SOUNDFILE: Final = {
    "flac": ("FLAC", "PCM_16"),
    "ogg": ("OGG", "VORBIS"),
    "opus": ("OGG", "OPUS"),
}


class Encoder(Protocol):
    """Encodes one stream. Not shared between threads; done after `finish`."""

    media_type: str
    """Content-Type of the output."""

    def feed(self, pcm: bytes, /) -> bytes:
        """Takes PCM of any length, returns what is encoded so far; may be empty.

        Raises:
            ValueError: The encoder has finished.
        """
        ...

    def finish(self) -> bytes:
        """Ends the stream and returns the rest of it.

        Raises:
            ValueError: The PCM ended within a sample, or the encoder has finished.
        """
        ...


def encoder(format: AudioFormat, *, sample_rate: int = 24_000) -> Encoder:  # noqa: A002
    """Starts a stream in a format. Its length is not known yet, and its header says so.

    Raises:
        InvalidRequest: No such format.
        MissingExtra: The codec is not installed.
    """
    return _open(format, sample_rate, n_bytes=None)


def encode(
    samples: "NDArray[np.floating]",
    format: AudioFormat,  # noqa: A002
    *,
    sample_rate: int = 24_000,
) -> bytes:
    """Encodes a whole sound, with its true length in the header.

    Args:
        samples: float [n], mono, within ±1.
        format: One of `FORMATS`.
        sample_rate: Samples per second.

    Raises:
        InvalidRequest: No such format.
        MissingExtra: The codec is not installed.
    """
    pcm = pcm16(samples)
    whole = _open(format, sample_rate, n_bytes=len(pcm))
    return whole.feed(pcm) + whole.finish()


def _open(name: AudioFormat, sample_rate: int, *, n_bytes: int | None) -> Encoder:
    known = format_named(name)
    media_type = MEDIA_TYPES[known]
    if known == "pcm":
        return _Pcm(media_type)
    if known == "wav":
        return _Wav(media_type, sample_rate, n_bytes)
    if known == "mp3":
        return _Mp3(media_type, sample_rate)
    return _SoundFile(media_type, sample_rate, *_SOUNDFILE[known], whole=n_bytes is not None)


class _Pcm:
    def __init__(self, media_type: str) -> None:
        self.media_type = media_type
        self._odd = b""
        self._begun = False
        self._finished = False

    def feed(self, pcm: bytes, /) -> bytes:
        self._check_open()
        held = self._odd + pcm
        whole = len(held) & ~1
        self._odd = held[whole:]
        return self._encode(held[:whole])

    def finish(self) -> bytes:
        self._check_open()
        if self._odd:
            raise ValueError("the PCM ended within a sample: its length is odd")
        self._finished = True
        return self._end()

    def _check_open(self) -> None:
        if self._finished:
            raise ValueError("this encoder has finished: start another")

    def _encode(self, pcm: bytes) -> bytes:
        return pcm

    def _end(self) -> bytes:
        return b""


class _Wav(_Pcm):
    def __init__(self, media_type: str, sample_rate: int, n_bytes: int | None) -> None:
        super().__init__(media_type)
        # Players read a size of all ones as "until the end"; so does a file past 4 GiB.
        known = n_bytes is not None and n_bytes < _UNKNOWN_SIZE - _WAV_HEADER_REST
        size = n_bytes if known and n_bytes is not None else _UNKNOWN_SIZE
        riff = size + _WAV_HEADER_REST if known else _UNKNOWN_SIZE
        self._header = struct.pack(
            "<4sI4s4sIHHIIHH4sI",
            *(b"RIFF", riff, b"WAVE"),
            *(b"fmt ", 16, 1, 1, sample_rate, sample_rate * 2, 2, 16),
            *(b"data", size),
        )

    def _encode(self, pcm: bytes) -> bytes:
        header, self._header = self._header, b""
        return header + pcm

    def _end(self) -> bytes:
        return self._header


class _Mp3(_Pcm):
    def __init__(self, media_type: str, sample_rate: int) -> None:
        super().__init__(media_type)
        try:
            import lameenc
        except ImportError as error:
            raise MissingExtra("lameenc", "speech") from error
        self._lame: Any = lameenc.Encoder()
        self._lame.silence()
        self._lame.set_bit_rate(_MP3_KBPS)
        self._lame.set_in_sample_rate(sample_rate)
        self._lame.set_channels(1)
        self._lame.set_quality(_MP3_QUALITY)

    def _encode(self, pcm: bytes) -> bytes:
        self._begun = self._begun or bool(pcm)
        return bytes(self._lame.encode(pcm)) if pcm else b""

    def _end(self) -> bytes:
        first = b"" if self._begun else self._encode(_ONE_SAMPLE)
        return first + bytes(self._lame.flush())


class _Sink(io.RawIOBase):
    """What libsndfile writes into: kept whole, or handed on as it comes.

    FLAC's encoder goes back at the end to write the length into the header. What has been
    handed on cannot be changed any more, so there the header goes on saying "unknown".
    """

    def __init__(self, *, keep: bool) -> None:
        super().__init__()
        self._keep = keep
        self._buffer = bytearray()
        self._base = 0
        self._at = 0

    def take(self) -> bytes:
        if self._keep:
            return b""
        return self.take_all()

    def take_all(self) -> bytes:
        out = bytes(self._buffer)
        self._base += len(out)
        self._buffer.clear()
        return out

    def write(self, data: Any, /) -> int:
        raw = bytes(data)
        start = self._at - self._base
        self._at += len(raw)
        if start < 0:
            # A change to the header; libFLAC never crosses from old bytes into new ones.
            return len(raw)
        self._buffer[start : start + len(raw)] = raw
        return len(raw)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        start = {
            io.SEEK_SET: 0,
            io.SEEK_CUR: self._at,
            io.SEEK_END: self._base + len(self._buffer),
        }[whence]
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readable(self) -> bool:
        return True

    def read(self, _size: int = -1, /) -> bytes:
        return b""


class _SoundFile(_Pcm):
    def __init__(
        self, media_type: str, sample_rate: int, container: str, codec: str, *, whole: bool
    ) -> None:
        super().__init__(media_type)
        try:
            import soundfile
        except (ImportError, OSError) as error:  # OSError: its libsndfile is not there
            raise MissingExtra("soundfile", "speech") from error
        self._sink = _Sink(keep=whole)
        self._file: Any = soundfile.SoundFile(
            self._sink, "w", sample_rate, 1, subtype=codec, format=container
        )

    def _encode(self, pcm: bytes) -> bytes:
        self._begun = self._begun or bool(pcm)
        for start in range(0, len(pcm), _BLOCK_BYTES):
            self._file.buffer_write(pcm[start : start + _BLOCK_BYTES], "int16")
        return self._sink.take()

    def _end(self) -> bytes:
        first = b"" if self._begun else self._encode(_ONE_SAMPLE)
        self._file.close()
        return first + self._sink.take_all()
