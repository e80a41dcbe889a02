"""Where numbers stand in Japanese text, and the words for them."""

import re
import unicodedata
from typing import Final

from phemius_core.text._east_asian import MINUS, NUMBER
from phemius_core.text._numerals import fraction_terms, roman_sum
from phemius_core.text._rule import Rule
from phemius_core.text.japanese._number_words import cardinal, digit_names, number
from phemius_core.text.japanese._patterns import SCALE, TO

__all__ = ["RULES"]

_CODE: Final = re.compile(
    r"(?:電話|携帯|番号|コード|暗証|パスワード|口座|会員|社員|注文|予約|認証|郵便|品番|型番|ID|PIN|No\.?)"
    r"(?:番号|コード|は|が|の|[:：]|\s){0,4}$"
)
_RESULT: Final = re.compile(
    r"(?:の(?:スコア|勝利|敗北|引き分け|大勝|辛勝|末)|で(?:勝|敗|負|引き分|快勝|辛勝|惜敗|大勝|圧勝|完勝|逆転|試合|折り返|下)"
    r"|と(?:リード|勝ち越)|(?:勝利|敗戦|試合終了))"
)
_LABELS: Final = {
    "op": "作品", "vol": "ボリューム", "ver": "バージョン", "lv": "レベル", "fig": "図",
    "ch": "チャンネル",
}  # fmt: skip


def _phone(found: re.Match[str], _lang: str) -> str:
    """Telephone and postal numbers, group by group."""
    groups = [digit_names(group) for group in re.findall(r"\d+", found[0])]
    sign = found[0][0]
    before = {"+": "プラス", "〒": "郵便番号"}.get(sign, "")
    return before + ("の" if sign == "〒" else "、").join(groups)


def _mobile(found: re.Match[str], _lang: str) -> str:
    """`09012345678`, in the groups in which it is said."""
    written = found["mobile"]
    first = 3 if len(written) == 11 else 2
    parts = (written[:first], written[first:-4], written[-4:])
    return "、".join(digit_names(part) for part in parts)


def _coded(found: re.Match[str], _lang: str) -> str | None:
    """Digit by digit where the words before say that it is no quantity."""
    before = found.string[max(0, found.start() - 12) : found.start()]
    return digit_names(found["coded"]) if _CODE.search(before) else None


def _version(found: re.Match[str], _lang: str) -> str:
    return "点".join(cardinal(part) for part in found[0].split("."))


def _address(found: re.Match[str], _lang: str) -> str:
    """`渋谷2-21-1`: block, house and flat."""
    return "の".join(cardinal(part) for part in found["blocks"].split("-"))


def _score(found: re.Match[str], _lang: str) -> str | None:
    """`5-3で勝った`, `4ー2`, `6x-5`: a first number that is not less is the end of no range."""
    mine, theirs = int(found["mine"]), int(found["theirs"])
    if mine < theirs and not _RESULT.match(found.string, found.end()):
        return None
    return "対".join(cardinal(n) if n else "ゼロ" for n in (mine, theirs))


def _coded_model(found: re.Match[str], _lang: str) -> str:
    """`JAL123`, `B12`; behind small letters, as of a password, digit by digit."""
    written = found["model"]
    is_password = found.string[found.start() - 1].islower() and len(written) > 2
    return digit_names(written) if is_password or written[0] == "0" else cardinal(written)


def _pressure(found: re.Match[str], _lang: str) -> str:
    """`128/82mmHg`, and behind the word for blood pressure without a unit."""
    return f"{cardinal(found['systolic'])}、{cardinal(found['diastolic'])}"


def _range(found: re.Match[str], _lang: str) -> str | None:
    low, high = found["low"], found["high"]
    if low[0] == "0" != low or high[0] == "0" != high or len(low) > 9:
        return None
    minus = "マイナス" if found["range_minus"] else ""
    return f"{minus}{number(low)}{found['low_scale']}から{number(high)}"


