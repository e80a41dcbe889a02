"""Where numbers stand in Mandarin text, and the words for them."""

import re
import unicodedata
from typing import Final

from phemius_core.text._east_asian import MINUS, NUMBER
from phemius_core.text._numerals import fraction_terms, roman_sum
from phemius_core.text._rule import Rule
from phemius_core.text.chinese._number_words import amount, cardinal, digits, number
from phemius_core.text.chinese._patterns import SCALE, TO

__all__ = ["RULES"]

_IS: Final = r"(?:号码|号|是|为|[:：]|\s){0,4}$"
_CALL: Final = re.compile(
    rf"(?:电话|手机|热线|拨打|致电|来电|专线|座机|打|拨|呼叫|报警|房间|门牌|航班|车次){_IS}"
)
_CODE: Final = re.compile(
    rf"(?:码|编号|单号|卡号|账号|帐号|学号|工号|邮编|尾号|车牌|型号|口令|QQ|ID|PIN){_IS}"
)
_ROOM: Final = re.compile(r"号?(?:房|室|次列车|国道|航班)")
_RESULT: Final = re.compile(
    r"\s?(?:战?胜|击败|逆转|大胜|险胜|完胜|轻取|力克|横扫|告负|不敌|负于|战平|打平|领先|落后|获胜|取胜|淘汰|绝杀"
    r"|的?(?:比分|总比分|大比分))"
)
_TEAM: Final = re.compile(r"(?:比分[为是]?|以|队|总比分|点球大战|[总半]决赛|NBA|CBA)\s?$")
_CITED: Final = frozenset("图见如第在和与或至到按由")


def _phone(found: re.Match[str], _lang: str) -> str:
    """Telephone numbers, group by group; one is 幺."""
    groups = re.findall(r"\d+", found[0])
    spoken = "，".join(digits(group, one="幺") for group in _grouped(groups))
    return f"加{spoken}" if found[0].startswith("+") else spoken


def _grouped(groups: list[str]) -> list[str]:
    """Groups as they are said: a mobile number as three, four and four digits."""
    grouped: list[str] = []
    for group in groups:
        if len(group) == 11 and group[0] == "1":
            grouped += [group[:3], group[3:7], group[7:]]
        else:
            grouped.append(group)
    return grouped


def _coded(found: re.Match[str], _lang: str) -> str | None:
    """Digit by digit where the words around say that it is no quantity."""
    text, written = found.string, found["coded"]
    before = text[max(0, found.start() - 12) : found.start()]
    if _CALL.search(before) or _ROOM.match(text, found.end()):
        return digits(written, one="幺")
    return digits(written) if _CODE.search(before) else None


def _score(found: re.Match[str], _lang: str) -> str | None:
    """`中国队2-1逆转`, `以3-0获胜`: points by the words around."""
    text, start, end = found.string, found.start(), found.end()
    if not (_RESULT.match(text, end) or _TEAM.search(text, max(0, start - 6), start)):
        return None
    return f"{cardinal(found['mine'])}比{cardinal(found['theirs'])}"


def _pressure(found: re.Match[str], _lang: str) -> str:
    """`120/80mmHg`, and behind 血压 without its unit."""
    unit = "毫米汞柱" if found["pressure_unit"] else ""
    return f"{cardinal(found['systolic'])}，{cardinal(found['diastolic'])}{unit}"


def _known(found: re.Match[str], _lang: str) -> str:
    """Numbers that are names, digit by digit: 12306, 618, 911, 315."""
    return digits(found[0], one="幺" if found["service"] else "一")


def _item(found: re.Match[str], _lang: str) -> str:
    """`1. 打开 2. 按下` in one line: the full stop of the number ends no sentence."""
    return f"{cardinal(found['item'])}，"


def _model(found: re.Match[str], _lang: str) -> str:
    """`RTX 4090`, `F-16`, `A4`: three digits and more are said one by one."""
    written = found["model"]
    return digits(written) if len(written) > 2 or written[0] == "0" else cardinal(written)


def _version(found: re.Match[str], _lang: str) -> str:
    return "点".join(cardinal(part) for part in found[0].split("."))


