"""Cloning in a child process."""

import importlib.util
import json
import sys
from collections.abc import Collection
from subprocess import PIPE
from typing import TYPE_CHECKING, Any, Final

import anyio
import anyio.to_thread
from anyio.streams.buffered import BufferedByteReceiveStream

from phemius_core.cloning._subprocess import deserialise_voice
from phemius_core.cloning._types import BUDGET_S, ClonedVoice, Depth, ProgressCallback
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

_MAX_LINE_BYTES: Final = 64
_MAX_VOICE_BYTES: Final = 64 << 20
_MAX_ERROR_PARTS: Final = 64
_PACKAGES: Final = ("torch", "kokoro")
_LONGEST_REST_S: Final = 300
"""How long a child may take for everything beside its budget: starting, loading the model, the
mixture of stock voices, the preview."""


def check_cloning() -> None:
    """Check that voices can be cloned here, without importing the packages.

    Raises:
        MissingExtra: torch or kokoro is not installed.
    """
    for package in _PACKAGES:
        if importlib.util.find_spec(package) is None:
            raise MissingExtra(package, "torch")


async def clone(
    reference: "Reference",
    settings: "Settings",
    *,
    depth: Depth = "full",
    without: Collection[str] = (),
    budget_s: float | None = None,
    report: ProgressCallback = lambda _progress: None,
) -> ClonedVoice:
    """Make a voice that sounds like a recording. Cancelling the call kills the child process.

    Args:
        reference: The recording.
        settings: Where the model files are, and how many threads to use.
        depth: `fast` only mixes stock voices, in seconds; `full` takes minutes.
        without: Stock voices to leave out, for measurements.
        budget_s: Time after which the gradient descent ends, wherever it is; two minutes by
            default.
        report: Called with the progress, 0 to 1.

    Raises:
        MissingExtra: torch or kokoro is not installed.
        SetupError: The model files are missing, or the search diverged.
        SynthesisFailed: The child process failed, or took too long.
    """
    check_cloning()
    recording = await anyio.to_thread.run_sync(reference.flac)
    request = {
        "bytes": len(recording),
        "measurements": reference.measurements,
        "depth": depth,
        "without": list(without),
        "budget_s": budget_s or BUDGET_S,
        "data_dir": str(settings.data_dir),
        "model_dir": None if settings.model_dir is None else str(settings.model_dir),
        "weights": settings.weights,
        "threads": settings.threads,
    }
    process = await anyio.open_process(
        [sys.executable, "-P", "-m", "phemius_core.cloning"], stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    errors: list[bytes] = []
    voice: bytes | None = None
    # The budget is kept by the child, for the gradient descent only; a child that hangs keeps none.
    deadline_s = (budget_s or BUDGET_S) + _LONGEST_REST_S
    try:
        with anyio.fail_after(deadline_s):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_collect, process.stderr, errors)
                try:
                    assert process.stdin is not None  # noqa: S101 - asked for
                    await process.stdin.send(json.dumps(request).encode() + b"\n" + recording)
                    voice = await _read_voice(process.stdout, report)
                except (
                    anyio.BrokenResourceError,
                    anyio.DelimiterNotFound,
                    anyio.EndOfStream,
                    anyio.IncompleteRead,
                ):
                    pass  # the child has ended: its last error says why
                code = await process.wait()
    except TimeoutError as error:
        raise SynthesisFailed(f"cloning took more than {deadline_s:.0f} s: try again") from error
    finally:
        with anyio.CancelScope(shield=True):
            if process.returncode is None:
                process.kill()
            await process.aclose()
    if code or voice is None:
        raise _failure(b"".join(errors).decode(errors="replace"))
    return await anyio.to_thread.run_sync(deserialise_voice, voice)


async def _read_voice(stream: Any, report: ProgressCallback) -> bytes:
    lines = BufferedByteReceiveStream(stream)
    while True:
        word, _, value = (await lines.receive_until(b"\n", _MAX_LINE_BYTES)).partition(b" ")
        if word == b"voice":
            return await lines.receive_exactly(min(int(value), _MAX_VOICE_BYTES))
        report(float(value))


async def _collect(stream: Any, errors: list[bytes]) -> None:
    async for part in stream:
        errors.append(part)
        del errors[:-_MAX_ERROR_PARTS]


def _failure(errors: str) -> PhemiusError:
    """The error in the last line of the child's standard error."""
    last = errors.strip().rpartition("\n")[2]
    kind, _, message = last.partition(": ")
    if kind == "invalid":
        return InvalidRequest(message)
    if kind == "setup":
        return SetupError(message)
    return SynthesisFailed(f"cloning failed: {last[:200] or 'its child process was killed'}")
