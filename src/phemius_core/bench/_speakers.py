"""The speakers that are measured: engines of Phemius, and other Kokoro packages, its peers."""

import asyncio
import importlib.util
import os
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeVar

from pydantic import ValidationError

from phemius_core.errors import InvalidRequest
from phemius_core.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "PEERS",
    "VOICE",
    "Excluded",
    "Speaker",
    "SpeakerSpec",
    "engine_specs",
    "iterate_async",
    "peer_specs",
]

T = TypeVar("T")


VOICE: Final = "af_heart"
"""The voice that all speakers speak with."""
PEERS: Final = {
    "kokoro": "kokoro",
    "kokoro-onnx": "kokoro_onnx",
    "fastkokoro": "fastkokoro",
    "kokoro-pi": "kokoro_pi",
}
"""Distribution name → module name."""


class Speaker(Protocol):
    """A loaded speaker."""

    version: str
    weights: str
    """The weights it speaks with: `int8` or `official`, as in the setting; else a description."""

    def stream(self, text: str, *, low_latency: bool) -> "Iterator[NDArray[np.float32]]":
        """Speaks a text; yields float32 [n] pieces at 24 kHz as they are rendered.

        Args:
            text: Text of any length.
            low_latency: Whether to return the first piece as early as possible; else the whole
                text is spoken in the least time.
        """
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class SpeakerSpec:
    """A speaker to be loaded."""

    kind: Literal["engine", "peer"]
    name: str
    """Name of the engine, as in the setting `engine`; or distribution name of the peer."""
    threads: int

    def __str__(self) -> str:
        return f"phemius {self.name}" if self.kind == "engine" else self.name


@dataclass(frozen=True, slots=True)
class Excluded:
    """A peer that is not measured, and the reason."""

    name: str
    reason: str


def engine_specs(engines: Sequence[str], threads: Sequence[int]) -> list[SpeakerSpec]:
    """Specs of engines, each with each number of threads.

    Raises:
        InvalidRequest: An engine is unknown, or a number of threads is not 1 to the number of cores
            that this process may use.
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
    return [SpeakerSpec("engine", name, count) for name in engines for count in threads]


def peer_specs(threads: Sequence[int]) -> tuple[list[SpeakerSpec], list[Excluded]]:
    """Specs of the installed peers, each with each number of threads; and the other peers."""
    found: list[SpeakerSpec] = []
    missing: list[Excluded] = []
    for name, module in PEERS.items():
        if importlib.util.find_spec(module):
            found += [SpeakerSpec("peer", name, count) for count in threads]
        else:
            missing.append(Excluded(name, f"not installed: pip install {name}"))
    return found, missing


def iterate_async(items: AsyncGenerator[T]) -> Iterator[T]:
    """Iterates an asynchronous generator from code without an event loop, and closes it."""

    async def step() -> T:
        return await anext(items)

    with asyncio.Runner() as runner:
        try:
            while True:
                try:
                    item = runner.run(step())
                except StopAsyncIteration:
                    return
                yield item
        finally:
            runner.run(items.aclose())
