"""Opens a speaker in this process."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from phemius_core.bench._speakers import VOICE, Speaker, SpeakerSpec, iterate_async
from phemius_core.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["open_speaker"]


class _EngineSpeaker:
    """An engine of Phemius behind a synthesizer, as a server runs it, but without a cache."""

    def __init__(self, engine: str, *, threads: int) -> None:
        # Imported here: the time of the import counts as load time.
        from phemius_core.synthesis import open_synthesizer

        settings = Settings(engine=engine, threads=threads, workers=1, segment_cache_bytes=0)
        self._synthesizer = open_synthesizer(settings)
        self.version = self._synthesizer.version
        self.weights: str = "none" if engine == "tone" else settings.weights

    def stream(self, text: str, *, low_latency: bool) -> "Iterator[NDArray[np.float32]]":
        chunks = self._synthesizer.stream(text, voice=VOICE, low_latency=low_latency)
        for chunk in iterate_async(chunks):
            yield chunk.samples

    def close(self) -> None:
        self._synthesizer.close()


def open_speaker(spec: SpeakerSpec, scratch: Path) -> Speaker:
    """Loads a speaker in this process.

    Args:
        spec: The speaker.
        scratch: A folder for files that a peer must find on disk; kept between loads.

    Raises:
        PhemiusError: A package or a model file of Phemius is missing.
        Exception: Whatever a peer raises.
    """
    if spec.kind == "engine":
        return _EngineSpeaker(spec.name, threads=spec.threads)
    from phemius_core.bench._peers import open_peer

    return open_peer(spec.name, threads=spec.threads, scratch=scratch)
