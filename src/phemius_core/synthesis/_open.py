"""Puts a synthesizer together from settings."""

from functools import cache

from phemius_core.engine import (
    CachedEngine,
    Engine,
    RenderingCache,
    Scheduler,
    create_engine,
)
from phemius_core.settings import Settings
from phemius_core.synthesis._result import Speech
from phemius_core.synthesis._synthesizer import Synthesizer

__all__ = ["open_synthesizer", "speak"]


def open_synthesizer(settings: Settings | None = None) -> Synthesizer:
    """Loads the engine that the settings name and makes a synthesizer of it.

    Takes a few seconds, more at the very first start, when the model is prepared in the
    data directory. Close it to free the model.

    Args:
        settings: From the environment and `.env` where none are given.

    Raises:
        MissingExtra: A package of the chosen engine is not installed.
        ModelFilesError: The model files are missing or damaged.
    """
    chosen = settings or Settings()
    engines: list[Engine] = [
        create_engine(
            chosen.engine,
            data_dir=chosen.data_dir,
            model_dir=chosen.model_dir,
            weights=chosen.weights,
            threads=chosen.threads,
        )
        for _ in range(chosen.workers)
    ]
    if chosen.segment_cache_bytes:
        known = RenderingCache(chosen.segment_cache_bytes)
        engines = [CachedEngine(engine, known) for engine in engines]
    return Synthesizer(Scheduler(engines, max_queued=chosen.max_queued_segments))


@cache
def _shared() -> Synthesizer:
    # The one process-wide object of the library: it exists for scripts and notebooks that
    # call `speak` again and again, and never unless `speak` is called.
    return open_synthesizer()


def speak(text: str, *, voice: str = "default", speed: float = 1.0, seed: int = 0) -> Speech:
    """Speaks a text in this process and waits for the audio.

    The model is loaded at the first call and kept. For settings, streaming or an event
    loop of your own, use `open_synthesizer`.

    Args:
        text: Any length.
        voice: A name of `phemius voices`, or a blend such as `af_bella(2)+af_sky(1)`.
        speed: 0.25 to 4.
        seed: The same seed gives the same bytes.

    Raises:
        InvalidRequest: Unknown voice, speed out of range, or nothing to speak.
        SetupError: A package or a model file is missing.
    """
    return _shared().speak_sync(text, voice=voice, speed=speed, seed=seed)
