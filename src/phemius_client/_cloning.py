"""Voice cloning: the recording, the request that uploads it, and the result."""

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal
from uuid import UUID

from phemius_client._errors import APIError, APIStatusError, JobFailedError
from phemius_client._requests import Request, idempotency_header, json_parser, voice_path
from phemius_core.wire import Job, Voice

__all__ = ["Clone", "CloneDepth", "CloneRequest", "Recording", "read_recording"]

CloneDepth = Literal["full", "fast"]
Recording = str | os.PathLike[str] | bytes | IO[bytes]
"""Path of an audio file, its bytes, or the open file."""


@dataclass(frozen=True, slots=True)
class Clone:
    """A custom voice and the cloning job that shapes it."""

    voice: Voice
    job: Job
    """Once the job has succeeded, its `result` has the similarity of voice and recording."""


@dataclass(frozen=True, slots=True)
class CloneRequest:
    """The arguments of `voices.clone`, checked.

    Args:
        recording: File name and bytes of the recording.
        consent: Whether the speaker has agreed to be cloned.
        name: Name of a new voice.
        voice_id: Existing voice to be replaced; the alternative to `name`.
        depth: `fast` takes less time, `full` gives more similarity.
        idempotency_key: The caller's key; a random one if None.

    Raises:
        ValueError: `consent` is not True, or both or neither of `name` and `voice_id` are given.
    """

    recording: tuple[str, bytes] = field(repr=False)
    consent: bool
    name: str | None
    voice_id: UUID | str | None
    depth: CloneDepth
    idempotency_key: str | None

    def __post_init__(self) -> None:
        if self.consent is not True:
            raise ValueError(
                "consent is not True: a voice may be cloned only if the speaker of the recording "
                "has agreed; pass consent=True when you have their consent"
            )
        if (self.name is None) == (self.voice_id is None):
            raise ValueError(
                "a clone takes either the name of a new voice or the voice_id of an existing one: "
                "give exactly one of them"
            )

    @property
    def new_name(self) -> str:
        return self.name or ""

    def upload(self, voice: Voice) -> Request[Job]:
        """`POST /v1/voices/{voice_id}/samples` with an idempotency key.

        The multipart boundary is a hash of the recording, so that a repetition with the same key
        has the same bytes.
        """
        file_name, data = self.recording
        boundary = f"phemius-{hashlib.sha256(data).hexdigest()[:40]}"
        return Request(
            method="POST",
            path=f"{voice_path(voice.id)}/samples",
            parse=json_parser(Job),
            form={"consent": "true", "depth": self.depth},
            files={"audio": (file_name, data, "application/octet-stream")},
            headers={
                "Content-Type": f"multipart/form-data; boundary={boundary}",
                **idempotency_header(self.idempotency_key),
            },
        )

    @staticmethod
    def is_abandoned(error: APIError) -> bool:
        """Whether no job is left that may still change the voice."""
        return isinstance(error, APIStatusError | JobFailedError)


def read_recording(recording: Recording) -> tuple[str, bytes]:
    """File name and bytes of a recording.

    Raises:
        OSError: The file cannot be read.
    """
    if isinstance(recording, bytes | bytearray | memoryview):
        return "sample", bytes(recording)
    if isinstance(recording, str | os.PathLike):
        path = Path(recording)
        return path.name, path.read_bytes()
    return Path(str(getattr(recording, "name", "sample"))).name, recording.read()
