"""Accepts jobs: checks a request, counts it against the rate limit, and puts it into the queue."""

import logging
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final
from uuid import UUID

import anyio
import anyio.to_thread

from phemius_core.accounts import CustomVoices
from phemius_core.billing import Billing, Idempotency, Principal
from phemius_core.errors import (
    FieldProblem,
    InvalidRequest,
    NotFound,
    PayloadTooLarge,
    PhemiusError,
)
from phemius_core.jobs._dispatch import JobDispatcher
from phemius_core.jobs._job_store import JobStore
from phemius_core.jobs._recordings import CheckedRecording, RecordingChecks
from phemius_core.jobs._records import BULK, CLONING, JobFile, JobRecord, NewItem
from phemius_core.settings import Settings
from phemius_core.wire import BulkDraft, SampleRequest

__all__ = ["JobSubmitter"]

logger = logging.getLogger(__name__)

_SUGGESTIONS: Final = 20
"""Unknown voices of one job for which known ones are suggested."""


class JobSubmitter:
    """Accepts bulk and cloning jobs.

    Args:
        jobs: Where the jobs are created.
        dispatcher: Wakes the workers.
        billing: Counts the requests.
        voices: Custom voices of the accounts.
        settings: Bounds of jobs.
    """

    def __init__(
        self,
        jobs: JobStore,
        dispatcher: JobDispatcher,
        *,
        billing: Billing,
        voices: CustomVoices,
        settings: Settings,
    ) -> None:
        self.submitted = anyio.Event()
        """Set once a job has been accepted in this process."""
        self._jobs = jobs
        self._dispatcher = dispatcher
        self._billing = billing
        self._voices = voices
        self._settings = settings
        self.recordings = RecordingChecks(settings.max_sample_bytes)
        """Checks the recordings to clone from."""

    async def admit_bulk(self, principal: Principal, *, idempotency_key: str | None = None) -> None:
        """Counts the request that creates a job; to be called before its body is read.

        Args:
            principal: Owner of the job.
            idempotency_key: The `Idempotency-Key` header. A request with one may ask for a job that
                exists already, however many the account has.

        Raises:
            InvalidRequest: The idempotency key is bad.
            RateLimited: Too many requests.
            ConcurrencyExceeded: The account has too many unfinished jobs.
        """
        await self._billing.count_request(principal)
        if idempotency_key is None:
            await self._jobs.check_unfinished(principal.account_id)
        else:
            Idempotency(idempotency_key, b"")  # checks the key

    async def submit_bulk(
        self,
        principal: Principal,
        draft: BulkDraft,
        *,
        request_id: str,
        idempotency: Idempotency | None = None,
    ) -> JobRecord:
        """Accepts a bulk job. The same idempotency key within 24 hours gives the same job.

        The request has been counted by `admit_bulk`.

        Args:
            principal: Owner of the job.
            draft: The request as it was read; its errors are reported with those found here.
            request_id: Request id for the ledger.
            idempotency: The request's `Idempotency-Key` and body.

        Raises:
            QuotaExceeded: The month's characters do not suffice.
            ConcurrencyExceeded: The account has too many unfinished jobs.
            InvalidRequest: An item is invalid, or the idempotency key was used before.
            PayloadTooLarge: The texts have more characters than a job may have.
        """
        problems = [*await self._voice_problems(principal, draft)]
        if sum(len(item.text) for item in draft.items.values()) <= self._settings.max_job_chars:
            problems += await anyio.to_thread.run_sync(_markup_problems, draft)
        request = draft.checked(problems)
        chars = sum(len(item.text) for item in request.items)
        if chars > self._settings.max_job_chars:
            raise PayloadTooLarge(
                f"the texts have {chars} characters: send at most {self._settings.max_job_chars}"
            )
        job = await self._jobs.create(
            principal,
            type=BULK,
            items=[
                NewItem(item.model_dump(mode="json", exclude_defaults=True), len(item.text))
                for item in request.items
            ],
            options={"format": request.format},
            request_id=request_id,
            idempotency=idempotency,
        )
        await self._announce()
        return job

    async def admit_cloning(
        self, principal: Principal, voice_id: UUID, *, idempotency_key: str | None = None
    ) -> None:
        """Counts the request that uploads a recording; to be called before its body is read.

        Args:
            principal: Owner of the voice.
            voice_id: Voice that is to be cloned.
            idempotency_key: As for `admit_bulk`.

        Raises:
            RateLimited: Too many requests.
            MissingExtra: torch, which cloning needs, is not installed.
            NotFound: The account has no such voice.
            ConcurrencyExceeded: The account has too many unfinished jobs.
        """
        from phemius_core.cloning import check_cloning

        await self.admit_bulk(principal, idempotency_key=idempotency_key)
        if self._settings.jobs == "embedded":
            check_cloning()
        await self._voices.get(principal.account_id, str(voice_id))

    async def submit_cloning(
        self,
        principal: Principal,
        voice_id: UUID,
        request: SampleRequest,
        *,
        recording: CheckedRecording,
        request_id: str,
        idempotency_key: str | None = None,
    ) -> JobRecord:
        """Accepts a cloning job. The same idempotency key within 24 hours gives the same job.

        The request has been counted by `admit_cloning`.

        Args:
            principal: Owner of the voice.
            voice_id: Voice that gets a voicepack of its own when the job succeeds.
            request: The other fields of the form.
            recording: What `recordings.check` returned.
            request_id: Request id for the ledger.
            idempotency_key: The `Idempotency-Key` header.

        Raises:
            ConcurrencyExceeded: The account has too many unfinished jobs.
            NotFound: The account has no such voice.
            InvalidRequest: The idempotency key is bad, or was used before.
        """
        from phemius_core.jobs._cloning import reference_provenance

        body = f"{voice_id} {request.depth} {recording.sha256}".encode()
        idempotency = None if idempotency_key is None else Idempotency(idempotency_key, body)
        item = {
            "voice_id": str(voice_id),
            "depth": request.depth,
            # Stored with the item: jobs queued by an earlier version have these names too.
            "facts": recording.measurements,
            "recorded": reference_provenance(
                sha256=recording.sha256, consent_at=self._billing.clock()
            ),
        }
        job = await self._jobs.create(
            principal,
            type=CLONING,
            items=[NewItem(item, input=JobFile("audio/flac", recording.flac))],
            options={"voice_id": str(voice_id), "depth": request.depth},
            request_id=request_id,
            idempotency=idempotency,
        )
        await self._announce()
        return job

    async def _announce(self) -> None:
        self.submitted.set()
        try:
            await self._dispatcher.notify()
        except Exception as error:  # noqa: BLE001 - logged
            # The job is created: workers find it when they poll.
            logger.warning("workers were not told of a new job: %s", error)

    async def _voice_problems(
        self, principal: Principal, draft: BulkDraft
    ) -> Sequence[FieldProblem]:
        items = draft.items.items()
        names = dict.fromkeys(item.voice for _, item in items if item.voice_id is None)
        # Suggesting names for an unknown one takes a while: not on the event loop.
        unknown = await anyio.to_thread.run_sync(_unknown_voices, tuple(names))
        own: AbstractSet[str] = frozenset()
        if any(item.voice_id is not None for _, item in items):
            own = {voice.id for voice in await self._voices.list(principal.account_id)}
        problems = []
        for index, item in items:
            if item.voice_id is None:
                error: PhemiusError | None = unknown.get(item.voice)
            elif str(item.voice_id) in own:
                error = None
            else:
                error = NotFound(f"this account has no custom voice {str(item.voice_id)!r}")
            if error is not None:
                field = "voice" if item.voice_id is None else "voice_id"
                problems.append(FieldProblem(f"items.{index}.{field}", error.message, error.code))
        return problems


