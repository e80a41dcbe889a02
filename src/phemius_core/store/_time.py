"""Times in whole microseconds since 1970, UTC months, and ids of rows."""

import re
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from phemius_core.errors import FieldProblem, InvalidRequest

__all__ = ["Clock", "Month", "from_us", "new_id", "now_us", "ordered_id"]

_MONTH = re.compile(r"([2-8][0-9]{3})-(0[1-9]|1[0-2])")

Clock = Callable[[], float]
"""A function that returns seconds since 1970, such as `time.time`."""


def now_us(clock: Clock) -> int:
    """Return the clock's time in whole microseconds since 1970."""
    return round(clock() * 1_000_000)


def from_us(at_us: int) -> datetime:
    """Convert microseconds since 1970 to a UTC datetime."""
    return datetime.fromtimestamp(at_us / 1_000_000, UTC)


def new_id() -> str:
    """Return a random UUID as text."""
    return str(uuid.uuid4())


def ordered_id(at_us: int) -> str:
    """Return a random id that sorts by time, so that an index grows only at its end."""
    return f"{at_us:016x}{secrets.token_hex(8)}"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month in UTC."""

    year: int
    month: int

    @classmethod
    def of(cls, at_us: int) -> "Month":
        """Return the month of a time in microseconds since 1970."""
        moment = datetime.fromtimestamp(at_us // 1_000_000, UTC)
        return cls(moment.year, moment.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Parse a month such as `2026-11`.

        Raises:
            InvalidRequest: The text is not a month in that form.
        """
        found = _MONTH.fullmatch(text)
        if found is None:
            message = f"{text[:20]!r} is not a month: write YYYY-MM, such as 2026-11"
            raise InvalidRequest(message, fields=[FieldProblem("month", message)])
        return cls(int(found[1]), int(found[2]))

    @property
    def number(self) -> int:
        """The month as an integer, such as 202611, as the tables hold it."""
        return self.year * 100 + self.month

    @property
    def next(self) -> "Month":
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def start_us(self) -> int:
        return int(datetime(self.year, self.month, 1, tzinfo=UTC).timestamp()) * 1_000_000

    @property
    def end_us(self) -> int:
        """The first microsecond of the next month."""
        return self.next.start_us

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"
