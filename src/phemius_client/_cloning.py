"""What a client asks for a clone, and gets. No I/O."""

from dataclasses import dataclass
from uuid import UUID

from phemius_client._calls import Call
from phemius_client._errors import APIError, APIStatusError, JobFailedError
from phemius_client._job_calls import CloneDepth, send_sample
from phemius_core.wire import Job, Voice

__all__ = ["Clone", "CloneRequest"]


@dataclass(frozen=True, slots=True)
class Clone:
    """A custom voice and the job that makes it sound like a recording."""

    voice: Voice
    job: Job
    """Its `result` says how alike the voice is, once the job has succeeded."""


@dataclass(frozen=True, slots=True)
class CloneRequest:
    """A recording and the voice that it is for.

    Raises:
        ValueError: There is no consent, or not exactly one of name and id.
    """

    sample: tuple[str, bytes]
    consent: bool
    name: str | None
    voice_id: UUID | str | None
    depth: CloneDepth
    idempotency_key: str | None

    def __post_init__(self) -> None:
        if self.consent is not True:
            raise ValueError(
                "a voice may be cloned only with the consent of whoever is heard in the "
                "recording: give consent=True when you have it"
            )
        if (self.name is None) == (self.voice_id is None):
            raise ValueError("give either the name of a new voice or the voice_id of one")

    @property
    def new_name(self) -> str:
        return self.name or ""

    def call(self, voice: Voice) -> Call[Job]:
        return send_sample(voice.id, self.sample, self.depth, self.idempotency_key)

    @staticmethod
    def came_to_nothing(error: APIError) -> bool:
        """Whether no job is left that may still change the voice."""
        return isinstance(error, APIStatusError | JobFailedError)
