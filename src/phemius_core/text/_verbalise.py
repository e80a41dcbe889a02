"""Words for numbers, dates, money, units, links and symbols, in English."""

import re
from collections.abc import Mapping
from typing import Final

__all__ = [
    "ABBREVIATIONS",
    "SYMBOLS",
    "UNITS",
    "amount",
    "clock",
    "date_numeric",
    "date_words",
    "decimal",
    "digits",
    "email",
    "fraction",
    "integer",
    "month_of",
    "ordinal",
    "roman",
    "url",
    "year",
]

_DIGITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_LONGEST: Final = 15
"""A longer number is read digit by digit, as a reader would."""
_SCALES: Final = {
    "k": "thousand", "K": "thousand", "M": "million", "mn": "million", "bn": "billion",
    "B": "billion", "m": "million", "b": "billion", "T": "trillion", "tn": "trillion",
}  # fmt: skip
# code or sign -> one, many, one hundredth, many hundredths
_CURRENCIES: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "US$": ("US dollar", "US dollars", "cent", "cents"),
    "A$": ("Australian dollar", "Australian dollars", "cent", "cents"),
    "C$": ("Canadian dollar", "Canadian dollars", "cent", "cents"),
    "USD": ("US dollar", "US dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "GBP": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "EUR": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "sen", "sen"),
    "JPY": ("yen", "yen", "sen", "sen"),
    "CHF": ("Swiss franc", "Swiss francs", "centime", "centimes"),
    "CAD": ("Canadian dollar", "Canadian dollars", "cent", "cents"),
    "AUD": ("Australian dollar", "Australian dollars", "cent", "cents"),
    "CNY": ("yuan", "yuan", "fen", "fen"),
    "INR": ("rupee", "rupees", "paisa", "paise"),
    "₹": ("rupee", "rupees", "paisa", "paise"),
}
UNITS: Final[Mapping[str, tuple[str, str]]] = {
    "km/h": ("kilometer per hour", "kilometers per hour"),
    "mph": ("mile per hour", "miles per hour"),
    "m/s": ("meter per second", "meters per second"),
    "°C": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"),
    "km": ("kilometer", "kilometers"),
    "cm": ("centimeter", "centimeters"),
    "mm": ("millimeter", "millimeters"),
    "kg": ("kilogram", "kilograms"),
    "mg": ("milligram", "milligrams"),
    "g": ("gram", "grams"),
    "m": ("meter", "meters"),
    "lb": ("pound", "pounds"),
    "lbs": ("pound", "pounds"),
    "oz": ("ounce", "ounces"),
    "ft": ("foot", "feet"),
    "ml": ("milliliter", "milliliters"),
    "L": ("liter", "liters"),
    "ms": ("millisecond", "milliseconds"),
    "min": ("minute", "minutes"),
    "hrs": ("hour", "hours"),
    "hr": ("hour", "hours"),
    "kHz": ("kilohertz", "kilohertz"),
    "MHz": ("megahertz", "megahertz"),
    "GHz": ("gigahertz", "gigahertz"),
    "Hz": ("hertz", "hertz"),
    "KB": ("kilobyte", "kilobytes"),
    "kB": ("kilobyte", "kilobytes"),
    "MB": ("megabyte", "megabytes"),
    "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"),
    "Mbps": ("megabit per second", "megabits per second"),
    "kW": ("kilowatt", "kilowatts"),
    "kWh": ("kilowatt hour", "kilowatt hours"),
    "W": ("watt", "watts"),
    "V": ("volt", "volts"),
    "dB": ("decibel", "decibels"),
    "m/s²": ("meter per second squared", "meters per second squared"),
    "km/s": ("kilometer per second", "kilometers per second"),
    "m²": ("square meter", "square meters"),
    "km²": ("square kilometer", "square kilometers"),
    "cm²": ("square centimeter", "square centimeters"),
    "mm²": ("square millimeter", "square millimeters"),
    "m³": ("cubic meter", "cubic meters"),
    "cm³": ("cubic centimeter", "cubic centimeters"),
    "mi": ("mile", "miles"),
    "yd": ("yard", "yards"),
    "µm": ("micrometer", "micrometers"),
    "nm": ("nanometer", "nanometers"),
    "mL": ("milliliter", "milliliters"),
    "s": ("second", "seconds"),
    "sec": ("second", "seconds"),
    "secs": ("second", "seconds"),
    "mins": ("minute", "minutes"),
    "h": ("hour", "hours"),
    "µs": ("microsecond", "microseconds"),
    "ns": ("nanosecond", "nanoseconds"),
    "Gbps": ("gigabit per second", "gigabits per second"),
    "kbps": ("kilobit per second", "kilobits per second"),
    "MW": ("megawatt", "megawatts"),
    "GW": ("gigawatt", "gigawatts"),
    "MWh": ("megawatt hour", "megawatt hours"),
    "GiB": ("gibibyte", "gibibytes"),
    "MiB": ("mebibyte", "mebibytes"),
    "kcal": ("kilocalorie", "kilocalories"),
    "fps": ("frame per second", "frames per second"),
    "rpm": ("revolution per minute", "revolutions per minute"),
    "px": ("pixel", "pixels"),
}
ABBREVIATIONS: Final[Mapping[str, str]] = {
    "Dr.": "Doctor", "Mr.": "Mister", "Mrs.": "Missus", "Ms.": "Miss", "Prof.": "Professor",
    "St.": "Saint", "Jr.": "Junior", "Sr.": "Senior", "Gen.": "General", "Col.": "Colonel",
    "Capt.": "Captain", "Lt.": "Lieutenant", "Rev.": "Reverend", "Hon.": "Honorable",
    "e.g.": "for example", "i.e.": "that is", "etc.": "et cetera", "vs.": "versus", "vs": "versus",
    "approx.": "approximately", "No.": "number", "Inc.": "Incorporated", "Ltd.": "Limited",
    "Co.": "Company", "Corp.": "Corporation", "Dept.": "Department", "Ave.": "Avenue",
    "Blvd.": "Boulevard", "Mt.": "Mount", "Ft.": "Fort", "w/": "with", "w/o": "without",
    "Nos.": "numbers", "Fig.": "figure", "fig.": "figure", "Figs.": "figures", "p.": "page",
    "pp.": "pages", "Vol.": "volume", "vol.": "volume", "ca.": "circa", "Ch.": "chapter",
    "Sec.": "section", "Eq.": "equation",
    "Jan.": "January", "Feb.": "February", "Mar.": "March", "Apr.": "April", "Aug.": "August",
    "Sep.": "September", "Sept.": "September", "Oct.": "October", "Nov.": "November",
    "Dec.": "December", "Mon.": "Monday", "Tue.": "Tuesday", "Tues.": "Tuesday",
    "Wed.": "Wednesday", "Thu.": "Thursday", "Thurs.": "Thursday", "Fri.": "Friday",
    "Sat.": "Saturday", "Sun.": "Sunday",
}  # fmt: skip
SYMBOLS: Final[Mapping[str, str]] = {
    "&": "and", "+": "plus", "=": "equals", "%": "percent", "@": "at", "#": "number",
    "°": "degrees",
    "×": "times", "÷": "divided by", "±": "plus or minus", "→": "to", "≈": "about", "≠": "is not",
    "≤": "at most", "≥": "at least", "√": "square root of", "∞": "infinity", "©": "copyright",
    "®": "registered", "™": "trademark", "§": "section", "¶": "paragraph", "µ": "micro",
    "π": "pi", "½": "one half", "¼": "one quarter", "¾": "three quarters", "²": "squared",
    "³": "cubed", "$": "dollars", "£": "pounds", "€": "euros", "¥": "yen", "/": "slash",
    "*": "times", "№": "number", "¢": "cents", "₹": "rupees",
    "−": "minus", "∑": "sum of", "∏": "product of", "∫": "integral of", "‰": "per mille",
    "∆": "delta", "∈": "in", "⇒": "implies", "←": "from", "↔": "to and from", "¬": "not",
}  # fmt: skip
_ROMAN: Final = {"I": 1, "V": 5, "X": 10, "L": 50}
_REGNAL: Final = frozenset(
    ("King", "Queen", "Pope", "Henry", "Louis", "Charles", "Elizabeth", "George", "Edward",
     "Richard", "William", "James")
)  # fmt: skip


