"""Voice cloning: the one item of a job turns a recording into a voicepack."""

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio.to_thread

from phemius_core.accounts import CustomVoices, NewPack
from phemius_core.audio import encode
from phemius_core.cloning import METHOD, ClonedVoice, Reference, clone
from phemius_core.dimensions import SAMPLE_RATE
from phemius_core.jobs._job_store import JobStore
from phemius_core.jobs._records import ClaimedItem, ItemResult, JobFile
from phemius_core.jobs._worker import ProgressCallback
from phemius_core.settings import Settings
from phemius_core.store import Clock
from phemius_core.voices import compress_pack

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CloningHandler", "new_pack", "reference_provenance"]


class CloningHandler:
    """A `JobHandler` that gives a custom voice a voicepack cloned from a recording.

    Args:
        jobs: Jobs that hold the recordings.
        voices: Custom voices of the accounts.
        settings: Where the model files are, and whether recordings are kept.
        clock: Wall clock in seconds since the epoch.
    """

    def __init__(
        self, jobs: JobStore, voices: CustomVoices, settings: Settings, clock: Clock
    ) -> None:
        self._jobs = jobs
        self._voices = voices
        self._settings = settings
        self._clock = clock

    async def __call__(self, item: ClaimedItem, on_progress: ProgressCallback, /) -> ItemResult:
        """Clones the voice of an item.

        Raises:
            PhemiusError: The voice cannot be cloned; `retryable` says whether a retry may help.
        """
        order = item.request
        # Fails early if the voice was deleted since the job was created.
        await self._voices.get(item.account_id, order["voice_id"])
        recording = (await self._jobs.input(item.job_id, item.position)).data
        reference = await anyio.to_thread.run_sync(
            partial(Reference.of_flac, recording, **order["facts"])
        )
        cloned = await clone(reference, self._settings, depth=order["depth"], report=on_progress)
        pack = new_pack(
            cloned,
            depth=order["depth"],
            provenance=order["recorded"],
            cloned_at=self._clock(),
            reference=recording if self._settings.keep_references else None,
        )
        wav = await anyio.to_thread.run_sync(encode, cloned.preview, "wav")
        return ItemResult(
            JobFile("audio/wav", wav),
            audio_ms=1000 * len(cloned.preview) // SAMPLE_RATE,
            result={
                "voice_id": order["voice_id"],
                "depth": order["depth"],
                **cloned.figures,
            },
            in_transaction=lambda tx: self._voices.write_pack(
                tx, item.account_id, order["voice_id"], pack
            ),
        )


def reference_provenance(*, sha256: str, consent_at: float) -> dict[str, str]:
    """Returns the part of a voice's provenance that is known when its recording is uploaded.

    Args:
        sha256: SHA-256 of the uploaded file, hexadecimal.
        consent_at: When the speaker's consent was declared, in seconds since the epoch.
    """
    return {"reference_sha256": sha256, "consent_at": _iso(consent_at)}


def new_pack(
    cloned: ClonedVoice,
    *,
    depth: str,
    provenance: "Mapping[str, str]",
    cloned_at: float,
    reference: bytes | None = None,
) -> NewPack:
    """Returns the voicepack of a cloned voice with its provenance.

    Args:
        cloned: The cloned voice.
        depth: Depth of the search.
        provenance: What `reference_provenance` returned.
        cloned_at: End of the search, in seconds since the epoch.
        reference: The recording as FLAC, if it is kept.
    """
    facts: dict[str, Any] = {
        **provenance,
        "method": METHOD,
        "depth": depth,
        "cloned_at": _iso(cloned_at),
        "nearest": cloned.nearest,
        "similarity_before": round(cloned.similarity_before, 4),
        "similarity_after": round(cloned.similarity_after, 4),
    }
    return NewPack(compress_pack(cloned.pack), cloned.lang, facts, reference)


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
