"""Opens a synthesizer from settings."""

import functools
import os

from phemius_core.engine import (
    CachedEngine,
    Engine,
    RenderingCache,
    Scheduler,
    create_engine,
    default_threads,
)
from phemius_core.settings import Settings
from phemius_core.synthesis._result import Speech
from phemius_core.synthesis._synthesizer import Synthesizer
from phemius_core.text import TextFormat

__all__ = ["open_synthesizer", "speak"]


def open_synthesizer(settings: Settings | None = None) -> Synthesizer:
    """Opens a synthesizer with the engine that the settings name.

    Takes a few seconds; the very first start takes longer, because it prepares the model in the
    data directory. Close the synthesizer to free the model.

    Args:
        settings: By default those of the environment and `.env`.

    Raises:
        MissingExtra: A package of the chosen engine is not installed.
        ModelFilesError: The model files are missing or damaged.
    """
    chosen = settings or Settings()
    engines: list[Engine] = []
    try:
        for _ in range(chosen.workers):
            engines.append(  # noqa: PERF401 - those that were opened are closed if one fails
                create_engine(
                    chosen.engine,
                    data_dir=chosen.data_dir,
                    model_dir=chosen.model_dir,
                    weights=chosen.weights,
                    threads=chosen.threads or default_threads(chosen.workers),
                )
            )
        if chosen.segment_cache_bytes:
            cache = RenderingCache(chosen.segment_cache_bytes)
            engines = [CachedEngine(engine, cache) for engine in engines]
        return Synthesizer(Scheduler(engines, max_queued=chosen.max_queued_segments))
    except BaseException:
        for engine in engines:
            engine.close()
        raise


@functools.lru_cache(maxsize=1)
def _process_synthesizer(process: int) -> Synthesizer:
    # The only process-wide object of the library: scripts and notebooks call `speak` repeatedly
    # and must not load the model each time. A forked process has none of the threads of its
    # parent's synthesizer, so it opens its own.
    del process
    return open_synthesizer()


def speak(
    text: str,
    *,
    voice: str = "default",
    speed: float = 1.0,
    seed: int = 0,
    text_format: TextFormat | None = None,
) -> Speech:
    """Speaks a text in this process and waits for the audio.

    The model is loaded at the first call and kept until the process ends; a forked process loads
    its own. For settings, streaming or use from an event loop, see `open_synthesizer`.

    Args:
        text: Text of any length.
        voice: A name as `phemius voices` lists it, or a blend such as `af_bella(2)+af_sky(1)`.
        speed: 0.25 to 4; 2 is twice as fast.
        seed: Seed of the noise in the voice: the same seed gives the same bytes.
        text_format: `ssml`, `plain`, or None: SSML if the text begins with `<speak>`.

    Raises:
        InvalidRequest: The voice is unknown, the speed is out of range, the text has no word, or
            its SSML is wrong.
        SetupError: A package or a model file is missing.
    """
    return _process_synthesizer(os.getpid()).speak_sync(
        text, voice=voice, speed=speed, seed=seed, text_format=text_format
    )
