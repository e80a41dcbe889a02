"""All rules that put English text into words, and their precedence."""

from itertools import chain
from typing import Final

from phemius_core.text._language_rules import LanguageRules
from phemius_core.text._verbaliser import Verbaliser
from phemius_core.text.english import (
    _abbreviations,
    _apostrophes,
    _chemistry,
    _code,
    _codes,
    _dashes,
    _dates,
    _latex,
    _money,
    _notation,
    _numbers,
    _roman,
    _symbols,
    _telephone,
    _times,
    _units,
    _web_addresses,
)
from phemius_core.text.english._number_words import cardinal

__all__ = ["RULES"]

_PRECEDENCE: Final = (
    # What is not a quantity though it has digits.
    "latex", "tag", "url", "email", "bare_url", "windows_path", "path", "emoticon", "card", "ssn",
    "isbn", "ip_address", "hardware_address", "host_port", "digest", "hexadecimal", "hex_colour",
    "hashtag", "citation", "note_mark", "chemistry", "postcode", "zip", "flight", "place",
    "mixed_code", "phone", "vanity_phone", "international_phone", "national_phone", "extension",
    "local_phone", "emergency", "code", "called_number",
    # Words and abbreviations.
    "apostrophe", "clipped", "and", "chat", "world_war", "roman_label", "roman_bracket",
    "roman", "numbered", "optional_plural", "in_words", "key",
    # Quantities.
    "isodate", "slashdate", "monthday", "daymonth", "duration", "clock", "hour",
    "prerelease", "proportion", "to", "money", "code_money", "per", "grouped", "version", "feet",
    "decade", "ordinal", "percent", "unit", "range", "vulgar", "ratio", "scientific",
    # Marks.
    "plus_plus", "sharp", "dot_net", "letter_dot", "call", "handle", "numero",
    "operator", "compare", "bound", "power", "superscript", "subscript", "backslash", "dot",
    "dot_file", "sum", "title", "abbreviation", "camel_case", "after_name", "calendar",
    "initials", "initial", "capitals_slash", "grade", "about", "sections", "flag", "compound",
    "dash", "point", "number", "symbol",
)  # fmt: skip
_KINDS: Final = (
    _abbreviations, _apostrophes, _chemistry, _code, _codes, _dashes, _dates, _latex, _money,
    _notation, _numbers, _roman, _symbols, _telephone, _times, _units, _web_addresses,
)  # fmt: skip
RULES: Final = LanguageRules(
    verbaliser=Verbaliser(
        chain.from_iterable(kind.RULES for kind in _KINDS), precedence=_PRECEDENCE
    ),
    symbols=_symbols.SYMBOLS,
    cardinal=cardinal,
)
