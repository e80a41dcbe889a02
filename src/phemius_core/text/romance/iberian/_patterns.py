"""Numbers with separators of either convention: `1.234,50`, `1,234.50`, `1 234`."""

import re
from typing import Final, NamedTuple

__all__ = [
    "DASH",
    "MINUS",
    "NUMBER",
    "WRITTEN_SPACE",
    "WrittenNumber",
    "alternatives",
    "read_number",
]

WRITTEN_SPACE: Final = "[ \u00a0\u202f\u2009]"
"""Pattern of a space between groups of digits or before a unit."""
DASH: Final = r"\s?[-–—−]\s?"
MINUS: Final = r"(?<![\w)\]€$£%.,])[-−–](?=[\d$€£])"
_NO_MORE: Final = r"(?!\d|[.,]\d)"
NUMBER: Final = (
    rf"(?:\d{{1,3}}(?:\.\d{{3}}){{1,12}}+(?:,\d{{1,40}}+)?{_NO_MORE}"
    rf"|\d{{1,3}}(?:,\d{{3}}){{1,12}}+\.\d{{1,40}}+{_NO_MORE}"
    rf"|\d{{1,3}}(?:,\d{{3}}){{2,12}}+{_NO_MORE}"
    rf"|\d{{1,3}}(?:{WRITTEN_SPACE}\d{{3}}){{1,12}}+(?:[.,]\d{{1,40}}+)?"
    rf"(?!\d|[.,]\d|{WRITTEN_SPACE}\d)"
    r"|\d++(?:[.,]\d++)?)"
)
"""Pattern of a number without its sign."""
_GROUP_SPACES: Final = re.compile("[ \u00a0\u202f\u2009]")


class WrittenNumber(NamedTuple):
    """A number by its digits."""

    whole: str
    decimals: str
    mark: str
    """Decimal mark, empty without decimals."""

    @property
    def value(self) -> int:
        """The whole part."""
        return int(self.whole)

    @property
    def is_one(self) -> bool:
        return self.whole == "1" and not self.decimals


def read_number(written: str, *, grouped_by_comma: bool = False) -> WrittenNumber:
    """Which separator of a number is the decimal mark.

    The last of two different separators is; one that stands twice is none. A single full stop
    before three digits groups (`1.234`), a single comma is the decimal mark (`2,123`) unless three
    zeros follow or the caller knows better.

    Args:
        written: What `NUMBER` matches.
        grouped_by_comma: Whether a single comma before three digits groups, as in amounts of
            money, which have two decimals.
    """
    plain = _GROUP_SPACES.sub("", written)
    spaced = plain != written
    comma, point = plain.rfind(","), plain.rfind(".")
    at = max(comma, point)
    if at < 0:
        return WrittenNumber(plain, "", "")
    mark = plain[at]
    whole, decimals = plain[:at], plain[at + 1 :]
    if comma >= 0 and point >= 0:
        return WrittenNumber(re.sub(r"\D", "", whole), decimals, mark)
    by_three = len(decimals) == 3 and len(whole) <= 3 and whole[:1] != "0" and not spaced
    groups = by_three and (mark == "." or grouped_by_comma or decimals == "000")
    if plain.count(mark) > 1 or groups:
        return WrittenNumber(plain.replace(mark, ""), "", "")
    return WrittenNumber(whole, decimals, mark)


def alternatives(words: object) -> str:
    """Pattern of any of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]