def _fraction(found: re.Match[str], _lang: str) -> str:
    """`1/3`, `1 1/2`, `-√1/2`: the part below is said first."""
    whole = found["whole"]
    root = "ルート" if found["root"] else ""
    spoken = "マイナス" if found["fraction_minus"] else ""
    if whole:
        spoken += cardinal(whole) + ("荷" if found["and"] == "荷" else "と")
    return f"{spoken}{cardinal(found['bottom'])}分の{root}{cardinal(found['top'])}"


def _fraction_sign(found: re.Match[str], _lang: str) -> str:
    """`½`, `1½`."""
    top, bottom = fraction_terms(found["vulgar"])
    whole = f"{cardinal(found['vulgar_whole'])}と" if found["vulgar_whole"] else ""
    return f"{whole}{cardinal(bottom)}分の{cardinal(top)}"


def _roman(found: re.Match[str], _lang: str) -> str:
    return cardinal(roman_sum(unicodedata.normalize("NFKC", found["roman"]).upper()))


def _enclosed(found: re.Match[str], _lang: str) -> str:
    """`①`, `⑴`, `⒈`; a number that begins an item is followed by a pause."""
    plain = unicodedata.normalize("NFKC", found["enclosed"]).strip("().")
    spoken = cardinal(plain) if plain.isdecimal() else plain
    start, end = found.span()
    before, after = found.string[max(0, start - 1) : start], found.string[end : end + 1]
    begins_item = not before.isalpha() and after.isalnum()
    return f"{spoken}、" if begins_item else spoken


def _number(found: re.Match[str], _lang: str) -> str:
    minus = "マイナス" if found["n_minus"] else ""
    return f"{minus}{number(found['n'])}"


