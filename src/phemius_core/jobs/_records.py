"""Records of the jobs room: what is created, claimed, completed and read back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    import sqlalchemy as sa

__all__ = [
    "BULK",
    "CLONING",
    "ClaimedItem",
    "FileRole",
    "ItemRecord",
    "ItemResult",
    "JobFile",
    "JobRecord",
    "JobStatus",
    "NewItem",
]

BULK: Final = "bulk_synthesis"
"""Type of a job that speaks many texts, one an item."""
CLONING: Final = "voice_cloning"
"""Type of a job that clones a voice from a recording, its one item."""

JobStatus = Literal["queued", "running", "succeeded", "failed", "cancelled"]
"""Status of a job, and of each of its items."""

FileRole = Literal["input", "output"]
"""What a file is to its item: what it starts from, or what was made of it."""


@dataclass(frozen=True, slots=True)
class JobFile:
    """A file of an item: its input or its output."""

    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item of a job that is about to be created."""

    request: Mapping[str, Any] = field(repr=False)
    """What the item asks for, as JSON; its handler knows the shape."""
    chars: int = 0
    """Characters that are charged when the item is completed."""
    input: JobFile | None = None
    """File that the handler starts from."""


@dataclass(frozen=True, slots=True)
class ClaimedItem:
    """An item that a worker has claimed; it belongs to that worker until the lease expires."""

    job_id: str
    position: int
    """Index of the item in its job, from 0."""
    type: str
    """Type of the job."""
    account_id: str
    options: Mapping[str, Any]
    """Options of the job, which hold for all of its items."""
    request: Mapping[str, Any] = field(repr=False)
    """Request of the item."""
    chars: int
    """Characters that are charged when the item is completed."""
    attempt: int
    """Number of this attempt, from 1."""
    worker: str
    """Name of the worker that has claimed the item."""
    reservation_id: str
    """Reservation that holds `chars` characters."""


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What a handler made of an item."""

    file: JobFile | None = None
    audio_ms: int = 0
    result: Mapping[str, Any] | None = None
    """Becomes the `result` of the job, as JSON."""
    in_transaction: "Callable[[sa.Connection], None] | None" = None
    """Called in the transaction that completes and charges the item."""


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job as its owner sees it."""

    id: str
    type: str
    status: JobStatus
    progress: float
    """Fraction of the work that is done, 0 to 1."""
    options: Mapping[str, Any]
    items: int
    """Number of items."""
    succeeded: int
    """Number of items that succeeded."""
    failed: int
    """Number of items that failed."""
    chars: int
    """Characters charged so far."""
    audio_ms: int
    result: Mapping[str, Any] | None
    error: str | None
    created_at: datetime
    updated_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """An item as its owner sees it."""

    position: int
    """Index of the item in its job, from 0."""
    status: JobStatus
    request: Mapping[str, Any] = field(repr=False)
    chars: int
    """Characters charged for the item."""
    audio_ms: int
    error: str | None