def _range(found: re.Match[str], _lang: str) -> str | None:
    low, high = found["low"], found["high"]
    if low[0] == "0" != low or high[0] == "0" != high or len(low) > 9:
        return None
    minus = "负" if found["range_minus"] else ""
    return f"{minus}{number(low)}{found['low_scale']}到{number(high)}"


def _fraction(found: re.Match[str], _lang: str) -> str:
    minus = "负" if found["fraction_minus"] else ""
    whole = f"{cardinal(found['whole'])}又" if found["whole"] else ""
    return f"{minus}{whole}{cardinal(found['bottom'])}分之{cardinal(found['top'])}"


def _fraction_sign(found: re.Match[str], _lang: str) -> str:
    """`½`, `1½`."""
    top, bottom = fraction_terms(found["vulgar"])
    whole = f"{cardinal(found['vulgar_whole'])}又" if found["vulgar_whole"] else ""
    return f"{whole}{cardinal(bottom)}分之{cardinal(top)}"


def _roman(found: re.Match[str], _lang: str) -> str | None:
    value = roman_sum(unicodedata.normalize("NFKC", found["roman"]).upper())
    return cardinal(value) if value > 0 else None


def _enclosed(found: re.Match[str], _lang: str) -> str:
    """`①`, `⑴`, `⒈`, `㊀` and the like; a number that begins an item is followed by a pause."""
    plain = unicodedata.normalize("NFKC", found["enclosed"]).strip("().")
    spoken = cardinal(plain) if plain.isdecimal() else plain
    start, end = found.span()
    before, after = found.string[max(0, start - 1) : start], found.string[end : end + 1]
    if not after.isalnum() or after.isdecimal():
        return spoken
    # Behind a word it begins the next item: ①打鸡蛋②搅拌.
    is_cited = before in _CITED or after in "步项条点款种者类的是和与"
    pause = "，" if before.isalpha() and not is_cited else ""
    return spoken if is_cited else f"{pause}{spoken}，"


def _number(found: re.Match[str], _lang: str) -> str:
    written = found["n"].replace(",", "")
    minus = "负" if found["n_minus"] else ""
    if found["n_scale"]:
        return f"{minus}{amount(written)}{found['n_scale']}"
    return minus + number(written)