def _markup_problems(draft: BulkDraft) -> Sequence[FieldProblem]:
    """What is wrong with the SSML of the items."""
    from phemius_core.text import TextPipeline, is_ssml
    from phemius_core.voices import VoiceCatalogue

    catalogue, pipeline = VoiceCatalogue(), TextPipeline()
    problems = []
    for index, item in draft.items.items():
        if item.text_format == "plain" or not (item.text_format or is_ssml(item.text)):
            continue
        try:
            pipeline.check(
                item.text,
                # The language does not matter to the markup.
                lang="a",
                text_format="ssml",
                voice_lang=lambda name: catalogue.resolve(name).lang,
            )
        except InvalidRequest as error:
            problems.append(FieldProblem(f"items.{index}.text", error.message, "invalid_ssml"))
    return problems


def _unknown_voices(names: Sequence[str | None]) -> Mapping[str | None, PhemiusError]:
    """Returns the errors of the names that are no voice; the first few suggest others."""
    from phemius_core.voices import VoiceCatalogue

    catalogue = VoiceCatalogue()
    unknown: dict[str | None, PhemiusError] = {}
    for name in names:
        try:
            catalogue.resolve(name or "default", suggest=len(unknown) < _SUGGESTIONS)
        except InvalidRequest as error:
            unknown[name] = error
    return unknown
