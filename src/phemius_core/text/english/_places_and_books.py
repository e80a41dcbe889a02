"""Short names of American states in news and of the books of the Bible, and other short words."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._context import ends_sentence
from phemius_core.text.english._number_words import cardinal, ordinal

__all__ = ["RULES"]

_STATES: Final[Mapping[str, str]] = {
    "Ala": "Alabama", "Ariz": "Arizona", "Ark": "Arkansas", "Calif": "California",
    "Colo": "Colorado", "Conn": "Connecticut", "Del": "Delaware", "Fla": "Florida",
    "Ga": "Georgia", "Ill": "Illinois", "Ind": "Indiana", "Kan": "Kansas", "Kans": "Kansas",
    "Ky": "Kentucky", "La": "Louisiana", "Md": "Maryland", "Mass": "Massachusetts",
    "Mich": "Michigan", "Minn": "Minnesota", "Miss": "Mississippi", "Mo": "Missouri",
    "Mont": "Montana", "Neb": "Nebraska", "Nebr": "Nebraska", "Nev": "Nevada",
    "N.H": "New Hampshire", "N.J": "New Jersey", "N.M": "New Mexico", "N.Y": "New York",
    "N.C": "North Carolina", "N.D": "North Dakota", "Okla": "Oklahoma", "Ore": "Oregon",
    "Pa": "Pennsylvania", "Penn": "Pennsylvania", "R.I": "Rhode Island", "S.C": "South Carolina",
    "S.D": "South Dakota", "Tenn": "Tennessee", "Tex": "Texas", "Vt": "Vermont",
    "Va": "Virginia", "Wash": "Washington", "W.Va": "West Virginia", "Wis": "Wisconsin",
    "Wyo": "Wyoming", "D.C": "DC", "Ont": "Ontario", "Que": "Quebec", "B.C": "British Columbia",
    "Alta": "Alberta", "Man": "Manitoba", "Sask": "Saskatchewan",
}  # fmt: skip
"""As newspapers write them, behind the name of a town and with a full stop."""
_BOOKS: Final[Mapping[str, str]] = {
    "Gen": "Genesis", "Ex": "Exodus", "Exod": "Exodus", "Lev": "Leviticus", "Num": "Numbers",
    "Deut": "Deuteronomy", "Josh": "Joshua", "Judg": "Judges", "Sam": "Samuel", "Kgs": "Kings",
    "Chr": "Chronicles", "Chron": "Chronicles", "Neh": "Nehemiah", "Ps": "Psalm", "Pss": "Psalms",
    "Prov": "Proverbs", "Eccl": "Ecclesiastes", "Isa": "Isaiah", "Jer": "Jeremiah",
    "Lam": "Lamentations", "Ezek": "Ezekiel", "Dan": "Daniel", "Hos": "Hosea", "Mic": "Micah",
    "Zech": "Zechariah", "Mal": "Malachi", "Matt": "Matthew", "Mt": "Matthew", "Mk": "Mark",
    "Lk": "Luke", "Jn": "John", "Rom": "Romans", "Cor": "Corinthians", "Gal": "Galatians",
    "Eph": "Ephesians", "Phil": "Philippians", "Col": "Colossians", "Thess": "Thessalonians",
    "Tim": "Timothy", "Heb": "Hebrews", "Jas": "James", "Pet": "Peter", "Rev": "Revelation",
}  # fmt: skip
_MORE_BOOKS: Final = (
    "Ruth", "Ezra", "Esther", "Job", "Amos", "Jonah", "Nahum", "Habakkuk", "Luke", "Haggai", "Acts",
    "Philemon", "Titus", "Jude", "Joel", "Psalms", "Song of Songs",
)  # fmt: skip


_FULL_BOOKS: Final = sorted({*_BOOKS.values(), *_MORE_BOOKS}, key=len, reverse=True)


def _of(words: Mapping[str, str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _state(found: re.Match[str], _lang: str) -> str:
    """`Omaha, Neb.` and `Phoenix, Ariz.` in news."""
    name = _STATES[found["news_state"]]
    return f"{name}." if ends_sentence(found.string, *found.span()) else name


def _book(found: re.Match[str], _lang: str) -> str:
    """`1 Cor. 13:4-8`, `Rom. 8:28`, `John 14:6`."""
    first = f"{ordinal(int(found['testament']))} " if found["testament"] else ""
    name = found["book_full"] or _BOOKS[found["book"]]
    last = f" to {cardinal(found['verse_to'])}" if found["verse_to"] else ""
    return f"{first}{name} {cardinal(found['chapter'])} {cardinal(found['verse'])}{last}"


def _crossing(found: re.Match[str], _lang: str) -> str:
    """`Dep. 14:05`, `arr. 16:50`, `exp. 04/27`."""
    name = {"d": "departs", "a": "arrives", "e": "expires"}[found["moving"][0].lower()]
    return name.capitalize() if found["moving"][0].isupper() else name


def _floor(found: re.Match[str], _lang: str) -> str:
    """`3rd fl.` of an address."""
    stops = ends_sentence(found.string, *found.span())
    return "floor." if found[0].endswith(".") and stops else "floor"


def _kitchen(found: re.Match[str], _lang: str) -> str:
    """`1 c. sugar`, `2 T. butter`."""
    name = "cup" if found["kitchen"] == "c" else "tablespoon"
    before = found.string[max(0, found.start() - 6) : found.start()]
    is_one = re.search(r"(?:^|[^\d/.])1\s$|(?<!\d\s)\d/\d\s$|(?<!\d)(?<!\d\s)[½¼¾⅓⅔⅛]\s$", before)
    return name if is_one else f"{name}s"


RULES: Final = (
    Rule(
        "news_state",
        rf"(?<=[a-z],\s)(?P<news_state>{_of(_STATES)})\.(?!\w)",
        _state,
        starts=r"\b[A-Z]",
    ),
    Rule(
        "scripture",
        rf"(?<![\w.])(?:(?P<testament>[123])\s)?(?:(?P<book_full>{'|'.join(_FULL_BOOKS)})"
        rf"|(?P<book>{_of(_BOOKS)})\.?)\s(?P<chapter>[1-9]\d{{0,2}}):(?P<verse>[1-9]\d{{0,2}})"
        r"(?:[-–](?P<verse_to>[1-9]\d{0,2}))?(?![\w:]|\s?[apAP]\.?[mM])",
        _book,
        starts=r"\b[123A-Z]",
    ),
    Rule(
        "crossing",
        r"(?<![\w.])(?P<moving>[Dd]ep|[Aa]rr|[Ee]xp)\.?:?(?=\s\d{1,2}[:/.]\d\d)",
        _crossing,
        starts=r"\b[DdAaEe]",
    ),
    Rule("floor", r"(?<=\d[a-z]{2}\s)[Ff]l\b\.?", _floor, starts=r"\b[Ff]"),
    Rule(
        "kitchen",
        r"(?<=[\d½¼¾⅓⅔⅛]\s)(?P<kitchen>[cT])\.(?=\s[a-z])",
        _kitchen,
        starts=r"\b[cT]",
    ),
)