def digits(number: str) -> str:
    """`"110"` as one one zero."""
    return " ".join(_DIGITS[int(digit)] for digit in number)


def integer(number: str, lang: str) -> str:
    """Digits as a cardinal: `"1200"` one thousand two hundred."""
    if len(number) > _LONGEST or (len(number) > 1 and number[0] == "0"):
        return digits(number)
    return _words(int(number), lang)


def decimal(number: str, lang: str) -> str:
    """Digits with commas and a point: `"1,234.50"`."""
    whole, _, fraction = number.replace(",", "").partition(".")
    spoken = integer(whole, lang)
    return f"{spoken} point {digits(fraction)}" if fraction else spoken


_DENOMINATORS: Final = frozenset((*range(2, 11), 12, 16, 20, 32, 64, 100))
_TWO_NUMBERS: Final = frozenset(((24, 7), (50, 50), (9, 11)))


def fraction(top: int, bottom: int, lang: str) -> str:
    """`(2, 3)` two thirds; `(10, 10)` ten out of ten; `(24, 7)` twenty-four seven."""
    over, under = integer(str(top), lang), integer(str(bottom), lang)
    if (top, bottom) in _TWO_NUMBERS:
        return f"{over} {under}"
    if top == bottom:
        return f"{over} out of {under}"
    if top and bottom in _DENOMINATORS:
        if bottom == 2:
            return f"{over} {'half' if top == 1 else 'halves'}"
        name = "quarter" if bottom == 4 else ordinal(bottom)
        return f"{over} {name if top == 1 else f'{name}s'}"
    return f"{over} over {under}"


