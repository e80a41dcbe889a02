"""Names of months and weekdays as people write them."""

from collections.abc import Iterable
from typing import Final

__all__ = ["ALSO_WORDS", "MONTH", "MONTHS", "WEEKDAY", "month_number", "weekday_named"]

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_WEEKDAYS: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
_SHORT_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec",
)  # fmt: skip
_SHORT_WEEKDAYS: Final = (
    "Mon", "Tue", "Tues", "Wed", "Thu", "Thur", "Thurs", "Fri", "Sat", "Sun",
)  # fmt: skip
ALSO_WORDS: Final = frozenset(("march", "mar", "may", "sat", "sun", "wed", "mon"))
"""Names that in lower case are words, or abbreviations, of their own."""


def _in_any_case(names: Iterable[str]) -> str:
    return "|".join(form for name in names for form in (name, name.lower(), name.upper()))


MONTH: Final = rf"(?:(?:{_in_any_case(MONTHS)})\b|(?:{_in_any_case(_SHORT_MONTHS)})\b\.?)"
"""Pattern of a month."""
WEEKDAY: Final = rf"(?:(?:{_in_any_case(_WEEKDAYS)})\b|(?:{_in_any_case(_SHORT_WEEKDAYS)})\b\.?)"
"""Pattern of a weekday."""


def month_number(name: str) -> int:
    """`"Sept."` as 9."""
    beginning = name[:3].capitalize()
    return next(n for n, month in enumerate(MONTHS, 1) if month.startswith(beginning))


def weekday_named(name: str) -> str:
    """`"tues."` as Tuesday."""
    beginning = name[:2].capitalize()
    return next(day for day in _WEEKDAYS if day.startswith(beginning))
