"""Who is measured: our engines, and what is installed beside them."""

import importlib.util
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol

from pydantic import ValidationError

from phemius_core.errors import InvalidRequest
from phemius_core.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PEERS", "VOICE", "LeftOut", "Speaker", "Who", "engines_of", "open_speaker", "peers_of"]

VOICE: Final = "af_heart"
PEERS: Final = {
    "kokoro": "kokoro",
    "kokoro-onnx": "kokoro_onnx",
    "fastkokoro": "fastkokoro",
    "kokoro-pi": "kokoro_pi",
}
"""Distribution → its module."""


class Speaker(Protocol):
    """Something that speaks, ours or another's, loaded and ready."""

    version: str
    weights: str
    """Which weights it speaks with: `int8` and `official` are ours; else whose."""

    def stream(self, text: str, *, low_latency: bool) -> "Iterator[NDArray[np.float32]]":
        """Audio at 24 kHz, piece by piece as it is made.

        Args:
            text: Any length.
            low_latency: Whether somebody waits for the first piece. If not, it may be made in
                whatever way takes least time in all.
        """
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Who:
    """A speaker before it is loaded."""

    kind: Literal["engine", "peer"]
    name: str
    """Of the engine, as in the setting; or the peer's distribution."""
    threads: int

    def __str__(self) -> str:
        return f"phemius {self.name}" if self.kind == "engine" else self.name


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A peer that is not measured, and why."""

    name: str
    reason: str


def engines_of(engines: Sequence[str], threads: Sequence[int]) -> list[Who]:
    """Our engines, each with each number of threads.

    Raises:
        InvalidRequest: An unknown engine, or more threads than this process may use cores.
    """
    cores = len(os.sched_getaffinity(0))
    for count in threads:
        if not 1 <= count <= cores:
            raise InvalidRequest(f"threads is {count}: this process may use 1 to {cores} cores")
    for name in engines:
        try:
            Settings(engine=name)
        except ValidationError as error:
            raise InvalidRequest(
                f"there is no engine {name!r}: give cpu, torch, or your own as module:function"
            ) from error
    return [Who("engine", name, count) for name in engines for count in threads]


def peers_of(threads: Sequence[int]) -> tuple[list[Who], list[LeftOut]]:
    """Peers that are installed, each with each number of threads, and those that are not."""
    found: list[Who] = []
    missing: list[LeftOut] = []
    for name, module in PEERS.items():
        if importlib.util.find_spec(module):
            found += [Who("peer", name, count) for count in threads]
        else:
            missing.append(LeftOut(name, f"not installed: pip install {name}"))
    return found, missing


def open_speaker(who: Who, scratch: Path) -> Speaker:
    """Loads a speaker in this process.

    Args:
        who: Which.
        scratch: A folder of its own for what a peer must find in a file; kept between loads.

    Raises:
        PhemiusError: A package or a file of ours is missing.
        Exception: Whatever a peer raises.
    """
    if who.kind == "engine":
        from phemius_core.bench._ours import OurSpeaker

        return OurSpeaker(who.name, threads=who.threads)
    from phemius_core.bench._peers import open_peer

    return open_peer(who.name, threads=who.threads, scratch=scratch)
