"""Checks the audio of an engine: what is incomplete or not finite is a failure, not speech."""

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

from phemius_core.engine._protocol import FRAME_SAMPLES, Rendering, Utterance
from phemius_core.errors import SynthesisFailed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["UnusableAudio", "check_rendering"]

logger = logging.getLogger(__name__)


class UnusableAudio(SynthesisFailed):
    """An engine gave other audio than its durations say, or samples that are not finite."""

    def __init__(self) -> None:
        super().__init__("the speech model gave unusable audio for this text: try again")


def check_rendering(utterance: Utterance, rendering: Rendering) -> "Iterator[NDArray[np.float32]]":
    """Returns the audio of a rendering; the iterator raises where it is unusable.

    It is exhausted only if the audio is as long as the durations say: what is cached at the end of
    it is whole.

    Raises:
        UnusableAudio: There are not as many durations as phonemes, samples are missing or
            surplus, or a sample is not finite; also while the audio is iterated.
    """
    durations = rendering.durations
    if len(durations) != len(utterance.phonemes) + 2 or durations.min() < 0 or not durations.any():
        logger.error("an engine gave %d unusable durations", len(durations))
        raise UnusableAudio
    return _check_audio(rendering.audio, int(durations.sum()) * FRAME_SAMPLES)


def _check_audio(
    audio: "Iterator[NDArray[np.float32]]", samples: int
) -> "Iterator[NDArray[np.float32]]":
    import numpy as np

    left = samples
    for chunk in audio:
        left -= len(chunk)
        if left < 0:
            break
        if not np.isfinite(chunk).all():
            logger.error("an engine gave samples that are not finite")
            raise UnusableAudio
        yield chunk
    if left:
        logger.error("an engine gave %d samples instead of %d", samples - left, samples)
        raise UnusableAudio
