"""Bytes that may be held at once, over all and per owner."""

import threading
from types import TracebackType
from typing import Self

from phemius_core.errors import ConcurrencyExceeded, Overloaded

__all__ = ["ByteBudget", "HeldBytes"]


class ByteBudget:
    """Bounds the bytes that are held at once, and each owner's share of them. Thread-safe.

    What would not fit into an empty budget is let in when nothing else is held, so that a budget
    that is smaller than a single body delays bodies but does not refuse them for ever.

    Args:
        total: Bytes that all owners may hold at once.
        per_owner: Bytes that one owner may hold at once.
        what: What the bytes belong to, in the plural, for the errors.
    """

    def __init__(self, total: int, *, per_owner: int, what: str) -> None:
        self._total = total
        self._per_owner = per_owner
        self._what = what
        self._held = 0
        self._held_by: dict[str, int] = {}
        self._lock = threading.Lock()

    @property
    def held(self) -> int:
        """Bytes that are held now."""
        return self._held

    def hold(self, owner: str) -> "HeldBytes":
        """Begin with no bytes; close the result to give back what `grow` takes.

        Args:
            owner: Who holds them.
        """
        return HeldBytes(self, owner)

    def take(self, owner: str, count: int) -> None:
        """Take bytes.

        Args:
            owner: Who takes them.
            count: Number of bytes.

        Raises:
            ConcurrencyExceeded: They exceed the owner's share.
            Overloaded: They exceed the total.
        """
        with self._lock:
            own = self._held_by.get(owner, 0)
            if own and own + count > self._per_owner:
                raise ConcurrencyExceeded(
                    f"the {self._what} of this account that are under way have {own} bytes: "
                    "send the next when one of them is answered",
                    retry_after_s=1,
                )
            if self._held and self._held + count > self._total:
                raise Overloaded(
                    f"the server is reading as many {self._what} as it may hold: try again soon"
                )
            self._held += count
            self._held_by[owner] = own + count

    def give_back(self, owner: str, count: int) -> None:
        """Give back bytes that were taken.

        Args:
            owner: Who took them.
            count: Number of bytes.
        """
        with self._lock:
            self._held -= count
            self._held_by[owner] -= count
            if not self._held_by[owner]:
                del self._held_by[owner]


class HeldBytes:
    """Bytes that one owner holds of a budget until this is closed."""

    def __init__(self, budget: ByteBudget, owner: str) -> None:
        self._budget = budget
        self._owner = owner
        self._count = 0

    @property
    def count(self) -> int:
        """Number of bytes."""
        return self._count

    def grow(self, count: int) -> None:
        """Hold at least `count` bytes in all.

        Raises:
            ConcurrencyExceeded: They exceed the owner's share.
            Overloaded: They exceed the total.
        """
        if count > self._count:
            self._budget.take(self._owner, count - self._count)
            self._count = count

    def close(self) -> None:
        """Give all bytes back."""
        count, self._count = self._count, 0
        if count:
            self._budget.give_back(self._owner, count)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
