"""English abbreviations in full, and initials."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._initials import is_initial
from phemius_core.text._rule import Rule
from phemius_core.text._word_set import word_set
from phemius_core.text.english._patterns import starts_sentence

__all__ = ["ABBREVIATIONS", "RULES"]


def _in_capitals_too(words: Mapping[str, str]) -> dict[str, str]:
    return {**{word.upper(): spoken for word, spoken in words.items()}, **words}


_TITLES: Final[Mapping[str, str]] = _in_capitals_too({
    "Dr": "Doctor", "Drs": "Doctors", "Mr": "Mister", "Mrs": "Misses", "Ms": "Ms", "Mx": "Mix",
    "Messrs": "Messers", "Prof": "Professor", "Profs": "Professors", "St": "Saint", "Sts": "Saints",
    "Rev": "Reverend", "Hon": "Honorable", "Fr": "Father", "Msgr": "Monsignor", "Mme": "Madame",
    "Mlle": "Mademoiselle", "Gen": "General", "Maj": "Major", "Brig": "Brigadier",
    "Col": "Colonel", "Capt": "Captain", "Cpt": "Captain", "Lt": "Lieutenant", "Cmdr": "Commander",
    "Cdr": "Commander", "Adm": "Admiral", "Sgt": "Sergeant", "Cpl": "Corporal", "Pvt": "Private",
    "Ens": "Ensign", "Sen": "Senator", "Sens": "Senators", "Rep": "Representative",
    "Reps": "Representatives", "Gov": "Governor", "Pres": "President", "Supt": "Superintendent",
    "Insp": "Inspector", "Det": "Detective", "Amb": "Ambassador", "Atty": "Attorney",
    "Mt": "Mount", "Mts": "Mountains", "Ft": "Fort", "Pt": "Point", "Pte": "Private",
})  # fmt: skip
"""Before a name, with a full stop; they never end a sentence there."""
_WITHOUT_STOP: Final = ("Dr", "Mr", "Mrs", "Ms", "Prof", "St", "Sgt", "Capt", "Lt", "Col", "Rev")
"""Those that British English writes without a full stop."""
_AFTER_NAMES: Final[Mapping[str, str]] = _in_capitals_too({
    "Jr": "Junior", "Sr": "Senior", "Esq": "Esquire", "Inc": "Incorporated", "Ltd": "Limited",
    "Co": "Company", "Cos": "Companies", "Corp": "Corporation", "Bros": "Brothers",
    "St": "Street", "Dr": "Drive", "Ave": "Avenue", "Av": "Avenue", "Blvd": "Boulevard",
    "Rd": "Road", "Ln": "Lane", "Ct": "Court", "Pl": "Place", "Sq": "Square", "Hwy": "Highway",
    "Pkwy": "Parkway", "Expy": "Expressway", "Cir": "Circle", "Ter": "Terrace", "Pk": "Park",
    "Cres": "Crescent", "Bldg": "Building", "Dept": "Department", "Univ": "University",
    "Assn": "Association", "Assoc": "Associates", "Intl": "International", "Natl": "National",
    "Mfg": "Manufacturing", "Mts": "Mountains", "Hosp": "Hospital", "Mtn": "Mountain",
    "Dist": "District", "Div": "Division", "Inst": "Institute", "Cty": "County", "Utd": "United",
})  # fmt: skip
"""With a full stop; they may end a sentence."""
_BEFORE_NUMBERS: Final[Mapping[str, str]] = {
    "No": "number", "no": "number", "Nos": "numbers", "nos": "numbers", "Fig": "figure",
    "fig": "figure", "Figs": "figures", "figs": "figures", "p": "page", "pp": "pages", "P": "page",
    "Vol": "volume", "vol": "volume", "Vols": "volumes", "ca": "circa", "c": "circa",
    "Ch": "chapter", "ch": "chapter", "Chap": "chapter", "chap": "chapter", "Sec": "section",
    "sec": "section", "Eq": "equation", "eq": "equation", "Eqs": "equations", "Art": "article",
    "art": "article", "Apt": "apartment", "apt": "apartment", "Ste": "suite", "Rm": "room",
    "rm": "room", "Fl": "floor", "Bldg": "building", "Ext": "extension", "ext": "extension",
    "x": "extension", "Para": "paragraph", "para": "paragraph", "Ex": "example", "Tab": "table",
    "App": "appendix", "Ver": "version", "ver": "version", "Rev": "revision", "Ed": "edition",
    "Tel": "telephone", "tel": "telephone", "Ph": "phone", "l": "line", "ll": "lines",
    "Est": "established", "est": "established", "Bk": "book", "Hwy": "highway", "Rte": "route",
    "Pt": "part", "pt": "part", "Op": "opus", "op": "opus", "Ref": "reference", "ref": "reference",
    "approx": "approximately", "Approx": "approximately", "Art.": "article", "NO": "number",
    "VOL": "volume", "vols": "volumes", "bldg": "building", "Ps": "Psalm", "plat": "platform",
    "Plat": "platform", "exh": "exhibit", "Exh": "exhibit", "wk": "week", "Wk": "week",
}  # fmt: skip
"""With a full stop and before a number alone."""
_BEFORE_ROMAN: Final = word_set(
    "Vol vol Vols vols Ch ch Chap chap Fig fig Figs figs Sec sec Eq eq Eqs Bk Pt pt Art No Nos"
)
"""Those that a Roman numeral or a number in brackets may follow."""
_ANYWHERE: Final[Mapping[str, str]] = {
    "e.g.": "for example", "eg.": "for example", "i.e.": "that is", "ie.": "that is",
    "etc.": "et cetera", "vs.": "versus", "vs": "versus", "v.": "versus", "cf.": "compare",
    "viz.": "namely", "et al.": "et al", "et seq.": "et sequens", "ibid.": "ibid",
    "op. cit.": "op cit", "approx.": "approximately", "appt.": "appointment",
    "Dept.": "Department", "dept.": "department", "Govt.": "Government", "govt.": "government",
    "Ave.": "Avenue", "Blvd.": "Boulevard", "Hwy.": "Highway", "Pkwy.": "Parkway",
    "Corp.": "Corporation", "Inc.": "Incorporated", "Ltd.": "Limited", "Jr.": "Junior",
    "Esq.": "Esquire", "max.": "maximum", "Max.": "maximum", "avg.": "average", "Avg.": "average",
    "min.": "minimum", "Min.": "minimum", "temp.": "temperature", "esp.": "especially",
    "incl.": "including", "excl.": "excluding", "est.": "estimated", "misc.": "miscellaneous",
    "orig.": "originally", "cont.": "continued", "eds.": "editors", "trans.": "translated",
    "Ph.D.": "PhD", "Ph.D": "PhD", "B.Sc.": "BSc", "M.Sc.": "MSc", "D.Phil.": "DPhil",
    "M.Ed.": "MEd", "B.Ed.": "BEd", "repr.": "reprinted",
    "resp.": "respectively", "assoc.": "associate", "asst.": "assistant",
    "Asst.": "Assistant", "mgr.": "manager", "Mgr.": "Manager", "dir.": "director",
    "Dir.": "Director", "tel.": "telephone", "Tel.": "Telephone", "ext.": "extension",
    "Ext.": "Extension", "Apt.": "Apartment", "apt.": "apartment", "attn.": "attention",
    "Attn.": "Attention", "feat.": "featuring", "vol.": "volume", "abbr.": "abbreviation",
    "qty.": "quantity", "Qty.": "quantity", "intro.": "introduction", "prev.": "previous",
    "yr.": "year", "yrs.": "years", "mo.": "month", "mos.": "months", "wk.": "week",
    "wks.": "weeks", "hr.": "hour", "hrs.": "hours", "lb.": "pound", "lbs.": "pounds",
    "oz.": "ounces", "dia.": "diameter", "sq.": "square", "cu.": "cubic", "pkg.": "package",
    "w/": "with", "w/o": "without", "b/c": "because", "b/w": "between", "a.k.a.": "AKA",
    "c/o": "care of", "n/a": "not applicable", "N/A": "not applicable", "cont'd": "continued",
    "int'l": "international", "Int'l": "International", "nat'l": "national", "gov't": "government",
    "Gov't": "Government", "ass'n": "association", "mmHg": "millimeters of mercury",
    "YoY": "year over year", "QoQ": "quarter over quarter", "MoM": "month over month",
    "WoW": "week over week", "y/y": "year over year", "q/q": "quarter over quarter",
    "m/m": "month over month", "w/w": "week over week", "Y/Y": "year over year",
    "Q/Q": "quarter over quarter", "M/M": "month over month",
    "Est.": "Estimated", "Encl.": "Enclosures", "encl.": "enclosures", "mtg.": "meeting",
    "mtgs.": "meetings", "Mtg.": "Meeting", "mtg": "meeting",
    "ea.": "each", "exp.": "experience", "exp. date": "expiration date",
    "Exp. date": "Expiration date", "intl": "international", "Intl": "International",
    "intl.": "international", "Intl.": "International", "natl.": "national",
    "mkt cap": "market cap", "mkt.": "market",
    "Qty": "Quantity", "qty": "quantity", "QTY": "QUANTITY", "Utd": "United", "utd": "united",
    "FW:": "Forward:", "Fw:": "Forward:", "Fwd:": "Forward:", "FWD:": "Forward:", "Bcc:": "B C C:",
    "wks": "weeks", "wknd": "weekend", "yrs": "years", "mgmt": "management", "mgmt.": "management",
    "rec'd": "received", "req'd": "required", "recd.": "received", "addr.": "address",
    "pkgs.": "packages",
    "amt.": "amount", "Amt.": "amount", "bal.": "balance", "Bal.": "balance", "acct.": "account",
    "Acct.": "account", "pymt.": "payment", "hwy.": "highway", "bldgs.": "buildings",
    "RE:": "re:", "Re:": "re:", "cc:": "C C:", "CC:": "C C:",
}  # fmt: skip
_DAYS_AND_MONTHS: Final[Mapping[str, str]] = {
    "jan": "January", "feb": "February", "mar": "March", "apr": "April", "jun": "June",
    "jul": "July", "aug": "August", "sep": "September", "sept": "September", "oct": "October",
    "nov": "November", "dec": "December", "mon": "Monday", "tue": "Tuesday", "tues": "Tuesday",
    "wed": "Wednesday", "weds": "Wednesday", "thu": "Thursday", "thur": "Thursday",
    "thurs": "Thursday", "fri": "Friday", "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip
_ALSO_WORDS: Final = frozenset(("sun", "sat", "mar", "wed", "dec", "jun"))
_OFTEN_LAST: Final = frozenset(("etc.", "Inc", "Ltd", "Co", "Jr", "Sr", "Esq", "Bros", "Corp"))
"""Those that end a sentence before any capital letter."""
_READ_AS_LETTERS: Final = word_set("US USA UK UN EU USSR AI ID IQ UAE IOU FAQ BA MBA")
"""Acronyms with vowels that a lexicon reads by their letters."""
ABBREVIATIONS: Final = word_set(
    """mx rev fr gen col maj capt lt sgt cpl cmdr sen rep gov hon messrs eg ie e.g i.e no nos fig
    figs eq sec ch ed eds approx dept est co jan feb apr jun jul aug sep sept oct nov dec ca
    ave blvd apt corp ext p mt ft viz"""
)
"""In lower case and without their full stop, which hardly ever ends a sentence."""
_WHEN: Final = re.compile(
    r"\b(?:closed|open|opens|closes|on|by|until|till|from|every|next|last|this|each|due|through)\s$",
    re.IGNORECASE,
)
"""Words after which a weekday or month stands."""
_END: Final = re.compile(r"[\"'”’)\]*_]*+(?:\s*+$|[ \t]*+\n)")
_SURNAME: Final = re.compile(r"\s+(?:[A-Z][\w'’.-]|[ÀÁÂÄÇÉÈÍÎÓÔÖØÚÜŁŠŽ]\w)")
_NAME_BEFORE: Final = re.compile(r"(?:[A-Z][\w'’]*|\d(?:st|nd|rd|th)),?\s+$")


def _alternatives(words: Mapping[str, str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _stopped(found: re.Match[str], spoken: str, key: str) -> str:
    """With the full stop, if it ends the sentence as well."""
    text, end = found.string, found.end()
    if key in _OFTEN_LAST:
        capital = re.match(r"[\"'”’)]*\s+[A-Z]", text[end : end + 6])
        ends = _END.match(text, end) is not None or capital is not None
    else:
        ends = _END.match(text, end) is not None or starts_sentence(text, end)
    return f"{spoken}." if ends and found[0].endswith(".") else spoken


def _title(found: re.Match[str], lang: str) -> str | None:
    """`Dr. Who` as Doctor Who; after a name, `Oak Dr.` as Oak Drive."""
    written, text, end = found["title"] or found["bare_title"], found.string, found.end()
    has_stop = found[0].endswith(".")
    before = text[max(0, found.start() - 24) : found.start()]
    is_after_name = written in _AFTER_NAMES and _NAME_BEFORE.search(before) is not None
    if _SURNAME.match(text, end) and not (is_after_name and starts_sentence(text, end)):
        if is_after_name and has_stop and not re.search(r"(?:^|[.!?]\s+|\bthe\s+)\S+\s+$", before):
            # "Oak St. John" is rarer than "North St. Andrew", but both are a saint.
            return _TITLES[written]
        return "Leftenant" if lang == "b" and written == "Lt" else _TITLES[written]
    if is_after_name:
        return _stopped(found, _AFTER_NAMES[written], written)
    return _TITLES[written] if has_stop and text[end : end + 2].strip() else None


def _after_name(found: re.Match[str], _lang: str) -> str | None:
    """`Acme Inc.`, `Sunset Blvd.`."""
    written = found["after_name"]
    before = found.string[max(0, found.start() - 24) : found.start()]
    if not _NAME_BEFORE.search(before):
        return None
    return _stopped(found, _AFTER_NAMES[written], written)


def _before_number(found: re.Match[str], _lang: str) -> str | None:
    """`p. 4`, `Vol. IV`, `Eq. (4)`."""
    written = found["numbered"] or found["numbered_bare"]
    roman = found["before_roman"]
    if roman and (written not in _BEFORE_ROMAN or (roman == "I" and written in {"No", "Nos"})):
        return None
    return _BEFORE_NUMBERS[written] + " "


def _anywhere(found: re.Match[str], lang: str) -> str | None:
    written, text, end = found[0], found.string, found.end()
    spoken = _ANYWHERE[written]
    if written in {"min.", "Min.", "v."}:
        before = text[max(0, found.start() - 12) : found.start()].rstrip()
        if written != "v." and before[-1:].isdecimal():
            return None
        if written == "v." and not (before[-1:].isalpha() and _SURNAME.match(text, end)):
            return None
    if written in {"Re:", "RE:"} and text[max(0, found.start() - 1) : found.start()].strip():
        return None
    if lang == "b":
        spoken = spoken.replace("meters", "metres")
    if text[end : end + 1].isalnum():
        spoken += " "
    return _stopped(found, spoken, written)


def _calendar(found: re.Match[str], _lang: str) -> str | None:
    """`Sept.`, `on Mon. at`."""
    written, following = found["calendar"].casefold(), found.string[found.end() : found.end() + 3]
    before = found.string[max(0, found.start() - 12) : found.start()]
    is_cued = found["calendar"][0].isupper() and _WHEN.search(before)
    if written in _ALSO_WORDS and not (is_cued or re.match(r",?\s[a-z\d]|[,)–-]", following)):
        return None
    if not found["calendar"][0].isupper() and not re.match(r",?\s?\d", following):
        return None
    return _stopped(found, _DAYS_AND_MONTHS[written], written)


def _initials(found: re.Match[str], _lang: str) -> str:
    """`U.S.` as US; `C. S. Lewis` as CS Lewis."""
    letters = re.sub(r"[.\s]", "", found[0])
    # A voice would read "AD" or "EM" as a word.
    if re.search("[AEIOU]", letters) and letters not in _READ_AS_LETTERS:
        letters = " ".join(letters)
    return _stopped(found, letters, "")


def _initial(found: re.Match[str], _lang: str) -> str | None:
    """`John F. Kennedy`: the full stop of an initial is not heard."""
    text, at = found.string, found.start()
    return found[0][0] if is_initial(text, at, found.end()) else None


RULES: Final = (
    Rule(
        "title",
        rf"(?<![\w.'’-])(?:(?P<title>{_alternatives(_TITLES)})\.(?![\w'’])"
        rf"|(?P<bare_title>{'|'.join(_WITHOUT_STOP)})(?=\s[A-Z][a-z]))",
        _title,
        starts=r"\b[A-Z]",
    ),
    Rule(
        "abbreviation",
        rf"(?<![\w./'’-])(?:{_alternatives(_ANYWHERE)})(?![^\W\d_]|['’]\w)",
        _anywhere,
        starts=r"\b[A-Za-z]",
    ),
    Rule(
        "after_name",
        rf"(?<![\w.])(?P<after_name>{_alternatives(_AFTER_NAMES)})\.(?![\w'’])",
        _after_name,
        starts=r"\b[A-Z]",
    ),
    Rule(
        "numbered",
        rf"(?<![\w.'’-])(?:(?P<numbered>{_alternatives(_BEFORE_NUMBERS)})\.\s?"
        r"|(?P<numbered_bare>Apt|apt|Ste|Figs?|Vol|Rm|Bldg)\s)"
        r"(?=\d|\(?(?P<before_roman>[IVX]{1,6}\b|\d))",
        _before_number,
        starts=r"\b[A-Za-z]",
    ),
    Rule(
        "calendar",
        rf"(?i:(?<![\w.'’-])(?P<calendar>{_alternatives(_DAYS_AND_MONTHS)})\.)(?![^\W\d_]|['’]\w)",
        _calendar,
        starts=r"(?i:\b[a-z])",
    ),
    Rule(
        "initials",
        r"(?<![\w.])(?:(?:[A-Z]\.){2,6}+(?!\w)|[A-Z]\.(?:[ \u00a0]?[A-Z]\.){1,3}+"
        r"(?=[ \u00a0][A-Z][a-z]))",
        _initials,
        starts=r"\b[A-Z]",
    ),
    Rule("initial", r"(?<![\w.'’])[A-Z]\.(?=\s[A-Z])", _initial, starts=r"\b[A-Z]"),
)
