"""The child process that clones: it can be killed at any moment, and its end frees its memory.

Its standard input has the request, as a line of JSON, and the recording; its standard output has
lines of progress, then the voice. The recording is never written to a disk. The parent keeps the
input open: when it is closed, because the parent has ended, the child exits.
"""

import io
import json
import os
import sys
import threading
from pathlib import Path
from typing import IO, Any

import numpy as np

from phemius_core.cloning._reference import Reference
from phemius_core.cloning._types import ClonedVoice
from phemius_core.errors import InvalidRequest, PhemiusError, SetupError

__all__ = ["deserialise_voice", "main", "serialise_voice"]

_NICE: int = 10
"""Niceness: live speech on the same machine comes first."""
_ARRAYS = ("pack", "preview")


def main() -> int:
    """Run the child process; returns its exit status."""
    # What libraries print goes to the standard error, so that it does not break the protocol.
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    os.nice(_NICE)
    request = json.loads(sys.stdin.buffer.readline())
    recording = sys.stdin.buffer.read(request["bytes"])
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    try:
        voice = serialise_voice(_clone(request, recording, output))
    except InvalidRequest as error:
        print(f"invalid: {error}", file=sys.stderr)  # noqa: T201 - read by the parent
        return 2
    except PhemiusError as error:
        print(f"setup: {error}", file=sys.stderr)  # noqa: T201
        return 1
    output.write(b"voice %d\n" % len(voice) + voice)
    output.flush()
    return 0


def _exit_with_parent() -> None:
    os.read(0, 1)
    os._exit(3)


def _clone(request: dict[str, Any], recording: bytes, output: IO[bytes]) -> ClonedVoice:
    def report(progress: float) -> None:
        output.write(b"progress %.4f\n" % progress)
        output.flush()

    report(0.01)
    model, phoneme_ids = _open(request)
    from phemius_core.cloning._kokoro import DifferentiableKokoro
    from phemius_core.cloning._search import search
    from phemius_core.cloning._styles import load_stock_voices

    report(0.05)
    voice = search(
        Reference.of_flac(recording, **request["measurements"]),
        DifferentiableKokoro(model, bfloat16=_has_fast_bfloat16()),
        load_stock_voices(request["without"]),
        phoneme_ids,
        depth=request["depth"],
        budget_s=request["budget_s"],
        report=report,
    )
    if not (np.isfinite(voice.pack).all() and np.isfinite(voice.preview).all()):
        raise SetupError("the search diverged: the new voice has values that are not finite")
    return voice


def _open(request: dict[str, Any]) -> tuple[Any, Any]:
    """Kokoro's modules, and a function from an English sentence to phoneme ids."""
    from phemius_core import phonemes
    from phemius_core.engine import torch_module
    from phemius_core.text import TextPipeline

    model_dir = request["model_dir"]
    model = torch_module(
        data_dir=Path(request["data_dir"]),
        model_dir=None if model_dir is None else Path(model_dir),
        weights=request["weights"],
        threads=request["threads"],
    )
    text = TextPipeline()

    def phoneme_ids(sentence: str) -> list[int]:
        (segment,) = text.segments(sentence, lang="a")
        return phonemes.phoneme_ids(segment.phonemes)

    return model, phoneme_ids


def serialise_voice(voice: ClonedVoice) -> bytes:
    """A voice as bytes, for `deserialise_voice`."""
    metadata = {
        name: getattr(voice, name)
        for name in ClonedVoice.__dataclass_fields__
        if name not in _ARRAYS
    }
    buffer = io.BytesIO()
    np.savez(
        buffer, pack=voice.pack, preview=voice.preview, metadata=np.array(json.dumps(metadata))
    )
    return buffer.getvalue()


def deserialise_voice(data: bytes) -> ClonedVoice:
    """Undo `serialise_voice`."""
    with np.load(io.BytesIO(data)) as stored:
        metadata = json.loads(str(stored["metadata"]))
        return ClonedVoice(
            pack=stored["pack"],
            preview=stored["preview"],
            **{**metadata, "curve": tuple(metadata["curve"])},
        )


def _has_fast_bfloat16() -> bool:
    """Whether this CPU has instructions for bfloat16; others emulate it slowly."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore")
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags
