"""Bulk synthesis: one item, one audio file."""

from contextlib import aclosing
from typing import TYPE_CHECKING, Final

import anyio.to_thread
import numpy as np

from phemius_core.accounts import CustomVoices
from phemius_core.audio import AUDIO_FORMATS, AudioFormat, encode
from phemius_core.engine import SAMPLE_RATE, Priority
from phemius_core.jobs._types import File, Outcome, Task
from phemius_core.jobs._worker import Report
from phemius_core.synthesis import Synthesizer
from phemius_core.wire import BulkItem

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BULK", "Bulk"]

BULK: Final = "bulk_synthesis"


class Bulk:
    """Speaks items of bulk jobs, after all live speech.

    Args:
        synthesizer: Speaks them.
        voices: The accounts' own.
    """

    def __init__(self, synthesizer: Synthesizer, voices: CustomVoices) -> None:
        self._synthesizer = synthesizer
        self._voices = voices

    async def __call__(self, task: Task, report: Report, /) -> Outcome:
        """Speaks one.

        Raises:
            PhemiusError: It cannot be spoken, or not now.
        """
        item = BulkItem.model_validate(task.request)
        voice = await self._voices.resolve(
            task.account_id, item.voice, item.voice_id, self._synthesizer.voices
        )
        samples: list[NDArray[np.float32]] = []
        stream = self._synthesizer.stream(
            item.text,
            voice=voice,
            speed=item.speed,
            caller=f"{task.account_id}/{task.job_id}",
            priority=Priority.BULK,
            low_latency=False,
        )
        async with aclosing(stream) as chunks:
            async for chunk in chunks:
                samples.append(chunk.samples)
                report(chunk.segment.end / len(item.text))
        whole = np.concatenate(samples)
        name: AudioFormat = task.options["format"]
        data = await anyio.to_thread.run_sync(encode, whole, name)
        media_type = AUDIO_FORMATS[name].media_type
        return Outcome(File(media_type, data), audio_ms=1000 * len(whole) // SAMPLE_RATE)
