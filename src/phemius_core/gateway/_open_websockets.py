"""The WebSockets that are open, and who has to make room when there are too many."""

from collections import Counter, OrderedDict
from collections.abc import Callable
from typing import Final

from phemius_core.errors import ConcurrencyExceeded, Overloaded

__all__ = ["OpenWebSocket", "OpenWebSockets"]

_RETRY_AFTER_S: Final = 5
_MAX_CLOSING_SHARE: Final = 10
"""One tenth as many WebSockets as may be open may be on their way out in addition."""


class OpenWebSocket:
    """The place of one WebSocket among those that are open.

    Args:
        registry: The WebSockets that are open.
        address: Network address of the client; empty if it is not known.
        is_idle: Says whether the WebSocket could be closed without a loss.
        evict: Asks it to close, without waiting until it has.
    """

    def __init__(
        self,
        registry: "OpenWebSockets",
        address: str,
        is_idle: Callable[[], bool],
        evict: Callable[[], None],
    ) -> None:
        self.address = address
        self.account_id: str | None = None
        """Account that it was authenticated for; None until then."""
        self.is_idle = is_idle
        self.evict = evict
        self._registry = registry

    def active(self) -> None:
        """Says that the WebSocket has just been of use: of the idle ones it is closed last."""
        self._registry.moved_on(self)

    def authenticated(self, account_id: str) -> None:
        """Counts the WebSocket for an account, and no longer for its address.

        Raises:
            ConcurrencyExceeded: The account has as many open as it may.
        """
        self._registry.authenticated(self, account_id)

    def close(self) -> None:
        """Gives the place back. Doing it again changes nothing."""
        self._registry.discard(self)


class OpenWebSockets:
    """All WebSockets of one server, those that have been idle the longest first.

    Args:
        max_open: WebSockets that may be open at once. One that is idle makes room for a new one.
        max_per_account: WebSockets of one account.
        max_unauthenticated: WebSockets of one network address that have not been authenticated.
    """

    def __init__(self, *, max_open: int, max_per_account: int, max_unauthenticated: int) -> None:
        self._max_open = max_open
        self._max_closing = 1 + max_open // _MAX_CLOSING_SHARE
        self._max_per_account = max_per_account
        self._max_unauthenticated = max_unauthenticated
        self._open: OrderedDict[OpenWebSocket, None] = OrderedDict()
        """Those that were of use most recently come last."""
        self._closing: set[OpenWebSocket] = set()
        """Those that have made room and are not closed yet."""
        self._per_account: Counter[str] = Counter()
        self._unauthenticated: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._open) + len(self._closing)

    def open(
        self, address: str, *, is_idle: Callable[[], bool], evict: Callable[[], None]
    ) -> OpenWebSocket:
        """Takes a place for a new WebSocket; one that is idle is closed if there is none.

        Args:
            address: Network address of the client; empty if it is not known.
            is_idle: Says whether the WebSocket could be closed without a loss.
            evict: Asks it to close, without waiting until it has.

        Raises:
            Overloaded: All places are taken and no WebSocket is idle, or the address has too many
                that are not authenticated.
        """
        if address and self._unauthenticated[address] >= self._max_unauthenticated:
            raise Overloaded(
                f"{self._max_unauthenticated} WebSockets of this address are open without an API "
                "key: send the key of each at once",
                retry_after_s=_RETRY_AFTER_S,
            )
        if len(self._open) >= self._max_open:
            self._make_room()
        place = OpenWebSocket(self, address, is_idle, evict)
        self._open[place] = None
        self._unauthenticated[address] += 1
        return place

    def moved_on(self, place: OpenWebSocket) -> None:
        """See `OpenWebSocket.active`."""
        if place in self._open:
            self._open.move_to_end(place)

    def authenticated(self, place: OpenWebSocket, account_id: str) -> None:
        """See `OpenWebSocket.authenticated`."""
        if place not in self._open:
            return
        if self._per_account[account_id] >= self._max_per_account:
            raise ConcurrencyExceeded(
                f"{self._max_per_account} WebSockets of this account are open already: close one, "
                "or speak several requests over each",
                retry_after_s=_RETRY_AFTER_S,
            )
        _decrement(self._unauthenticated, place.address)
        place.account_id = account_id
        self._per_account[account_id] += 1

    def discard(self, place: OpenWebSocket) -> None:
        """See `OpenWebSocket.close`."""
        self._closing.discard(place)
        if place in self._open:
            del self._open[place]
            self._uncount(place)

    def _make_room(self) -> None:
        idle = next((place for place in self._open if place.is_idle()), None)
        # One that is asked to close takes a moment; a flood must not heap them up.
        if idle is None or len(self._closing) >= self._max_closing:
            raise Overloaded(
                f"{self._max_open} WebSockets are open already: try again soon",
                retry_after_s=_RETRY_AFTER_S,
            )
        self.discard(idle)
        self._closing.add(idle)
        idle.evict()

    def _uncount(self, place: OpenWebSocket) -> None:
        if place.account_id is None:
            _decrement(self._unauthenticated, place.address)
        else:
            _decrement(self._per_account, place.account_id)


def _decrement(counter: Counter[str], key: str) -> None:
    counter[key] -= 1
    if counter[key] <= 0:
        del counter[key]
