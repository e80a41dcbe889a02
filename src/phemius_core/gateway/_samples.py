"""Recordings that voices are cloned from, as a server is sent them."""

import hashlib
from functools import partial
from typing import Final
from uuid import UUID

import anyio
import anyio.to_thread

from phemius_core.accounts import CustomVoices, Principal
from phemius_core.billing import Billing, Idempotency
from phemius_core.errors import PayloadTooLarge
from phemius_core.gateway._jobs import Jobs, job_reply
from phemius_core.settings import Settings
from phemius_core.wire import Job, SampleRequest

__all__ = ["Samples"]

_CHECKS: Final = 1
"""At once: a check takes a second of one core and, at worst, 150 MB."""


class Samples:
    """Makes jobs of recordings.

    Args:
        billing: Counts the requests.
        voices: The accounts' own.
        settings: Bounds.
        jobs: Where the jobs go.
    """

    def __init__(
        self, billing: Billing, voices: CustomVoices, settings: Settings, jobs: Jobs
    ) -> None:
        self._billing = billing
        self._voices = voices
        self._settings = settings
        self._jobs = jobs
        self._checks = anyio.CapacityLimiter(_CHECKS)

    async def create(
        self,
        principal: Principal,
        voice_id: UUID,
        request: SampleRequest,
        *,
        audio: bytes,
        request_id: str,
        key: str | None,
    ) -> Job:
        """A new cloning job. The same key and form within 24 hours are the same job.

        Args:
            principal: Whose voice it is.
            voice_id: Gets another voicepack when the job succeeds.
            request: What else the form says.
            audio: The recording, as it came.
            request_id: For the ledger.
            key: The `Idempotency-Key` header.

        Raises:
            MissingExtra: Voices cannot be cloned here, for want of torch.
            RateLimited: Too many requests.
            ConcurrencyExceeded: Too many jobs of the account are unfinished.
            NotFound: No such voice in the account.
            PayloadTooLarge: The recording has too many bytes.
            InvalidRequest: The recording cannot be cloned from, or a bad idempotency key.
        """
        from phemius_core.cloning import check_cloning, read_reference
        from phemius_core.jobs import CLONING, Item, recorded
        from phemius_core.jobs import File as JobFile

        sha256 = hashlib.sha256(audio).hexdigest()
        same = f"{voice_id} {request.depth} {sha256}".encode()
        idempotency = Idempotency("-" if key is None else key, same)
        await self._billing.count_request(principal)
        if self._settings.jobs == "embedded":
            check_cloning()
        await self._voices.get(principal.account_id, str(voice_id))
        if len(audio) > self._settings.max_sample_bytes:
            raise PayloadTooLarge(
                f"the recording is larger than {self._settings.max_sample_bytes} bytes"
            )
        reference = await anyio.to_thread.run_sync(
            partial(read_reference, audio), limiter=self._checks
        )
        flac = await anyio.to_thread.run_sync(reference.flac)
        item = {
            "voice_id": str(voice_id),
            "depth": request.depth,
            "facts": reference.measurements,
            "recorded": recorded(sha256=sha256, consent_at=self._billing.clock()),
        }
        created = await self._jobs.kept.create(
            principal,
            type=CLONING,
            items=[Item(item, input=JobFile("audio/flac", flac))],
            options={"voice_id": str(voice_id), "depth": request.depth},
            request_id=request_id,
            idempotency=idempotency,
            repeatable=key is not None,
        )
        await self._jobs.dispatcher.notify()
        return job_reply(created)
