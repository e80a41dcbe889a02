"""Numbers as they are written with either decimal mark and any mark between groups of three."""

import re
from decimal import Decimal
from typing import Final, NamedTuple

__all__ = ["GAP", "NUMBER", "SIGN", "WrittenNumber", "read_number"]

GAP: Final = "[ \u00a0\u2007\u2009\u202f]"
"""Pattern of a space within a number, or between a number and what it counts."""
NUMBER: Final = (
    rf"(?:\d{{1,3}}(?:(?:{GAP}\d{{3}}(?!\d)){{1,8}}+(?!{GAP}\d)|(?<!\b0)(?:\.\d{{3}}(?!\d)){{1,8}}+"
    r"|(?:['’]\d{3}(?!\d)){1,8}+|(?:,\d{3}(?!\d)){2,8}+|(?:,\d{3}(?!\d)){1,8}+(?=\.\d))"
    r"|\d++)(?:,\d++|\.\d++)?+"
)
"""Pattern of a number such as `1 234,50`, `1.234,50`, `1,234.50` or `1'234.50`."""
SIGN: Final = r"(?<![\w)\]])[-−+]"
"""Pattern of the sign of a number."""


class WrittenNumber(NamedTuple):
    """A number without its sign, as its digits."""

    whole: str
    decimals: str = ""

    @property
    def value(self) -> Decimal:
        """Its value."""
        return Decimal(f"{self.whole or 0}.{self.decimals or 0}")

    @property
    def is_one(self) -> bool:
        """Whether it is exactly 1, without decimals."""
        return not self.decimals and self.whole.lstrip("0") == "1"


def read_number(written: str) -> WrittenNumber:
    """The digits of what `NUMBER` matches.

    A single point before three digits separates a group, unless a lone zero is before it; a single
    comma is always the decimal mark. With both marks, the last is the decimal mark.
    """
    plain = re.sub(rf"{GAP}|['’]", "", written)
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma >= 0 and point >= 0:
        mark = max(comma, point)
    elif comma >= 0:
        mark = comma if plain.count(",") == 1 else -1
    else:
        groups = plain.count(".") > 1 or re.fullmatch(r"(?!0\.)\d{1,3}\.\d{3}", plain)
        mark = -1 if groups else point
    whole = plain if mark < 0 else plain[:mark]
    decimals = "" if mark < 0 else plain[mark + 1 :]
    return WrittenNumber(re.sub(r"\D", "", whole), re.sub(r"\D", "", decimals))
