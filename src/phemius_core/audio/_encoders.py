"""Streaming encoders, one for each audio format: PCM in, a file out, chunk by chunk.

Every encoder takes mono signed 16-bit little-endian PCM in chunks of any length.
"""

import io
import struct
from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol

from phemius_core.audio._choose_format import format_named
from phemius_core.audio._pcm import pcm16
from phemius_core.audio_formats import AUDIO_FORMATS, AudioFormat, AudioFormatSpec
from phemius_core.dimensions import SAMPLE_RATE
from phemius_core.errors import MissingExtra

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Encoder", "create_encoder", "encode"]

_UNKNOWN_SIZE: Final = 0xFFFFFFFF
_WAV_HEADER_REST: Final = 36
"""Bytes of a WAV header that its RIFF size counts: all but the first eight."""
_MP3_KBPS: Final = 64
"""Transparent for speech of 12 kHz bandwidth."""
_MP3_QUALITY: Final = 5
"""LAME's scale, 0 is best: 2 takes three times as long and sounds the same at this bit rate."""
_BLOCK_BYTES: Final = 2 * 4096
"""libsndfile's Vorbis encoder keeps a whole write on the stack and crashes on a long one."""
_ONE_SAMPLE: Final = b"\0\0"
"""What codecs encode in place of empty audio if they make no valid file of no samples."""


class Encoder(Protocol):
    """Encodes one stream. It must not be shared between threads, and ends with `finish`."""

    media_type: str
    """Content-Type of the output."""

    def feed(self, pcm: bytes, /) -> bytes:
        """Encode more audio.

        Args:
            pcm: Mono signed 16-bit little-endian PCM; a chunk may end within a sample.

        Returns:
            The output that is ready so far; may be empty.

        Raises:
            ValueError: The encoder has finished.
        """
        ...

    def finish(self) -> bytes:
        """End the stream.

        Returns:
            The rest of the output.

        Raises:
            ValueError: The PCM ended within a sample, or the encoder has finished.
        """
        ...


def create_encoder(
    format: AudioFormat,  # noqa: A002
    *,
    sample_rate: int = SAMPLE_RATE,
) -> Encoder:
    """Start a stream in an audio format. Its header says that the length is not known.

    Args:
        format: A key of `AUDIO_FORMATS`.
        sample_rate: Samples per second of the PCM.

    Raises:
        InvalidRequest: There is no such format.
        MissingExtra: The codec is not installed.
    """
    return _create(format, sample_rate, n_bytes=None)


def encode(
    samples: "NDArray[np.floating]",
    format: AudioFormat,  # noqa: A002
    *,
    sample_rate: int = SAMPLE_RATE,
) -> bytes:
    """Encode audio that is complete, with its true length in the header.

    Args:
        samples: float [n], mono, within ±1.
        format: A key of `AUDIO_FORMATS`.
        sample_rate: Samples per second.

    Raises:
        InvalidRequest: There is no such format.
        MissingExtra: The codec is not installed.
    """
    pcm = pcm16(samples)
    encoder = _create(format, sample_rate, n_bytes=len(pcm))
    return encoder.feed(pcm) + encoder.finish()


def _create(name: str, sample_rate: int, *, n_bytes: int | None) -> Encoder:
    known = format_named(name)
    return _ENCODERS[known](AUDIO_FORMATS[known], sample_rate, n_bytes)


class _StreamEncoder(ABC):
    """Passes whole samples to a codec, whatever chunks are fed.

    Args:
        spec: The audio format.
        _sample_rate: Samples per second.
        _n_bytes: Length of the whole PCM; None if it is not known yet.
    """

    def __init__(self, spec: AudioFormatSpec, _sample_rate: int, _n_bytes: int | None) -> None:
        self.media_type = spec.media_type
        self._half_sample = b""
        self._finished = False

    def feed(self, pcm: bytes, /) -> bytes:
        self._check_open()
        pending = self._half_sample + pcm
        whole = len(pending) & ~1
        self._half_sample = pending[whole:]
        return self._encode(pending[:whole])

    def finish(self) -> bytes:
        self._check_open()
        if self._half_sample:
            raise ValueError("the PCM ended within a sample: its length is odd")
        self._finished = True
        return self._end()

    def _check_open(self) -> None:
        if self._finished:
            raise ValueError("this encoder has finished: create another")

    @abstractmethod
    def _encode(self, pcm: bytes) -> bytes: ...

    @abstractmethod
    def _end(self) -> bytes: ...


