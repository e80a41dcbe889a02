"""Jobs, as a server is asked about them."""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from uuid import UUID

from phemius_core.accounts import Accounts, Principal
from phemius_core.billing import Billing, Idempotency
from phemius_core.errors import (
    FieldProblem,
    InvalidRequest,
    NotFound,
    PayloadTooLarge,
    PhemiusError,
)
from phemius_core.gateway._archive import Archive
from phemius_core.settings import Settings
from phemius_core.wire import BulkDraft, Job, JobItem

if TYPE_CHECKING:
    from phemius_core.jobs import File, ItemState, JobDispatcher, JobState
    from phemius_core.jobs import Jobs as KeptJobs

__all__ = ["Jobs", "job_reply"]

_CURSOR: Final = re.compile(r"([0-9]{1,19})\.([0-9a-f-]{36})")
_PAGE: Final = 100


class Jobs:
    """The jobs of whoever asks. Another account's are not found.

    Args:
        billing: Counts the requests.
        accounts: Knows the voices.
        settings: Bounds.
    """

    def __init__(self, billing: Billing, accounts: Accounts, settings: Settings) -> None:
        from phemius_core.jobs import dispatcher_for, open_jobs

        self._billing = billing
        self._voices = accounts.voices
        self._settings = settings
        self.kept: KeptJobs = open_jobs(billing, settings)
        self.dispatcher: JobDispatcher = dispatcher_for(billing.store)

    async def create(
        self,
        principal: Principal,
        draft: BulkDraft,
        *,
        request_id: str,
        body: bytes,
        key: str | None,
    ) -> Job:
        """A new bulk job. The same key and body within 24 hours are the same job.

        Raises:
            RateLimited: Too many requests, or the month's characters do not suffice.
            ConcurrencyExceeded: Too many jobs of the account are unfinished.
            InvalidRequest: An unknown voice somewhere, or a bad idempotency key.
            PayloadTooLarge: More characters than a job may have.
        """
        from phemius_core.jobs import BULK, Item

        idempotency = Idempotency("-" if key is None else key, body)
        await self._billing.count_request(principal)
        request = draft.checked(await self._unknown_voices(principal, draft))
        chars = sum(len(item.text) for item in request.items)
        if chars > self._settings.max_job_chars:
            raise PayloadTooLarge(
                f"the texts have {chars} characters: a job may have {self._settings.max_job_chars}"
            )
        created = await self.kept.create(
            principal,
            type=BULK,
            items=[
                Item(item.model_dump(mode="json", exclude_defaults=True), len(item.text))
                for item in request.items
            ],
            options={"format": request.format},
            request_id=request_id,
            idempotency=idempotency,
            repeatable=key is not None,
        )
        await self.dispatcher.notify()
        return job_reply(created)

    async def list(
        self, principal: Principal, *, limit: int = _PAGE, cursor: str | None = None
    ) -> tuple[tuple[Job, ...], str | None]:
        """Jobs, newest first, and the cursor of the next page where there is one.

        Raises:
            InvalidRequest: The cursor is none of ours.
        """
        before = None if cursor is None else _position(cursor)
        found = await self.kept.list(principal.account_id, limit=limit + 1, before=before)
        more = None
        if len(found) > limit:
            more = _cursor(found[limit - 1])
        return tuple(map(job_reply, found[:limit])), more

    async def get(self, principal: Principal, job_id: UUID) -> Job:
        """One of the account.

        Raises:
            NotFound: There is none, or it is another account's.
        """
        return job_reply(await self.kept.get(principal.account_id, str(job_id)))

    async def cancel(self, principal: Principal, job_id: UUID) -> Job:
        """Ends a job; what it has delivered stays.

        Raises:
            NotFound: As `get`.
            Conflict: It has ended by itself.
        """
        return job_reply(await self.kept.cancel(principal.account_id, str(job_id)))

    async def items(
        self, principal: Principal, job_id: UUID, *, start: int = 0, limit: int = _PAGE
    ) -> tuple[JobItem, ...]:
        """Items of a job, in order. Raises as `get`."""
        found = await self.kept.items(principal.account_id, str(job_id), start=start, limit=limit)
        return tuple(_item(job_id, item) for item in found)

    async def audio(self, principal: Principal, job_id: UUID, index: int) -> "File":
        """The audio of an item.

        Raises:
            NotFound: There is no such job or item, or it has no audio.
        """
        return await self.kept.output(principal.account_id, str(job_id), index)

    async def archive(self, principal: Principal, job_id: UUID) -> Archive:
        """All audio of a bulk job that has ended, as a ZIP with a manifest.

        Raises:
            NotFound: As `get`, or nothing has come of it.
            Conflict: It has not ended.
        """
        job = await self.kept.get(principal.account_id, str(job_id))
        return Archive(self.kept, principal.account_id, job)

    async def _unknown_voices(
        self, principal: Principal, draft: BulkDraft
    ) -> Sequence[FieldProblem]:
        from phemius_core.voices import VoiceCatalogue

        catalogue = VoiceCatalogue()
        wrong: dict[tuple[str | None, UUID | None], PhemiusError | None] = {}
        problems = []
        for at, item in draft.items.items():
            voice = (item.voice, item.voice_id)
            if voice not in wrong:
                try:
                    await self._voices.resolve(principal.account_id, *voice, catalogue)
                    wrong[voice] = None
                except (InvalidRequest, NotFound) as error:
                    wrong[voice] = error
            if (found := wrong[voice]) is not None:
                field = "voice" if item.voice_id is None else "voice_id"
                problems.append(FieldProblem(f"items.{at}.{field}", found.message, found.code))
        return problems


def job_reply(state: "JobState") -> Job:
    """A job, as it is told."""
    from phemius_core.jobs import BULK

    result = state.result
    if state.type == BULK and state.ended_at is not None:
        path = f"/v1/jobs/{state.id}"
        result = {
            "items": state.items,
            "succeeded": state.succeeded,
            "failed": state.failed,
            "chars_billed": state.chars,
            "duration_ms": state.audio_ms,
            "format": state.options["format"],
            "items_path": f"{path}/items",
            "archive_path": f"{path}/audio.zip",
        }
    return Job(
        id=UUID(state.id),
        type=state.type,
        status=state.status,
        progress=round(state.progress, 4),
        result=None if result is None else dict(result),
        error=state.error,
        created_at=state.created_at,
        updated_at=state.updated_at,
    )


def _item(job_id: UUID, state: "ItemState") -> JobItem:
    audio = f"/v1/jobs/{job_id}/items/{state.position}/audio"
    return JobItem(
        index=state.position,
        id=state.request.get("id"),
        status=state.status,
        chars_billed=state.chars,
        duration_ms=state.audio_ms,
        error=state.error,
        audio=audio if state.status == "succeeded" else None,
    )


def _cursor(state: "JobState") -> str:
    at = round(state.created_at.timestamp() * 1_000_000)
    return base64.urlsafe_b64encode(f"{at}.{state.id}".encode()).decode().rstrip("=")


def _position(cursor: str) -> tuple[int, str]:
    try:
        text = base64.urlsafe_b64decode(cursor[:100] + "=" * (-len(cursor[:100]) % 4)).decode()
    except (binascii.Error, ValueError):
        text = ""
    found = _CURSOR.fullmatch(text)
    if found is None:
        message = "cursor is none of ours: take it from the Link header of a page"
        raise InvalidRequest(message, fields=[FieldProblem("cursor", message)])
    return int(found[1]), found[2]
