"""All rules that put English text into words, and their precedence."""

from itertools import chain
from typing import Final

from phemius_core.text._language_rules import LanguageRules
from phemius_core.text._verbaliser import Verbaliser
from phemius_core.text.english import (
    _abbreviations,
    _addresses,
    _apostrophes,
    _chemistry,
    _code,
    _codes,
    _dashes,
    _dates,
    _fractions,
    _labels,
    _latex,
    _maths,
    _money,
    _notation,
    _numbers,
    _ranges,
    _roman,
    _symbols,
    _telephone,
    _times,
    _units,
    _web_addresses,
    _years,
)
from phemius_core.text.english._number_words import cardinal

__all__ = ["RULES"]

_PRECEDENCE: Final = (
    # what is no quantity though it has digits
    "latex", "tag", "url", "email", "bare_url", "windows_path", "path", "emoticon", "card", "ssn",
    "isbn", "ip_address", "hardware_address", "host_port", "digest", "hexadecimal", "hex_colour",
    "hashtag", "citation", "note_mark", "chemistry", "postcode", "zip", "flight", "place",
    "mixed_code", "phone", "vanity_phone", "international_phone", "national_phone", "extension",
    "local_phone", "emergency", "code", "called_number",
    # words
    "apostrophe", "clipped", "and", "chat", "world_war", "roman_label", "roman_bracket",
    "roman", "numbered", "optional_plural", "in_words", "key",
    # dates and times
    "isodate", "slashdate", "shortdate", "monthyear_digits", "season", "monthday", "daymonth",
    "monthyear", "months", "weekdays", "weekday", "era", "duration", "hour", "clock", "military",
    "offset", "prerelease", "proportion",
    # amounts
    "to", "by_sign", "until_now", "money", "code_money", "pence", "grouped", "scientific",
    "version", "address", "street", "state", "road", "law_report", "bits", "per", "feet", "inch",
    "angle", "labels", "decade", "short_year", "ordinal", "percent", "temperature", "unit", "video",
    "by", "times", "scaled", "minus", "range", "decimal_range", "vulgar", "ratio",
    # signs and abbreviations
    "plus_plus", "sharp", "dot_net", "letter_dot", "call", "handle", "numero", "operator",
    "compare", "bound", "power", "superscript", "subscript", "index", "backslash", "dot",
    "dot_file", "difference", "sum", "roughly", "title", "abbreviation", "camel_case", "after_name",
    "calendar", "initials", "initial", "capitals_slash", "grade", "about", "sections", "flag",
    "compound", "dash",
    # what is left
    "attached_label", "label", "point", "number", "symbol",
)  # fmt: skip
_KINDS: Final = (
    _abbreviations, _addresses, _apostrophes, _chemistry, _code, _codes, _dashes, _dates,
    _fractions, _labels, _latex, _maths, _money, _notation, _numbers, _ranges, _roman, _symbols,
    _telephone, _times, _units, _web_addresses, _years,
)  # fmt: skip
RULES: Final = LanguageRules(
    verbaliser=Verbaliser(
        chain.from_iterable(kind.RULES for kind in _KINDS), precedence=_PRECEDENCE
    ),
    symbols=_symbols.SYMBOLS,
    entities={"<": "less than", ">": "greater than"},
    cardinal=cardinal,
    abbreviations=_abbreviations.ABBREVIATIONS,
)