RULES: Final = (
    Rule(
        "phone",
        r"(?<![\d.])(?:\+\d{1,3}[ -]?\d{2,11}(?:[ -]\d{2,8}){0,4}"
        r"|(?:0\d{2,3}|\(0\d{2,3}\))[ -]?\d{7,8}|1[3-9]\d(?:[ -]\d{4}[ -]\d{4}|\d{8})"
        r"|[48]00[ -]\d{3,4}[ -]\d{3,4})(?![\d.])",
        _phone,
    ),
    Rule("coded", r"(?<![\d.])(?P<coded>\d{3,20}+)(?![.,:]\d|[%元块年月])", _coded),
    Rule(
        "known",
        r"(?<![\d.])(?:(?P<service>12306|1(?:00(?:86|10|00)|10|14|19|20|22)(?=[报急火电客热订官网平]))"
        r"|(?:618|818|315|911|996|985|211|404|007)"
        r"(?=大促|年中|购物节|晚会|事件|维权|打假|高校|大学|院校|工程|工作制|错误|页面|特工)"
        # What chats say in digits, where it begins a clause.
        r"|(?<![\w.])(?:520|5?201314|1314|666{1,9}|233{1,9}|88|886)(?=我爱你|快乐|[，。!?~哈]|$)"
        r"|(?<=[了的啊])233{1,9})(?![\d.])",
        _known,
    ),
    Rule(
        "generation",
        r"(?<![\d.])(?:[5-9]0|0[05]|1[05])(?=[后前](?![来面天半者年期的是]))",
        lambda found, _lang: digits(found[0]),
    ),
    Rule(
        "day_name",
        r"(?<![\d.])(?P<day_name>\d{1,2}[·•]\d{1,2})(?![\d.])",
        lambda found, _lang: digits(re.sub(r"\D", "", found["day_name"])),
    ),
    Rule(
        "hundredths",
        r"(?<=\d[秒])(?P<hundredths>\d\d)(?![\d.])",
        lambda found, _lang: digits(found["hundredths"]),
    ),
    Rule("item", r"(?:(?<=\s)|(?<=[。；，]))(?P<item>\d{1,2})[.)]\s(?=[^\W\d])", _item),
    Rule(
        "score",
        r"(?<![\d.:/A-Za-z-])(?P<mine>\d{1,3})[-–](?P<theirs>\d{1,3})(?![-\d.:/~%A-Za-z])",
        _score,
    ),
    Rule(
        "pressure",
        r"(?<![\d./])(?P<systolic>[6-9]\d|[12]\d\d)/(?P<diastolic>[3-9]\d|1[0-5]\d)(?![\d./])"
        r"(?:(?P<pressure_unit>\s?mmHg)|(?<=压\d\d/\d\d)|(?<=压.\d\d\d/\d\d)|(?<=压\d\d\d/\d\d)"
        r"|(?<=压.\d\d\d/\d\d\d)|(?<=压\d\d\d/\d\d\d))",
        _pressure,
    ),
    Rule(
        "serial",
        r"(?<=[A-Z]{2})(?P<serial>\d{6,20}+)(?![\d.])",
        lambda found, _lang: digits(found["serial"]),
    ),
    # Six digits before a name: the code of a share.
    Rule(
        "share",
        r"(?<![\d.,])(?:[03]00|60[0135]|688|002)\d{3}(?=\)|[.]S[HZ]|\s?[\u4e00-\u9fff]{2}[^\d，。]{0,6}(?:股|茅台|涨|跌|A))",
        lambda found, _lang: digits(found[0]),
    ),
    Rule(
        "version",
        r"(?<![\d.])(?:(?<=[vV])\d{1,4}(?:\.\d{1,4}){1,5}|\d{1,4}(?:\.\d{1,4}){2,5})(?![\d.]*\d)",
        _version,
    ),
    Rule(
        "model",
        r"(?:(?<=[A-Za-z])[- ]?|(?<=波音|空客))(?P<model>\d{1,6}+)(?![\d.,:/%年月日号点]|[-~]\d)",
        _model,
    ),
    Rule(
        "ordinal",
        r"(?<=第)\s?(?P<ordinal>\d{1,16}+)(?!\.\d)",
        lambda found, _lang: cardinal(found["ordinal"], ordinal=True),
    ),
    Rule(
        "range",
        rf"(?P<range_minus>{MINUS})?(?<![\d.:/-])(?P<low>{NUMBER})(?P<low_scale>{SCALE}){TO}"
        rf"(?P<high>{NUMBER})(?![-\d:/~]|\s?=)",
        _range,
    ),
    Rule(
        "fraction",
        rf"(?P<fraction_minus>{MINUS})?(?<![\d./])(?:(?P<whole>\d{{1,4}})[ 又])?(?P<top>\d{{1,3}})/"
        r"(?P<bottom>[1-9]\d{0,3})(?![\d/.])",
        _fraction,
    ),
    Rule(
        "vulgar", r"(?:(?<![\d.])(?P<vulgar_whole>\d{1,4})\s?)?(?P<vulgar>[¼-¾⅐-⅞])", _fraction_sign
    ),
    Rule(
        "point",
        r"(?<![\w.])\.(?P<point>\d{1,20}+)",
        lambda found, _lang: number(f"0{found[0]}"),
    ),
    Rule(
        "proportion",
        r"(?<![\d:.])(?P<of>\d{1,4}):(?P<to>\d{1,4})(?![\d:]|\.\d)",
        lambda found, _lang: f"{cardinal(found['of'])}比{cardinal(found['to'])}",
    ),
    Rule(
        "roman",
        r"(?P<roman>[Ⅰ-Ⅿⅰ-ⅿ]{1,8}|(?<=[\u4e00-\u9fff])[IVX]{2,6}(?![A-Za-z0-9]))",
        _roman,
    ),
    Rule("minusroot", rf"{MINUS}(?=√)", lambda _found, _lang: "负"),
    Rule("enclosed", r"(?P<enclosed>[①-⒛⓪㈠-㈩㊀-㊉㉑-㉟㊱-㊿])", _enclosed),
    Rule(
        "number",
        rf"(?P<n_minus>{MINUS})?(?P<n>{NUMBER})(?P<n_scale>{SCALE})",
        _number,
    ),
)
