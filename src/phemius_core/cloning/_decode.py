"""From an uploaded file to samples: containers told by their first bytes, decoded within bounds."""

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import numpy as np

from phemius_core.cloning._decoder import BadRecording, read_samples
from phemius_core.errors import FieldProblem, InvalidRequest, Overloaded

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MAX_SECONDS", "decode", "decode_here", "refused"]

MAX_SECONDS: Final = 60.0
_MAX_DECODED_SECONDS: Final = MAX_SECONDS + 1
_TIMEOUT_S: Final = 30
_UNREADABLE: Final = "the recording cannot be read: send it as WAV, FLAC, MP3 or OGG"
_ID3_HEADER_BYTES: Final = 10
_PROBED_BYTES: Final = 16


def decode(data: bytes | IO[bytes]) -> "tuple[NDArray[np.float32], int]":
    """Decode a file of a caller in a child process.

    The child has no environment, and bounds on its memory and time. A crash of the decoder, or one
    that does not end, is a file that cannot be read.

    Args:
        data: The file, or its bytes.

    Returns:
        Mono samples as float32 [n], at most `MAX_SECONDS` and a second of them, and their rate.

    Raises:
        InvalidRequest: The file is no WAV, FLAC, MP3 or OGG, or cannot be decoded.
        Overloaded: There is no room for another process.
    """
    with tempfile.TemporaryFile() as copy:
        file = _with_descriptor(io.BytesIO(data) if isinstance(data, bytes) else data, copy)
        if not _size(file):
            raise refused("the recording has 0 bytes: send a file with audio", "empty")
        if not is_known_container(file):
            raise refused(_UNREADABLE)
        file.flush()
        try:
            child = subprocess.run(  # noqa: S603 - a program of this package
                [sys.executable, "-I", _program(), str(_MAX_DECODED_SECONDS)],
                stdin=file.fileno(),
                capture_output=True,
                timeout=_TIMEOUT_S,
                check=False,
                env={"OPENBLAS_NUM_THREADS": "1"},
            )
        except subprocess.TimeoutExpired as error:
            raise refused(_UNREADABLE) from error
        except OSError as error:
            raise Overloaded("the server cannot check recordings now: try again soon") from error
    head, _, samples = child.stdout.partition(b"\n")
    if child.returncode != 0 or not head:
        raise refused(_UNREADABLE)
    result = json.loads(head)
    if "problem" in result:
        raise refused(result["problem"] or _UNREADABLE)
    return np.frombuffer(samples, np.float32), int(result["rate"])


def decode_here(file: IO[bytes]) -> "tuple[NDArray[np.float32], int]":
    """Decode a file that this project has encoded, in this process; otherwise as `decode`."""
    try:
        return read_samples(file, max_seconds=_MAX_DECODED_SECONDS)
    except BadRecording as error:
        raise refused(str(error) or _UNREADABLE) from error


def is_known_container(file: IO[bytes]) -> bool:
    """Whether a file begins as a WAV, FLAC, MP3 or OGG does, after an ID3 tag if it has one.

    libsndfile opens two dozen other containers too, whose parsers nobody needs to meet here.

    Args:
        file: The file; its position is moved.
    """
    file.seek(0)
    head = file.read(_PROBED_BYTES)
    if head[:3] == b"ID3" and len(head) >= _ID3_HEADER_BYTES:
        size = 0
        for byte in head[6:10]:
            size = size << 7 | byte & 0x7F
        file.seek(_ID3_HEADER_BYTES + size)
        head = file.read(_PROBED_BYTES)
        return head[:4] == b"fLaC" or _is_mpeg_audio(head)
    return (
        (head[:4] in {b"RIFF", b"RF64"} and head[8:12] == b"WAVE")
        or head[:4] in {b"fLaC", b"OggS"}
        or _is_mpeg_audio(head)
    )


def refused(message: str, code: str = "unreadable_audio") -> InvalidRequest:
    """The error for a recording that cannot be cloned from."""
    return InvalidRequest(message, fields=[FieldProblem("audio", message, code)])


def _is_mpeg_audio(head: bytes) -> bool:
    """Whether a frame header of MPEG audio, layer I to III, is at the beginning."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer != 0 and bitrate not in {0, 15} and rate != 3


def _with_descriptor(file: IO[bytes], copy: IO[bytes]) -> IO[bytes]:
    """The file itself if a child process can inherit it, else `copy`, filled with it."""
    if isinstance(file, tempfile.SpooledTemporaryFile):
        file.rollover()
        return file
    try:
        file.fileno()
    except OSError:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        return copy
    return file


def _size(file: IO[bytes]) -> int:
    file.seek(0, os.SEEK_END)
    return file.tell()


def _program() -> str:
    return str(Path(__file__).with_name("_decoder.py"))
