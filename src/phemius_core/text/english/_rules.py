"""All rules that put English text into words, and their precedence."""

from itertools import chain
from typing import Final

from phemius_core.text._language_rules import LanguageRules
from phemius_core.text._verbaliser import Verbaliser
from phemius_core.text.english import (
    _abbreviations,
    _addresses,
    _apostrophes,
    _chat,
    _chemistry,
    _code,
    _codes,
    _dashes,
    _dates,
    _fractions,
    _identifiers,
    _labels,
    _latex,
    _layout,
    _maths,
    _money,
    _notation,
    _numbers,
    _phone_menu,
    _places_and_books,
    _prescriptions,
    _ranges,
    _roman,
    _science,
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
    "cue_number", "cue_times", "latex", "tag", "url", "email", "bare_url", "windows_path",
    "path", "emoticon", "card", "masked_card", "iban", "ssn",
    "isbn", "ip_address", "hardware_address", "host_port", "digest", "hexadecimal", "hex_colour",
    "hashtag", "citation", "isotope", "note_mark", "postcode", "function", "greek", "chemistry",
    "zip", "flight", "place",
    "mixed_code", "phone", "vanity_phone", "international_phone", "national_phone", "extension",
    "local_phone", "emergency", "port", "short_code", "phone_key", "code", "called_number",
    # words
    "apostrophe", "clipped", "and", "chat", "chat_word", "chat_for", "dose_time", "dose_form",
    "dose_direction", "dose_days", "dose_in", "news_state", "scripture", "crossing", "floor",
    "kitchen",
    "firm", "firms", "french_au", "copyright", "menu_arrow", "spaced_slash", "week", "world_war",
    "roman_label", "roman_bracket",
    "roman", "numbered", "optional_plural", "in_words", "key",
    # dates and times
    "isodate", "expiry", "slashdate", "shortdate", "monthyear_digits", "season", "monthday",
    "daymonth",
    "monthyear", "months", "weekdays", "weekday", "era", "duration", "hour", "clock", "military",
    "offset", "prerelease", "proportion", "airliner",
    # amounts
    "subtraction", "to", "by_sign", "until_now", "money", "code_money", "pence", "grouped",
    "scientific",
    "version", "address", "street", "state", "road", "law_report", "bits", "per", "feet", "inch",
    "angle", "labels", "decade", "short_year", "ordinal", "percent", "temperature",
    "degree_scale", "unit", "video",
    "by", "times", "scaled", "minus", "range", "decimal_range", "vulgar", "rating", "ratio",
    # signs and abbreviations
    "plus_plus", "sharp", "dot_net", "letter_dot", "call", "handle", "numero", "operator",
    "compare", "bound", "power", "superscript", "subscript", "index", "backslash", "dot",
    "dot_file", "difference", "sum", "roughly", "title", "abbreviation", "camel_case", "after_name",
    "calendar", "initials", "initial", "capitals_slash", "grade", "about", "sections", "flag",
    "compound", "dash",
    # what is left
    "lettered", "attached_label", "label", "point", "number", "symbol",
)  # fmt: skip
_KINDS: Final = (
    _abbreviations, _addresses, _apostrophes, _chat, _chemistry, _code, _codes, _dashes, _dates,
    _fractions, _identifiers, _labels, _latex, _layout, _maths, _money, _notation, _numbers,
    _phone_menu,
    _places_and_books, _prescriptions, _ranges, _roman, _science, _symbols,
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
