"""The process that clones: it can be stopped at any moment, and gives its memory back.

It is told what to do on its standard input: a line of JSON, then the recording. It answers on its
standard output: lines of progress, then the voice. Nothing of the recording touches a disk. The
input stays open as long as whoever asked for the voice lives: when it ends, so does the process.
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

__all__ = ["main", "pack_voice", "unpack_voice"]

_NICE: int = 10
"""Behind live speech on the same machine."""
_ARRAYS = ("pack", "preview")


def main() -> int:
    """What the process does."""
    # Some library may print: what goes to the standard output from here on is told as an error.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    os.nice(_NICE)
    order = json.loads(sys.stdin.buffer.readline())
    recording = sys.stdin.buffer.read(order["bytes"])
    threading.Thread(target=_live, daemon=True).start()
    try:
        voice = pack_voice(_cloned(order, recording, answer))
    except InvalidRequest as error:
        print(f"invalid: {error}", file=sys.stderr)  # noqa: T201 - the protocol
        return 2
    except PhemiusError as error:
        print(f"setup: {error}", file=sys.stderr)  # noqa: T201
        return 1
    answer.write(b"voice %d\n" % len(voice) + voice)
    answer.flush()
    return 0


def _live() -> None:
    """Until nobody wants the voice any more."""
    os.read(0, 1)
    os._exit(3)


def _cloned(order: dict[str, Any], recording: bytes, answer: IO[bytes]) -> ClonedVoice:
    def report(progress: float) -> None:
        answer.write(b"progress %.4f\n" % progress)
        answer.flush()

    report(0.01)
    model, ids = _opened(order)
    from phemius_core.cloning._kokoro import DifferentiableKokoro
    from phemius_core.cloning._search import search
    from phemius_core.cloning._styles import load_stock

    report(0.05)
    voice = search(
        Reference.of_flac(recording, **order["facts"]),
        DifferentiableKokoro(model, hasty=_has_fast_bfloat16()),
        load_stock(order["without"]),
        ids,
        depth=order["depth"],
        budget_s=order["budget_s"],
        report=report,
    )
    if not (np.isfinite(voice.pack).all() and np.isfinite(voice.preview).all()):
        raise SetupError("the search ran away: its numbers are not finite")
    return voice


def _opened(order: dict[str, Any]) -> tuple[Any, Any]:
    """Kokoro's modules, and what turns an English sentence into phoneme ids."""
    from phemius_core.engine import torch_module
    from phemius_core.phonemes import phoneme_ids
    from phemius_core.text import TextPipeline

    model_dir = order["model_dir"]
    model = torch_module(
        data_dir=Path(order["data_dir"]),
        model_dir=None if model_dir is None else Path(model_dir),
        weights=order["weights"],
        threads=order["threads"],
    )
    text = TextPipeline()

    def ids(sentence: str) -> list[int]:
        (segment,) = text.segments(sentence, lang="a")
        return phoneme_ids(segment.phonemes)

    return model, ids


def pack_voice(voice: ClonedVoice) -> bytes:
    """What `unpack_voice` reads."""
    facts = {
        name: getattr(voice, name)
        for name in ClonedVoice.__dataclass_fields__
        if name not in _ARRAYS
    }
    packed = io.BytesIO()
    np.savez(packed, pack=voice.pack, preview=voice.preview, facts=np.array(json.dumps(facts)))
    return packed.getvalue()


def unpack_voice(data: bytes) -> ClonedVoice:
    """What `pack_voice` made."""
    with np.load(io.BytesIO(data)) as stored:
        facts = json.loads(str(stored["facts"]))
        return ClonedVoice(
            pack=stored["pack"],
            preview=stored["preview"],
            **{**facts, "curve": tuple(facts["curve"])},
        )


def _has_fast_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16: others only emulate it."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore")
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags
