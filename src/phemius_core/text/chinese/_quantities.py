"""Mandarin words for money, percentages and quantities with a unit."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from phemius_core.text._east_asian import MINUS, NUMBER
from phemius_core.text._rule import Rule
from phemius_core.text.chinese._number_words import amount, number
from phemius_core.text.chinese._patterns import SCALE, TO

__all__ = ["RULES", "SIGNS"]

_CURRENCIES: Final[Mapping[str, str]] = {
    "$": "美元", "US$": "美元", "USD": "美元", "HK$": "港元", "HKD": "港元", "NT$": "新台币",
    "TWD": "新台币", "A$": "澳元", "AUD": "澳元", "C$": "加元", "CAD": "加元", "S$": "新加坡元",
    "SGD": "新加坡元", "€": "欧元", "EUR": "欧元", "£": "英镑", "GBP": "英镑", "¥": "元",
    "CN¥": "元", "CNY": "元", "RMB": "元", "JP¥": "日元", "JPY": "日元", "₩": "韩元",
    "KRW": "韩元", "₹": "卢比", "INR": "卢比", "₽": "卢布", "RUB": "卢布", "฿": "泰铢",
    "THB": "泰铢", "₫": "越南盾", "CHF": "瑞士法郎", "₿": "比特币", "BTC": "比特币",
}  # fmt: skip
_SIGN: Final = r"(?<![A-Za-z])(?:(?:US|HK|NT|[ACS])\$|(?:CN|JP)¥|[$€£¥₩₹₽฿₫₿])"
_CODE: Final = "|".join(code for code in _CURRENCIES if code.isalpha() and len(code) == 3)
_LATIN_SCALES: Final = {
    "k": 10**3, "K": 10**3, "M": 10**6, "mn": 10**6, "million": 10**6, "B": 10**9, "bn": 10**9,
    "billion": 10**9, "T": 10**12, "tn": 10**12, "trillion": 10**12,
}  # fmt: skip
_LATIN_SCALE: Final = r"(?:\s?(?:million|billion|trillion)\b|(?:bn|mn|tn|[kKMBT])(?![A-Za-z]))?"

_UNITS: Final[Mapping[str, str]] = {
    "°C": "摄氏度", "℃": "摄氏度", "°F": "华氏度", "℉": "华氏度", "°": "度", "K": "开尔文",
    "km": "千米", "m": "米", "dm": "分米", "cm": "厘米", "mm": "毫米", "μm": "微米", "µm": "微米",
    "um": "微米", "nm": "纳米", "in": "英寸", "ft": "英尺", "yd": "码", "mi": "英里", '"': "英寸",
    "kg": "千克", "g": "克", "mg": "毫克", "μg": "微克", "µg": "微克", "t": "吨", "lb": "磅",
    "lbs": "磅", "oz": "盎司", "L": "升", "l": "升", "dL": "分升", "dl": "分升", "mL": "毫升",
    "ml": "毫升", "cc": "毫升", "gal": "加仑", "m²": "平方米", "m2": "平方米", "㎡": "平方米",
    "km²": "平方千米", "km2": "平方千米", "㎢": "平方千米", "cm²": "平方厘米", "cm2": "平方厘米",
    "㎠": "平方厘米", "mm²": "平方毫米", "m³": "立方米", "m3": "立方米", "㎥": "立方米",
    "cm³": "立方厘米", "cm3": "立方厘米", "ha": "公顷", "s": "秒", "ms": "毫秒", "μs": "微秒",
    "µs": "微秒", "ns": "纳秒", "min": "分钟", "mins": "分钟", "h": "小时", "hr": "小时",
    "hrs": "小时", "km/h": "千米每小时", "kmh": "千米每小时", "m/s": "米每秒",
    "m/s²": "米每二次方秒",
    "mph": "英里每小时", "kph": "千米每小时", "Hz": "赫兹", "kHz": "千赫兹", "KHz": "千赫兹",
    "MHz": "兆赫兹", "GHz": "吉赫兹", "THz": "太赫兹", "dB": "分贝", "W": "瓦", "kW": "千瓦",
    "KW": "千瓦", "MW": "兆瓦", "GW": "吉瓦", "kWh": "千瓦时", "Wh": "瓦时",
    "V": "伏", "kV": "千伏",
    "mV": "毫伏", "A": "安", "mA": "毫安", "mAh": "毫安时", "Ω": "欧姆", "J": "焦耳", "kJ": "千焦",
    "cal": "卡", "kcal": "千卡", "Pa": "帕", "hPa": "百帕", "kPa": "千帕", "MPa": "兆帕",
    "N": "牛", "bit": "比特", "B": "字节", "KB": "千字节", "kB": "千字节", "MB": "兆字节",
    "GB": "吉字节", "TB": "太字节", "bps": "比特每秒", "kbps": "千比特每秒", "Mbps": "兆比特每秒",
    "Gbps": "吉比特每秒", "MB/s": "兆字节每秒", "GB/s": "吉字节每秒", "px": "像素", "fps": "帧每秒",
    "rpm": "转每分钟", "mol": "摩尔", "mg/L": "毫克每升", "mmol/L": "毫摩尔每升", "g/L": "克每升",
    "mg/dL": "毫克每分升", "g/cm³": "克每立方厘米", "kg/m³": "千克每立方米", "mmHg": "毫米汞柱",
    "ppm": "百万分之一", "㎞": "千米", "㎝": "厘米", "㎜": "毫米", "㎏": "千克", "㎎": "毫克",
    "㎖": "毫升", "㏄": "毫升",
}  # fmt: skip
_RESOLUTIONS: Final = frozenset(("2", "4", "5", "6", "8", "10", "12", "15", "20", "25", "30", "50"))
"""Thousands, as in 4K and a wage of 15K, rather than kelvins."""
_SEAT: Final = re.compile(r"(?:座位|座|座号|出口|[A-D]座|教室|楼|单元|房间)[号：:]{0,2}\s?$")
_PER: Final = {"kg": "千克", "g": "克", "h": "小时", "d": "天", "min": "分钟", "s": "秒"}
_PER_WHAT: Final = (
    r"人|天|月|年|日|晚|次|袋|箱|盒|瓶|包|件|个|台|套|斤|公斤|千克|克|吨|小时|分钟|秒|周|季度|平米|平方米|平|亩|辆|张|份|位"
    r"|只|条|双|本|升|杯|间|户|班|节|课时|千瓦时|度|股|手|字|kg|g|h|d|min|s"
)
_UNIT: Final = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_PARTS: Final = {"%": "百分之", "‰": "千分之"}
# Counted in the units 个, 本, 小时, … and not the ends of a date or of an ordinal.
_MEASURE: Final = (
    r"[个本位只条张件次天周年米克斤吨升元块毛角秒名台辆部套双对把杯瓶碗盒袋包箱间家座层种项份篇句字段"
    r"页棵头匹架艘颗粒片根支枝束朵群批场节步口顿趟遍回代倍国门层户所处名排队组圈串堆滴点股环轮席盘桶滩笔"
    r"万亿千百人省市县艇岁](?![级月号楼])|小时|分钟|星期|公里|千米|厘米|毫米|公斤|千克|毫升|英寸|英尺|英里"
    r"|平方|立方|公顷|美元|欧元|英镑|日元|港元|季度|刻钟|钟头"
)


def _money(found: re.Match[str], _lang: str) -> str:
    """`$1.5万`, `¥120`, `$10-20`."""
    currency = _CURRENCIES[(found["currency"] or found["code_before"]).strip()]
    low, high = found["money"], found["money_to"]
    minus = "负" if found["money_sign"] else ""
    spoken = f"{_without_zeros(low)}到" if high else ""
    return (
        minus + spoken + _scaled(high or low, found["money_scale"], found["money_latin"], currency)
    )


def _money_behind(found: re.Match[str], _lang: str) -> str:
    """`20€`, `5 USD`."""
    currency = _CURRENCIES[found["code_behind"]]
    return _scaled(found["money_before"], found["scale_before"], None, currency)


def _scaled(written: str, scale: str | None, latin_scale: str | None, unit: str) -> str:
    latin = _LATIN_SCALES.get((latin_scale or "").strip())
    if latin is not None:
        value = Decimal(written.replace(",", "")) * latin
        written = f"{value.normalize():f}"
    return f"{_without_zeros(written)}{scale or ''}{unit}"


def _without_zeros(written: str) -> str:
    """An amount without the zeros that end its decimals: 12.50 as 十二点五."""
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return amount(written)


def _percent(found: re.Match[str], _lang: str) -> str:
    parts = _PARTS[found["percent_sign"]]
    sign = {"-": "负", "+": "正"}.get(found["percent_minus"] or "", "")
    low = found["percent_from"]
    spoken = f"{parts}{number(low)}到" if low else ""
    part = "百" if found[0] == "100%" else number(found["percent"])
    return f"{sign}{spoken}{parts}{part}"


def _unit(found: re.Match[str], _lang: str) -> str:
    unit = _UNITS[found["unit"]]
    if unit == "开尔文" and found["quantity"] in _RESOLUTIONS:
        return f"{number(found['quantity'])}K"
    if (
        found["unit"] == "A"
        and not found["unit_scale"]
        and _SEAT.search(found.string, 0, found.start())
    ):
        return f"{number(found['quantity'])}A"
    minus = "负" if found["unit_minus"] else ""
    per = f"每{_UNITS[found['per']]}" if found["per"] else ""
    low = found["unit_from"]
    spoken = f"{amount(low)}到" if low else ""
    if unit == "百万分之一":
        return f"{minus}百万分之{spoken}{number(found['quantity'])}{found['unit_scale']}"
    if unit.endswith("每小时") and found.string.endswith("时速", 0, found.start()):
        unit = unit.removesuffix("每小时")
    return f"{minus}{spoken}{amount(found['quantity'])}{found['unit_scale']}{unit}{per}"


def _per(found: re.Match[str], _lang: str) -> str:
    """`10kg/袋`, `¥59.9/月`, `300元/人`."""
    return f"每{_PER.get(found['per_what'], found['per_what'])}"


def _measured(found: re.Match[str], _lang: str) -> str:
    """`2个` as 两个; a leading zero is not said."""
    return amount(found["measured"])


SIGNS: Final = {unit: name for unit, name in _UNITS.items() if len(unit) == 1 and unit > "\u0100"}
"""Units that are one character, which may stand alone."""
RULES: Final = (
    Rule(
        "money",
        rf"(?P<money_sign>{MINUS})?(?:(?P<currency>{_SIGN})|(?<![A-Za-z])(?P<code_before>{_CODE}))"
        rf"\s?(?P<money>{NUMBER})(?:{TO}{_SIGN}?(?P<money_to>{NUMBER}))?"
        rf"(?:(?P<money_scale>{SCALE})(?P<money_latin>{_LATIN_SCALE}))"
        r"(?:美元|欧元|英镑|人民币|元(?!旦))?",
        _money,
    ),
    Rule(
        "moneybehind",
        rf"(?P<money_before>{NUMBER})(?P<scale_before>{SCALE})\s?"
        rf"(?P<code_behind>(?:{_CODE})(?![A-Za-z])|[€£₩₹₽฿₫])",
        _money_behind,
    ),
    Rule(
        "percent",
        rf"(?P<percent_minus>{MINUS}|(?<![\w)])\+)?(?:(?P<percent_from>{NUMBER})%?{TO})?"
        rf"(?P<percent>{NUMBER})\s?(?P<percent_sign>[%‰])",
        _percent,
    ),
    Rule(
        "unit",
        rf"(?P<unit_minus>{MINUS})?(?<![A-Za-z\d.])(?:(?P<unit_from>{NUMBER})(?:°C|℃)?{TO})?"
        rf"(?P<quantity>{NUMBER})"
        rf"(?P<unit_scale>{SCALE})\s?(?P<unit>{_UNIT})(?:/(?P<per>{_UNIT}))?(?![A-Za-z0-9])",
        _unit,
    ),
    Rule(
        "per",
        rf"(?<=[\d元块角分次人件个台升克米秒千吨瓦mlgLK币])\s?/\s?(?P<per_what>{_PER_WHAT})(?![\w/])",
        _per,
    ),
    Rule("measured", rf"(?<![\d.A-Za-z第])(?P<measured>2)(?={_MEASURE})", _measured),
)
