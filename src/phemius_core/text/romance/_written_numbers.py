"""Numbers as they are written: either decimal mark, and any mark between groups of three."""

import re
from decimal import Decimal
from typing import Final, NamedTuple

__all__ = ["DASH", "GAP", "MINUS", "NUMBER", "SIGN", "WrittenNumber", "read_number"]

GAP: Final = "[ \u00a0\u2007\u2009\u202f]"
"""Pattern of a space within a number, or between a number and what it counts."""
DASH: Final = r"\s?[-–—−]\s?"
"""Pattern of what stands between the two numbers of a range."""
SIGN: Final = r"(?<![\w)\]])[-−+]"
"""Pattern of the sign of a number."""
MINUS: Final = r"(?<![\w)\]€$£%.,])[-−–](?=[\d$€£])"
"""Pattern of a minus sign, which a dash may stand for."""
_NO_MORE: Final = r"(?!\d|[.,]\d)"
NUMBER: Final = (
    rf"(?:\d{{1,3}}(?:\.\d{{3}}){{1,12}}+(?:,\d{{1,40}}+)?{_NO_MORE}"
    rf"|\d{{1,3}}(?:,\d{{3}}){{1,12}}+\.\d{{1,40}}+{_NO_MORE}"
    rf"|\d{{1,3}}(?:,\d{{3}}){{2,12}}+{_NO_MORE}"
    rf"|\d{{1,3}}(?:['’]\d{{3}}(?!\d)){{1,12}}+(?:[.,]\d{{1,40}}+)?{_NO_MORE}"
    rf"|\d{{1,3}}(?:{GAP}\d{{3}}){{1,12}}+(?:[.,]\d{{1,40}}+)?(?!\d|[.,]\d|{GAP}\d)"
    r"|\d++(?:[.,]\d++)?+)"
)
"""Pattern of a number without its sign: `1 234,50`, `1.234,50`, `1,234.50`, `1'234.50`."""
_GROUP_MARKS: Final = re.compile(rf"{GAP}|['’]")


class WrittenNumber(NamedTuple):
    """A number without its sign, by its digits."""

    whole: str
    decimals: str = ""
    mark: str = ""
    """Decimal mark, empty without decimals."""

    @property
    def value(self) -> Decimal:
        """Its value."""
        return Decimal(f"{self.whole or 0}.{self.decimals or 0}")

    @property
    def is_one(self) -> bool:
        """Whether it is exactly 1, without decimals."""
        return not self.decimals and self.whole.lstrip("0") == "1"


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
    plain = _GROUP_MARKS.sub("", written)
    is_grouped = plain != written
    comma, point = plain.rfind(","), plain.rfind(".")
    at = max(comma, point)
    if at < 0:
        return WrittenNumber(plain)
    mark = plain[at]
    whole, decimals = plain[:at], plain[at + 1 :]
    if comma >= 0 and point >= 0:
        return WrittenNumber(re.sub(r"\D", "", whole), decimals, mark)
    by_three = len(decimals) == 3 and len(whole) <= 3 and whole[:1] != "0" and not is_grouped
    groups = by_three and (mark == "." or grouped_by_comma or decimals == "000")
    if plain.count(mark) > 1 or groups:
        return WrittenNumber(plain.replace(mark, ""))
    return WrittenNumber(whole, decimals, mark)
