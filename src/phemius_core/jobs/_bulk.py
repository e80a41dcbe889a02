"""Bulk synthesis: each item is one speech request and gives one audio file."""

from contextlib import aclosing
from typing import TYPE_CHECKING, Final

import anyio
import anyio.to_thread
import numpy as np

from phemius_core.accounts import CustomVoices
from phemius_core.audio import AUDIO_FORMATS, AudioFormat, encode
from phemius_core.dimensions import SAMPLE_RATE
from phemius_core.engine import Priority
from phemius_core.errors import SynthesisFailed
from phemius_core.jobs._records import ClaimedItem, ItemResult, JobFile
from phemius_core.jobs._worker import ProgressCallback
from phemius_core.synthesis import Synthesizer
from phemius_core.wire import BulkItem

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BulkHandler"]

_LONGEST_BASE_S: Final = 1800.0
"""Generous, as live speech goes first: it is there for a synthesis that hangs."""
_LONGEST_PER_CHAR_S: Final = 1.0


class BulkHandler:
    """A `JobHandler` that speaks the items of bulk jobs, at a lower priority than live speech.

    Args:
        synthesizer: Synthesizer that speaks.
        voices: Custom voices of the accounts.
    """

    def __init__(self, synthesizer: Synthesizer, voices: CustomVoices) -> None:
        self._synthesizer = synthesizer
        self._voices = voices

    async def __call__(self, item: ClaimedItem, on_progress: ProgressCallback, /) -> ItemResult:
        """Speaks an item.

        Raises:
            PhemiusError: The item cannot be spoken, or not in half an hour and a second for each
                character; `retryable` says whether a retry may help.
        """
        request = BulkItem.model_validate(item.request)
        longest_s = _longest_s(len(request.text))
        with anyio.move_on_after(longest_s) as scope:
            samples = await self._speak(item, request, on_progress)
            audio_format: AudioFormat = item.options["format"]
            data = await anyio.to_thread.run_sync(encode, samples, audio_format)
            return ItemResult(
                JobFile(AUDIO_FORMATS[audio_format].media_type, data),
                audio_ms=1000 * len(samples) // SAMPLE_RATE,
            )
        assert scope.cancelled_caught  # noqa: S101 - nothing else leaves the block
        raise SynthesisFailed(f"the item was not spoken within {longest_s:.0f} s: create it again")

    async def _speak(
        self, item: ClaimedItem, request: BulkItem, on_progress: ProgressCallback
    ) -> "NDArray[np.float32]":
        voice = await self._voices.resolve(
            item.account_id, request.voice, request.voice_id, self._synthesizer.voices
        )
        parts: list[NDArray[np.float32]] = []
        stream = self._synthesizer.stream(
            request.text,
            voice=voice,
            speed=request.speed,
            caller=f"{item.account_id}/{item.job_id}",
            priority=Priority.BULK,
            low_latency=False,
            text_format=request.text_format,
        )
        async with aclosing(stream) as chunks:
            async for chunk in chunks:
                parts.append(chunk.samples)
                on_progress(chunk.segment.end / len(request.text))
        return np.concatenate(parts)


def _longest_s(chars: int) -> float:
    return _LONGEST_BASE_S + _LONGEST_PER_CHAR_S * chars
