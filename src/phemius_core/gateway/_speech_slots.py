"""How many speech requests of each account are in flight."""

from collections import Counter
from collections.abc import Callable

from phemius_core.errors import ConcurrencyExceeded

__all__ = ["SpeechSlots"]


class SpeechSlots:
    """Bounds the speech requests of one account that are in flight in this process.

    Args:
        max_per_account: Requests of one account at once.
    """

    def __init__(self, max_per_account: int) -> None:
        self._max = max_per_account
        self._taken: Counter[str] = Counter()

    def take(self, account_id: str) -> Callable[[], None]:
        """Takes a slot; returns a function that gives it back, once, however often it is called.

        Raises:
            ConcurrencyExceeded: All slots of the account are taken.
        """
        if self._taken[account_id] >= self._max:
            raise ConcurrencyExceeded(
                f"{self._max} speech requests of this account are in flight: wait until one ends",
                retry_after_s=1,
            )
        self._taken[account_id] += 1
        given_back = False

        def give_back() -> None:
            nonlocal given_back
            if not given_back:
                given_back = True
                self._taken[account_id] -= 1
                if not self._taken[account_id]:
                    del self._taken[account_id]

        return give_back
