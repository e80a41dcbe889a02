"""Voice cloning: one item, one recording to one voicepack."""

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import anyio.to_thread

from phemius_core.accounts import CustomVoices, NewPack
from phemius_core.audio import encode
from phemius_core.cloning import METHOD, ClonedVoice, Reference, clone
from phemius_core.engine import SAMPLE_RATE
from phemius_core.jobs._jobs import Jobs
from phemius_core.jobs._types import File, Outcome, Task
from phemius_core.jobs._worker import Report
from phemius_core.settings import Settings
from phemius_core.store import Clock
from phemius_core.voices import compress_pack

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CLONING", "Cloning", "new_pack", "recorded"]

CLONING: Final = "voice_cloning"


class Cloning:
    """Gives a custom voice the voicepack that its recording asks for.

    Args:
        jobs: Have the recordings.
        voices: The accounts' own.
        settings: Where the model files are, and whether recordings are kept.
        clock: Seconds since 1970.
    """

    def __init__(self, jobs: Jobs, voices: CustomVoices, settings: Settings, clock: Clock) -> None:
        self._jobs = jobs
        self._voices = voices
        self._settings = settings
        self._clock = clock

    async def __call__(self, task: Task, report: Report, /) -> Outcome:
        """Clones one.

        Raises:
            PhemiusError: It cannot be cloned, or not now.
        """
        order = task.request
        # So that nothing is done for a voice that was deleted meanwhile.
        await self._voices.get(task.account_id, order["voice_id"])
        recording = (await self._jobs.input(task.job_id, task.position)).data
        reference = await anyio.to_thread.run_sync(
            partial(Reference.of_flac, recording, **order["facts"])
        )
        cloned = await clone(reference, self._settings, depth=order["depth"], report=report)
        pack = new_pack(
            cloned,
            depth=order["depth"],
            recorded=order["recorded"],
            at=self._clock(),
            reference=recording if self._settings.keep_references else None,
        )
        wav = await anyio.to_thread.run_sync(encode, cloned.preview, "wav")
        return Outcome(
            File("audio/wav", wav),
            audio_ms=1000 * len(cloned.preview) // SAMPLE_RATE,
            result={
                "voice_id": order["voice_id"],
                "depth": order["depth"],
                "nearest": cloned.nearest,
                "similarity_before": round(cloned.similarity_before, 4),
                "similarity_after": round(cloned.similarity_after, 4),
                "pitch_hz": round(cloned.pitch_hz, 1),
                "pitch_after_hz": round(cloned.pitch_after_hz, 1),
                "seconds": round(cloned.seconds, 1),
            },
            also=lambda tx: self._voices.write_pack(tx, task.account_id, order["voice_id"], pack),
        )


def recorded(*, sha256: str, consent_at: float) -> dict[str, str]:
    """What is known of a recording, for the provenance of its voice.

    Args:
        sha256: Of the file as it came, hexadecimal.
        consent_at: When its speaker's consent was declared: seconds since 1970.
    """
    return {"reference_sha256": sha256, "consent_at": _iso(consent_at)}


def new_pack(
    cloned: ClonedVoice,
    *,
    depth: str,
    recorded: "Mapping[str, str]",
    at: float,
    reference: bytes | None = None,
) -> NewPack:
    """The voicepack of a cloned voice, with where it comes from.

    Args:
        cloned: The voice.
        depth: How deep the search was.
        recorded: What `recorded` gave.
        at: Now: seconds since 1970.
        reference: The recording, where it is kept.
    """
    provenance: dict[str, Any] = {
        **recorded,
        "method": METHOD,
        "depth": depth,
        "cloned_at": _iso(at),
        "nearest": cloned.nearest,
        "similarity_before": round(cloned.similarity_before, 4),
        "similarity_after": round(cloned.similarity_after, 4),
    }
    return NewPack(compress_pack(cloned.pack), cloned.lang, provenance, reference)


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
