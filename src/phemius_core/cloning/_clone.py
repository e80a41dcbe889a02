"""Cloning in a process of its own."""

import importlib.util
import json
import sys
from collections.abc import Collection
from subprocess import PIPE
from typing import TYPE_CHECKING, Any, Final

import anyio
import anyio.to_thread
from anyio.streams.buffered import BufferedByteReceiveStream

from phemius_core.cloning._child import unpack_voice
from phemius_core.cloning._types import BUDGET_S, ClonedVoice, Depth, Report
from phemius_core.errors import (
    InvalidRequest,
    MissingExtra,
    PhemiusError,
    SetupError,
    SynthesisFailed,
)

if TYPE_CHECKING:
    from phemius_core.cloning._reference import Reference
    from phemius_core.settings import Settings

__all__ = ["check_cloning", "clone"]

_LINE: Final = 64
_MAX_BYTES: Final = 64 << 20
_NEEDED: Final = ("torch", "kokoro")


def check_cloning() -> None:
    """Whether voices can be cloned here; imports nothing.

    Raises:
        MissingExtra: torch or kokoro is not installed.
    """
    for package in _NEEDED:
        if importlib.util.find_spec(package) is None:
            raise MissingExtra(package, "torch")


async def clone(
    reference: "Reference",
    settings: "Settings",
    *,
    depth: Depth = "full",
    without: Collection[str] = (),
    budget_s: float | None = None,
    report: Report = lambda _progress: None,
) -> ClonedVoice:
    """Makes a voice that sounds like a recording. Cancelled, its process is killed.

    Args:
        reference: The recording.
        settings: Where the model files are, and how many threads to use.
        depth: `fast` only mixes stock voices, in seconds; `full` takes minutes.
        without: Stock voices to leave out, for measurements.
        budget_s: The search ends then, however far it has come; two minutes by default.
        report: Told how far it has come.

    Raises:
        MissingExtra: torch or kokoro is not installed.
        SetupError: The model files are missing.
        SynthesisFailed: The process failed.
    """
    check_cloning()
    recording = await anyio.to_thread.run_sync(reference.flac)
    order = {
        "bytes": len(recording),
        "facts": reference.facts,
        "depth": depth,
        "without": list(without),
        "budget_s": budget_s or BUDGET_S,
        "data_dir": str(settings.data_dir),
        "model_dir": None if settings.model_dir is None else str(settings.model_dir),
        "weights": settings.weights,
        "threads": settings.threads,
    }
    process = await anyio.open_process(
        [sys.executable, "-m", "phemius_core.cloning"], stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    told: list[bytes] = []
    voice: bytes | None = None
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_collect, process.stderr, told)
            try:
                assert process.stdin is not None  # noqa: S101 - asked for
                await process.stdin.send(json.dumps(order).encode() + b"\n" + recording)
                voice = await _follow(process.stdout, report)
            except (
                anyio.BrokenResourceError,
                anyio.DelimiterNotFound,
                anyio.EndOfStream,
                anyio.IncompleteRead,
            ):
                pass  # it has ended: what it said last is why
            code = await process.wait()
    finally:
        with anyio.CancelScope(shield=True):
            if process.returncode is None:
                process.kill()
            await process.aclose()
    if code or voice is None:
        raise _failure(b"".join(told).decode(errors="replace"))
    return await anyio.to_thread.run_sync(unpack_voice, voice)


async def _follow(stream: Any, report: Report) -> bytes:
    lines = BufferedByteReceiveStream(stream)
    while True:
        word, _, value = (await lines.receive_until(b"\n", _LINE)).partition(b" ")
        if word == b"voice":
            return await lines.receive_exactly(min(int(value), _MAX_BYTES))
        report(float(value))


async def _collect(stream: Any, told: list[bytes]) -> None:
    async for part in stream:
        told.append(part)
        del told[:-64]


def _failure(told: str) -> PhemiusError:
    """What the process said last."""
    last = told.strip().rpartition("\n")[2]
    kind, _, message = last.partition(": ")
    if kind == "invalid":
        return InvalidRequest(message)
    if kind == "setup":
        return SetupError(message)
    return SynthesisFailed(f"cloning failed: {last[:200] or 'its process was killed'}")