RULES: Final = (
    Rule(
        "phone",
        r"(?<![\d.])(?:〒\s?\d{3}-?\d{4}|\+\d{1,3}[ -]?\d{1,4}(?:[ -]\d{2,4}){1,4}"
        r"|(?:0\d{1,4}|\(0\d{1,4}\))(?:[ -]?\d{1,4}[ -]|\(\d{1,4}\)[ -]?)\d{3,4}"
        r"|0\d{2,3}-\d{6,7})(?![\d.])",
        _phone,
    ),
    Rule("mobile", r"(?<![\d.])(?P<mobile>0[5789]0\d{8}|0[1-9]\d{8})(?![\d.])", _mobile),
    Rule("emergency", r"(?<!\d)110番", lambda _found, _lang: "ヒャクトー番"),
    Rule("coded", r"(?<![\d.])(?P<coded>\d{3,20}+)(?![.,:]\d|[%円年月])", _coded),
    Rule(
        "room",
        r"(?<![\d.])(?P<room>[1-9]\d0\d|[1-9]0\d)(?=号室)",
        lambda found, _lang: digit_names(found["room"], zero="マル"),
    ),
    Rule(
        "version",
        r"(?<![\d.])(?:(?<=[vV])\d{1,4}(?:\.\d{1,4}){1,5}|\d{1,4}(?:\.\d{1,4}){2,5})(?![\d.]*\d)",
        _version,
    ),
    Rule(
        "blocks",
        r"(?<![\d.:/A-Za-z-])(?P<blocks>[1-9]\d{0,3}(?:-[1-9]\d{0,3}){2,3}|(?<=[町目])[1-9]\d{0,3}-[1-9]\d{0,3})"
        r"(?![-\d.:/~]|\s?=)",
        _address,
    ),
    Rule(
        "score",
        r"(?<![\d.:/A-Za-z-])(?P<mine>\d{1,3})(?:x?[-–]|ー)(?P<theirs>\d{1,3})"
        r"(?![-\d.:/~%A-Za-z]|\s?=|[年月日時分秒円歳人個])",
        _score,
    ),
    Rule(
        "pressure",
        r"(?<![\d./])(?:(?P<systolic>[6-9]\d|[12]\d\d)/(?P<diastolic>[3-9]\d|1[0-5]\d))(?![\d./])"
        r"(?:(?=\s?mmHg)|(?<=血圧\d\d/\d\d)|(?<=血圧.\d\d\d/\d\d)|(?<=血圧\d\d\d/\d\d)"
        r"|(?<=血圧.\d\d\d/\d\d\d)|(?<=血圧\d\d\d/\d\d\d))",
        _pressure,
    ),
    Rule(
        "coded_model",
        r"(?<=[A-Za-z])(?P<model>\d{2,4})(?![\d.,:A-Za-z%])",
        _coded_model,
    ),
    # The dictionary reads 十勝 as the place.
    Rule("wins", r"(?<![\d.])10勝(?!平|市|港|地)", lambda _found, _lang: "十しょう"),
    Rule(
        "page",
        r"(?<![A-Za-z])pp?\.\s?(?P<page>\d{1,4})(?:\s?[-–]\s?(?P<page_to>\d{1,4}))?(?![\d.])",
        lambda found, _lang: (
            cardinal(found["page"])
            + (f"から{cardinal(found['page_to'])}" if found["page_to"] else "")
            + "ページ"
        ),
    ),
    Rule(
        "label",
        r"(?<![A-Za-z])(?P<label>Op|Vol|Ver|ver|vol|Lv|LV|Fig|fig|ch)\.\s?(?=\d)",
        lambda found, _lang: _LABELS[found["label"].lower()],
    ),
    Rule(
        "floor",
        r"(?<![A-Za-z\d.])(?P<floor_below>B?)(?P<floor>\d{1,2})F(?![A-Za-z0-9])",
        lambda found, _lang: (
            f"{'地下' if found['floor_below'] else ''}{cardinal(found['floor'])}階"
        ),
    ),
    Rule(
        "range",
        rf"(?P<range_minus>{MINUS})?(?<![\d.:/-])(?P<low>{NUMBER})(?P<low_scale>{SCALE}){TO}"
        rf"(?P<high>{NUMBER})(?![-\d:/~]|\s?=)",
        _range,
    ),
    Rule(
        "fraction",
        rf"(?P<fraction_minus>{MINUS})?(?<![\d./])(?:(?P<whole>\d{{1,4}})(?P<and>[ と荷]))?"
        r"(?P<root>√)?(?P<top>\d{1,3})/(?P<bottom>[1-9]\d{0,3})(?![\d/.])",
        _fraction,
    ),
    Rule(
        "vulgar", r"(?:(?<![\d.])(?P<vulgar_whole>\d{1,4})\s?)?(?P<vulgar>[¼-¾⅐-⅞])", _fraction_sign
    ),
    Rule(
        "point",
        r"(?<![A-Za-z\d.])\.(?P<point>\d{1,20}+)",
        lambda found, _lang: number(f"0{found[0]}"),
    ),
    Rule(
        "proportion",
        r"(?<![\d:.])(?P<of>\d{1,4}):(?P<to>\d{1,4})(?![\d:]|\.\d)",
        lambda found, _lang: f"{cardinal(found['of'])}対{cardinal(found['to'])}",
    ),
    Rule(
        "roman",
        r"(?P<roman>[Ⅰ-Ⅿⅰ-ⅿ]{1,8}|(?<=[\u3041-\u30ff\u4e00-\u9fff])[IVX]{2,6}(?![A-Za-z0-9]))",
        _roman,
    ),
    Rule("minusroot", rf"{MINUS}(?=√)", lambda _found, _lang: "マイナス"),
    Rule("enclosed", r"(?P<enclosed>[①-⒛⓪㈠-㈩㊀-㊉㉑-㉟㊱-㊿])", _enclosed),
    # The dictionary has MP3, A4, 5G and their like.
    Rule(
        "asletters",
        r"(?<=[A-Za-z])\d{1,3}+(?![\d.,:])|(?<![\d.,A-Za-z])\d{1,2}(?=[A-Za-z])",
        lambda found, _lang: found[0],
    ),
    Rule("zero", r"(?<![\d.,])0(?![\d.:時分秒%年月日歳点]|,\d)", lambda _found, _lang: "ゼロ"),
    Rule("number", rf"(?P<n_minus>{MINUS})?(?P<n>{NUMBER})", _number),
)
