"""The elements of SSML that are supported, and what their attributes say."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from phemius_core.text._types import Delivery
from phemius_core.text.ssml._errors import ssml_error
from phemius_core.text.ssml._parser import XML_LANG, ElementStart
from phemius_core.text.ssml._phonemes import ALPHABETS
from phemius_core.text.ssml._say_as import INTERPRETATIONS
from phemius_core.text.ssml._values import (
    RATES,
    STRENGTHS_MS,
    VOLUMES_DB,
    parse_rate,
    parse_time_ms,
    parse_volume_db,
)

__all__ = [
    "ELEMENTS",
    "SILENT",
    "TRANSPARENT",
    "WHOLE",
    "break_ms",
    "check_attributes",
    "ignored",
    "prosody",
]

ELEMENTS: Final = (
    "speak", "audio", "break", "desc", "emphasis", "lang", "lexicon", "mark", "meta", "metadata",
    "p", "phoneme", "prosody", "s", "say-as", "sub", "token", "voice", "w",
)  # fmt: skip
SILENT: Final = ("desc", "meta", "metadata")
"""Elements whose text is not for listeners."""
WHOLE: Final = ("say-as", "sub", "phoneme")
"""Elements whose text is read as one thing; no element may stand within."""
TRANSPARENT: Final = ("audio", "emphasis", "mark", "token", "w")
"""Elements whose tags do not part the text around them."""
_REQUIRED: Final = {
    "lang": XML_LANG, "phoneme": "ph", "say-as": "interpret-as", "sub": "alias", "voice": "name",
}  # fmt: skip
_CHOICES: Final = {
    "say-as": ("interpret-as", INTERPRETATIONS),
    "phoneme": ("alphabet", ALPHABETS),
}
_IGNORED: Final = {
    "audio": "no audio file is played: the text within <audio> is read",
    "emphasis": "the model has no emphasis: the text is read as the rest",
    "lexicon": "lexicon documents are not loaded",
}
_UNDONE_PROSODY: Final = ("pitch", "range", "contour", "duration")
_MIN_SPEED: Final = 0.25
_MAX_SPEED: Final = 4.0
_MIN_GAIN_DB: Final = -60.0
_MAX_GAIN_DB: Final = 12.0


def check_attributes(element: ElementStart, source: str) -> None:
    """Check the attributes that an element must have, and those that are one of a list.

    Raises:
        InvalidRequest: One is missing or unknown.
    """
    name = element.name
    needed = _REQUIRED.get(name)
    if needed is not None and not element.attributes.get(needed, "").strip():
        raise ssml_error(source, element.start, f"<{name}> needs the attribute {needed}")
    attribute, choices = _CHOICES.get(name, ("", ()))
    if attribute in element.attributes:
        value = element.attributes[attribute]
        if value.strip().lower() not in choices:
            raise _wrong_value(element, attribute, f"one of {_listed(choices)}", source)


def ignored(element: ElementStart) -> Iterator[tuple[str, str]]:
    """What of an element is accepted and not done: a key, and a warning for the caller."""
    if message := _IGNORED.get(element.name):
        yield element.name, message
    if element.name == "prosody":
        for name in _UNDONE_PROSODY:
            if name in element.attributes:
                yield name, f"the {name} of speech cannot be changed: the attribute is ignored"


def break_ms(element: ElementStart, source: str) -> int:
    """Milliseconds of a `break`; 0 for none.

    Raises:
        InvalidRequest: Its time or strength is wrong.
    """
    if "time" in element.attributes:
        pause_ms = parse_time_ms(element.attributes["time"])
        if pause_ms is None:
            raise _wrong_value(element, "time", "a time as in 500ms or 1.5s", source)
        return pause_ms
    strength = element.attributes.get("strength", "medium").strip().lower()
    if strength not in STRENGTHS_MS:
        raise _wrong_value(element, "strength", f"one of {_listed(STRENGTHS_MS)}", source)
    return STRENGTHS_MS[strength]


def prosody(element: ElementStart, around: Delivery, source: str) -> Delivery:
    """The delivery within a `prosody`.

    Args:
        element: Its start tag.
        around: The delivery of the text around, which it changes.
        source: The caller's text.

    Raises:
        InvalidRequest: Its rate or volume is wrong.
    """
    speed, gain_db = around.speed, around.gain_db
    if "rate" in element.attributes:
        factor = parse_rate(element.attributes["rate"])
        if factor is None:
            known = f"a percentage as in 120%, a factor, or {_listed(RATES)}"
            raise _wrong_value(element, "rate", known, source)
        speed = min(_MAX_SPEED, max(_MIN_SPEED, speed * factor))
    if "volume" in element.attributes:
        change_db = parse_volume_db(element.attributes["volume"])
        if change_db is None:
            known = f"dB as in +6dB, a number from 0 to 100, or {_listed(VOLUMES_DB)}"
            raise _wrong_value(element, "volume", known, source)
        gain_db += change_db
        if gain_db != -math.inf:
            gain_db = min(_MAX_GAIN_DB, max(_MIN_GAIN_DB, gain_db))
    return replace(around, speed=speed, gain_db=gain_db)


def _wrong_value(element: ElementStart, attribute: str, give: str, source: str) -> Exception:
    value = element.attributes[attribute]
    return ssml_error(source, element.start, f"{attribute} is {value[:40]!r}: give {give}")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
