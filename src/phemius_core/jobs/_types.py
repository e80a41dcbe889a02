"""What jobs are made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import sqlalchemy as sa

__all__ = ["File", "Item", "ItemState", "JobState", "Outcome", "Status", "Task"]

Status = Literal["queued", "running", "succeeded", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class File:
    """Bytes that belong to an item: what it begins with, or what came of it."""

    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of a job's work, as it is created."""

    request: Mapping[str, Any]
    """JSON."""
    chars: int = 0
    """Characters to be charged once it is done."""
    input: File | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """An item that a worker has taken: its own until its lease ends."""

    job_id: str
    position: int
    type: str
    account_id: str
    options: Mapping[str, Any]
    """Of the job."""
    request: Mapping[str, Any]
    """Of the item."""
    chars: int
    """To be charged once it is done."""
    attempt: int
    """From 1."""
    worker: str
    reservation_id: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an item."""

    file: File | None = None
    audio_ms: int = 0
    result: Mapping[str, Any] | None = None
    """Becomes the job's result, as JSON."""
    also: "Callable[[sa.Connection], None] | None" = None
    """What else is written in the transaction that ends the item, or not at all."""


@dataclass(frozen=True, slots=True)
class JobState:
    """A job, as its owner sees it."""

    id: str
    type: str
    status: Status
    progress: float
    """0 to 1."""
    options: Mapping[str, Any]
    items: int
    succeeded: int
    failed: int
    chars: int
    """Charged so far."""
    audio_ms: int
    result: Mapping[str, Any] | None
    error: str | None
    created_at: datetime
    updated_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ItemState:
    """An item, as its owner sees it."""

    position: int
    status: Status
    request: Mapping[str, Any]
    chars: int
    """Charged for it."""
    audio_ms: int
    error: str | None
