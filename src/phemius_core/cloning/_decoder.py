"""The decoder, which is also the program of the child process that runs it.

It imports nothing of this project, so that the child starts in a fraction of a second. Its
standard input is the file, its only argument the number of seconds to decode. It writes a line of
JSON, with the sample rate or with what is wrong, and then the samples as float32.
"""

import json
import os
import resource
import sys
from typing import IO, TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BadRecording", "main", "read_samples"]

_MAX_CHANNELS: Final = 8
_RATE_LIMITS_HZ: Final = (8_000, 192_000)
_BLOCK_SAMPLES: Final = 65_536
_MAX_MEMORY_BYTES: Final = 2 << 30
_MAX_CPU_S: Final = 20
_NICE: Final = 10


class BadRecording(Exception):
    """A recording that is refused; without a message if it cannot be decoded."""


def read_samples(file: IO[bytes] | str, *, max_seconds: float) -> "tuple[NDArray[np.float32], int]":
    """Decode a file.

    Args:
        file: The file, or its path.
        max_seconds: What follows is not decoded.

    Returns:
        Mono samples as float32 [n], and their rate.

    Raises:
        BadRecording: The file cannot be decoded, or its rate or channels are out of range.
    """
    import soundfile

    parts = []
    try:
        with soundfile.SoundFile(file) as sound:
            rate, channels = sound.samplerate, sound.channels
            lowest, highest = _RATE_LIMITS_HZ
            if not lowest <= rate <= highest:
                raise BadRecording(f"the sample rate is {rate} Hz: send {lowest} to {highest} Hz")
            if channels > _MAX_CHANNELS:
                raise BadRecording(
                    f"the recording has {channels} channels: send at most {_MAX_CHANNELS}"
                )
            left = int(max_seconds * rate)
            while left > 0:
                block = sound.read(min(_BLOCK_SAMPLES, left), dtype="float32", always_2d=True)
                if not len(block):
                    break
                parts.append(block.mean(axis=1))
                left -= len(block)
    except (soundfile.LibsndfileError, RuntimeError, TypeError, ValueError) as error:
        raise BadRecording from error
    return (np.concatenate(parts) if parts else np.zeros(0, np.float32)), rate


def main() -> int:
    """Run the child process; returns its exit status."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    os.nice(_NICE)
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY_BYTES, _MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_MAX_CPU_S, _MAX_CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        # By a path: libsndfile 1.2.2 does not always open MP3 by a descriptor or through callbacks.
        samples, rate = read_samples("/proc/self/fd/0", max_seconds=float(sys.argv[1]))
    except BadRecording as error:
        output.write(json.dumps({"problem": str(error)}).encode() + b"\n")
    else:
        output.write(json.dumps({"rate": rate}).encode() + b"\n")
        output.write(samples.astype(np.float32, copy=False).data)
    output.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