def ordinal(number: int) -> str:
    """21 as twenty-first."""
    from num2words import num2words

    return _clean(num2words(number, to="ordinal"))


def year(number: int) -> str:
    """1999 as nineteen ninety-nine, 2005 as two thousand five, 1900 as nineteen hundred."""
    century, rest = divmod(number, 100)
    if number % 1000 < 10 or not 11 <= century <= 20:
        return _words(number, "a")
    if rest == 0:
        return f"{_words(century, 'a')} hundred"
    tail = f"oh {_DIGITS[rest]}" if rest < 10 else _words(rest, "a")
    return f"{_words(century, 'a')} {tail}"


def month_of(name: str) -> str:
    """A month by its beginning: `"Sept."`."""
    return next(month for month in _MONTHS if month.startswith(name[:3]))


def date_words(full_year: int, month: int, day: int, lang: str) -> str:
    if lang == "b":
        return f"the {ordinal(day)} of {_MONTHS[month - 1]}, {year(full_year)}"
    return f"{_MONTHS[month - 1]} {ordinal(day)}, {year(full_year)}"


def date_numeric(first: int, second: int, last: str, lang: str) -> str | None:
    """11/23/2026; the day comes first in British English. None where it is no date."""
    month, day = (second, first) if lang == "b" else (first, second)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    full_year = int(last) if len(last) == 4 else 2000 + int(last)
    return date_words(full_year, month, day, lang)


def clock(hour: str, minute: str | None, second: str | None, half: str | None) -> str:
    """3:05 pm as three oh five p m."""
    count = int(minute or 0)
    if count:
        minutes = f" oh {_DIGITS[count]}" if count < 10 else f" {_words(count, 'a')}"
    else:
        minutes = "" if half else (" o'clock" if 1 <= int(hour) <= 12 else " hundred hours")
    spoken = f"{_words(int(hour), 'a')}{minutes}"
    if second is not None:
        one = "second" if int(second) == 1 else "seconds"
        spoken += f" and {_words(int(second), 'a')} {one}"
    return f"{spoken} {half[0].upper()} M" if half else spoken


def amount(number: str, currency: str, scale: str, lang: str) -> str:
    """Money: `("3.50", "$", "")` three dollars and fifty cents."""
    one, many, hundredth, hundredths = _CURRENCIES[currency]
    scale = scale.strip()
    if scale:
        return f"{decimal(number, lang)} {_SCALES.get(scale, scale)} {many}"
    whole, _, fraction = number.replace(",", "").partition(".")
    if len(fraction) != 2:
        return f"{decimal(number, lang)} {one if number == '1' else many}"
    main = f"{integer(whole, lang)} {one if int(whole) == 1 else many}"
    cents = int(fraction)
    small = f"{_words(cents, lang)} {hundredth if cents == 1 else hundredths}"
    if not cents:
        return main
    return small if not int(whole) else f"{main} and {small}"


def roman(before: str, number: str) -> str | None:
    """`("Henry", "VIII")` Henry the eighth; `("Chapter", "IV")` Chapter four."""
    total = 0
    for char, following in zip(number, [*number[1:], ""], strict=True):
        value = _ROMAN[char]
        total += -value if _ROMAN.get(following, 0) > value else value
    if total < 1 or (number == "I" and before in _REGNAL - {"King", "Pope", "Queen"}):
        return None
    return (
        f"{before} the {ordinal(total)}" if before in _REGNAL else f"{before} {_words(total, 'a')}"
    )


def url(address: str) -> str:
    """`https://example.com/a-b` as example dot com slash a dash b."""
    rest = re.sub(r"^(?:https?|ftp)://", "", address)
    tail = re.search(r"[.,;:!?]+$", rest)
    end = tail[0] if tail else ""
    rest = rest[: len(rest) - len(end)].rstrip("/")
    if rest.startswith("www."):
        rest = "w w w." + rest[4:]
    return _spelt(rest) + end


def email(address: str) -> str:
    """`jane.doe@example.com` as jane dot doe at example dot com."""
    end = "." if address.endswith(".") else ""
    return _spelt(address.rstrip(".")) + end


_SPELT: Final = {
    ".": "dot", "/": "slash", "-": "dash", "_": "underscore", "@": "at", "?": "question mark",
    "=": "equals", "&": "and", "%": "percent", "+": "plus", "#": "hash", ":": "colon", "~": "tilde",
    ",": "comma", ";": "semicolon", "!": "exclamation mark", "$": "dollar", "*": "star",
}  # fmt: skip


def _spelt(text: str) -> str:
    words = []
    for part in re.findall(r"\d+|[^\W\d_]+|\S", text):
        if part.isdecimal():
            words.append(integer(part, "a"))
        else:
            words.append(_SPELT.get(part, part))
    return " ".join(words)


def _words(number: int, lang: str) -> str:
    from num2words import num2words

    del lang
    return _clean(num2words(number))


def _clean(spoken: str) -> str:
    """num2words puts commas between groups, which a voice would pause at."""
    return spoken.replace(",", "")
