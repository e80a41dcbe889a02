"""Japanese words for money, percentages and quantities with a unit."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from phemius_core.text._east_asian import MINUS, NUMBER
from phemius_core.text._rule import Rule
from phemius_core.text.japanese._number_words import number
from phemius_core.text.japanese._patterns import SCALE, TO

__all__ = ["RULES", "SIGNS"]

_CURRENCIES: Final[Mapping[str, str]] = {
    "¥": "円", "JPY": "円", "$": "ドル", "US$": "米ドル", "USD": "米ドル", "HK$": "香港ドル",
    "HKD": "香港ドル", "NT$": "台湾ドル", "TWD": "台湾ドル", "A$": "豪ドル", "AUD": "豪ドル",
    "C$": "カナダドル", "CAD": "カナダドル", "€": "ユーロ", "EUR": "ユーロ", "£": "ポンド",
    "GBP": "ポンド", "₩": "ウォン", "KRW": "ウォン", "CN¥": "元", "CNY": "人民元", "RMB": "人民元",
    "₹": "ルピー", "INR": "ルピー", "₽": "ルーブル", "RUB": "ルーブル", "฿": "バーツ",
    "THB": "バーツ", "₫": "ドン", "CHF": "スイスフラン", "₿": "ビットコイン", "BTC": "ビットコイン",
}  # fmt: skip
_SIGN: Final = r"(?<![A-Za-z])(?:(?:US|HK|NT|[AC])\$|CN¥|[$€£¥₩₹₽฿₫₿])"
_CODE: Final = "|".join(code for code in _CURRENCIES if code.isalpha() and len(code) == 3)
_LATIN_SCALES: Final = {
    "k": 10**3, "K": 10**3, "M": 10**6, "million": 10**6, "B": 10**9, "billion": 10**9,
    "T": 10**12, "trillion": 10**12,
}  # fmt: skip
_LATIN_SCALE: Final = r"(?:\s?(?:million|billion|trillion)\b|[kKMBT](?![A-Za-z]))?"

_UNITS: Final[Mapping[str, str]] = {
    "°C": "度", "℃": "度", "°F": "華氏度", "℉": "華氏度", "°": "度", "km": "キロメートル",
    "m": "メートル", "cm": "センチメートル", "mm": "ミリメートル", "μm": "マイクロメートル",
    "µm": "マイクロメートル", "nm": "ナノメートル", "in": "インチ",
    "inch": "インチ", "ft": "フィート",
    "yd": "ヤード", "mi": "マイル", "kg": "キログラム", "g": "グラム", "mg": "ミリグラム",
    "μg": "マイクログラム", "µg": "マイクログラム", "t": "トン", "lb": "ポンド", "oz": "オンス",
    "L": "リットル", "l": "リットル", "ℓ": "リットル", "dL": "デシリットル", "dl": "デシリットル",
    "mL": "ミリリットル", "ml": "ミリリットル", "kL": "キロリットル", "cc": "シーシー",
    "m²": "平方メートル", "m2": "平方メートル", "㎡": "平方メートル", "km²": "平方キロメートル",
    "km2": "平方キロメートル", "㎢": "平方キロメートル", "cm²": "平方センチメートル",
    "cm2": "平方センチメートル", "㎠": "平方センチメートル", "mm²": "平方ミリメートル",
    "m³": "立方メートル", "m3": "立方メートル", "㎥": "立方メートル", "cm³": "立方センチメートル",
    "cm3": "立方センチメートル", "ha": "ヘクタール", "s": "秒", "sec": "秒", "ms": "ミリ秒",
    "μs": "マイクロ秒", "µs": "マイクロ秒", "ns": "ナノ秒", "min": "分", "h": "時間",
    "m/s": "メートル毎秒", "m/s²": "メートル毎秒毎秒", "km/s": "キロメートル毎秒", "Hz": "ヘルツ",
    "kHz": "キロヘルツ", "MHz": "メガヘルツ", "GHz": "ギガヘルツ", "dB": "デシベル", "W": "ワット",
    "kW": "キロワット", "MW": "メガワット", "GW": "ギガワット", "kWh": "キロワット時",
    "Wh": "ワット時", "V": "ボルト", "kV": "キロボルト", "mV": "ミリボルト", "A": "アンペア",
    "mA": "ミリアンペア", "mAh": "ミリアンペア時", "Ω": "オーム", "J": "ジュール",
    "kJ": "キロジュール", "cal": "カロリー", "kcal": "キロカロリー", "Pa": "パスカル",
    "hPa": "ヘクトパスカル", "kPa": "キロパスカル", "MPa": "メガパスカル", "N": "ニュートン",
    "B": "バイト", "KB": "キロバイト", "kB": "キロバイト", "MB": "メガバイト", "GB": "ギガバイト",
    "TB": "テラバイト", "bit": "ビット", "bps": "ビーピーエス", "kbps": "キロビーピーエス",
    "Mbps": "メガビーピーエス", "Gbps": "ギガビーピーエス", "MB/s": "メガバイト毎秒",
    "GB/s": "ギガバイト毎秒", "px": "ピクセル", "fps": "エフピーエス", "rpm": "アールピーエム",
    "dpi": "ディーピーアイ", "ppm": "ピーピーエム", "mol": "モル",
    "mg/dL": "ミリグラムパーデシリットル",
    "g/L": "グラムパーリットル", "mmHg": "ミリエイチジー",
    "pt": "ポイント", "㎞": "キロメートル",
    "㎝": "センチメートル", "㎜": "ミリメートル", "㎏": "キログラム", "㎎": "ミリグラム",
    "㎖": "ミリリットル", "㏄": "シーシー", "㌔": "キロ", "㌘": "グラム", "㌢": "センチ",
    "㍉": "ミリ", "㌧": "トン", "㌫": "パーセント", "㍑": "リットル",
    "㌦": "ドル", "㌶": "ヘクタール",
    "㍍": "メートル", "㍗": "ワット",
}  # fmt: skip
_SPEEDS: Final[Mapping[str, str]] = {
    "km/h": "時速{}キロメートル", "kph": "時速{}キロメートル", "mph": "時速{}マイル",
}  # fmt: skip
"""Units whose first part stands before the number."""
_UNIT: Final = "|".join(sorted(map(re.escape, {**_UNITS, **_SPEEDS}), key=len, reverse=True))
_PARTS: Final = {"%": "パーセント", "‰": "パーミル"}


def _money(found: re.Match[str], _lang: str) -> str:
    """`$1.5万`, `¥1,200`, `$10-20`."""
    currency = _CURRENCIES[(found["currency"] or found["code_before"]).strip()]
    low, high = found["money"], found["money_to"]
    minus = "マイナス" if found["money_minus"] else ""
    spoken = f"{_amount(low)}から" if high else ""
    latin = _LATIN_SCALES.get((found["money_latin"] or "").strip())
    written = high or low
    if latin is not None:
        written = f"{(Decimal(written.replace(',', '')) * latin).normalize():f}"
    return f"{minus}{spoken}{_amount(written)}{found['money_scale']}{currency}"


def _money_behind(found: re.Match[str], _lang: str) -> str:
    """`20€`, `5 USD`."""
    currency = _CURRENCIES[found["code_behind"]]
    return f"{_amount(found['money_before'])}{found['scale_before']}{currency}"


def _amount(written: str) -> str:
    """An amount without the zeros that end its decimals."""
    return number(written.rstrip("0").rstrip(".") if "." in written else written)


def _percent(found: re.Match[str], _lang: str) -> str:
    sign = {"-": "マイナス", "+": "プラス"}.get(found["percent_minus"] or "", "")
    low = found["percent_from"]
    spoken = f"{number(low)}から" if low else ""
    return f"{sign}{spoken}{number(found['percent'])}{_PARTS[found['percent_sign']]}"


def _unit(found: re.Match[str], _lang: str) -> str:
    minus = "マイナス" if found["unit_minus"] else ""
    low = found["unit_from"]
    spoken = f"{number(low)}から" if low else ""
    spoken = f"{minus}{spoken}{number(found['quantity'])}{found['unit_scale']}"
    unit = found["unit"]
    if speed := _SPEEDS.get(unit):
        is_said = found.string.endswith("時速", 0, found.start())
        return speed.format(spoken).removeprefix("時速" if is_said else "")
    name = _UNITS[unit]
    if name == "華氏度":
        is_said = found.string.endswith("華氏", 0, found.start())
        return f"{'' if is_said else '華氏'}{spoken}度"
    per = f"パー{_UNITS[found['per']]}" if found["per"] in _UNITS else ""
    return f"{spoken}{name}{per}"


SIGNS: Final = {unit: name for unit, name in _UNITS.items() if len(unit) == 1 and unit > "\u0100"}
"""Units that are one character, which may stand alone."""
RULES: Final = (
    Rule(
        "money",
        rf"(?P<money_minus>{MINUS})?(?:(?P<currency>{_SIGN})|(?<![A-Za-z])(?P<code_before>{_CODE}))"
        rf"\s?(?P<money>{NUMBER})(?:{TO}{_SIGN}?(?P<money_to>{NUMBER}))?"
        rf"(?P<money_scale>{SCALE})(?P<money_latin>{_LATIN_SCALE})(?:円|米?ドル|ユーロ|ポンド)?",
        _money,
    ),
    Rule(
        "moneybehind",
        rf"(?P<money_before>{NUMBER})(?P<scale_before>{SCALE})\s?"
        rf"(?P<code_behind>(?:{_CODE})(?![A-Za-z])|[¥$€£₩₹₽฿₫](?!\d))",
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
)