class _Pcm(_StreamEncoder):
    def _encode(self, pcm: bytes) -> bytes:
        return pcm

    def _end(self) -> bytes:
        return b""


class _Wav(_StreamEncoder):
    def __init__(self, spec: AudioFormatSpec, sample_rate: int, n_bytes: int | None) -> None:
        super().__init__(spec, sample_rate, n_bytes)
        # Players read a size of all ones as "until the end"; a file past 4 GiB says it too.
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


class _Mp3(_StreamEncoder):
    def __init__(self, spec: AudioFormatSpec, sample_rate: int, n_bytes: int | None) -> None:
        super().__init__(spec, sample_rate, n_bytes)
        try:
            import lameenc
        except ImportError as error:
            raise MissingExtra("lameenc", "speech") from error
        self._empty = True
        self._lame: Any = lameenc.Encoder()
        self._lame.silence()
        self._lame.set_bit_rate(_MP3_KBPS)
        self._lame.set_in_sample_rate(sample_rate)
        self._lame.set_channels(1)
        self._lame.set_quality(_MP3_QUALITY)

    def _encode(self, pcm: bytes) -> bytes:
        self._empty = self._empty and not pcm
        return bytes(self._lame.encode(pcm)) if pcm else b""

    def _end(self) -> bytes:
        first = self._encode(_ONE_SAMPLE) if self._empty else b""
        return first + bytes(self._lame.flush())


class _Libsndfile(_StreamEncoder):
    """FLAC, Vorbis and Opus."""

    def __init__(self, spec: AudioFormatSpec, sample_rate: int, n_bytes: int | None) -> None:
        super().__init__(spec, sample_rate, n_bytes)
        try:
            import soundfile
        except (ImportError, OSError) as error:  # OSError: its libsndfile is missing
            raise MissingExtra("soundfile", "speech") from error
        if spec.libsndfile is None:
            raise ValueError(f"{spec.name}: AUDIO_FORMATS has no libsndfile format for it")
        major, subtype = spec.libsndfile
        self._empty = True
        self._output = _OutputBuffer(keep=n_bytes is not None)
        self._file: Any = soundfile.SoundFile(
            self._output, "w", sample_rate, 1, subtype=subtype, format=major
        )

    def _encode(self, pcm: bytes) -> bytes:
        self._empty = self._empty and not pcm
        for start in range(0, len(pcm), _BLOCK_BYTES):
            self._file.buffer_write(pcm[start : start + _BLOCK_BYTES], "int16")
        return self._output.take()

    def _end(self) -> bytes:
        first = self._encode(_ONE_SAMPLE) if self._empty else b""
        self._file.close()
        return first + self._output.take_all()


class _OutputBuffer(io.RawIOBase):
    """The file that libsndfile writes into: kept until the end, or taken away as it grows.

    FLAC's encoder seeks back at the end to write the length into the header. Output that has
    been taken cannot change any more, so a stream's header goes on saying "unknown".
    """

    def __init__(self, *, keep: bool) -> None:
        super().__init__()
        self._keep = keep
        self._buffer = bytearray()
        self._base = 0
        """Position in the file of the buffer's first byte."""
        self._position = 0

    def take(self) -> bytes:
        return b"" if self._keep else self.take_all()

    def take_all(self) -> bytes:
        output = bytes(self._buffer)
        self._base += len(output)
        self._buffer.clear()
        return output

    def write(self, data: Any, /) -> int:
        raw = bytes(data)
        start = self._position - self._base
        self._position += len(raw)
        if start < 0:
            # A change of the header; libFLAC never crosses from old bytes into new ones.
            return len(raw)
        self._buffer[start : start + len(raw)] = raw
        return len(raw)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        start = {
            io.SEEK_SET: 0,
            io.SEEK_CUR: self._position,
            io.SEEK_END: self._base + len(self._buffer),
        }[whence]
        self._position = start + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def readable(self) -> bool:
        return True

    def read(self, _size: int = -1, /) -> bytes:
        return b""


_ENCODERS: Final[Mapping[AudioFormat, type[_StreamEncoder]]] = MappingProxyType(
    {
        "pcm": _Pcm,
        "wav": _Wav,
        "flac": _Libsndfile,
        "mp3": _Mp3,
        "ogg": _Libsndfile,
        "opus": _Libsndfile,
    }
)
"""Encoder of each format."""
