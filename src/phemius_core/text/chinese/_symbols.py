"""Mandarin words for symbols, web addresses and the Latin letters of acronyms."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._east_asian import spell_address
from phemius_core.text._initials import name_initials
from phemius_core.text._rule import Rule
from phemius_core.text.chinese._number_words import cardinal, digits
from phemius_core.text.chinese._quantities import SIGNS

__all__ = ["RULES", "SYMBOLS"]

SYMBOLS: Final[Mapping[str, str]] = {
    **SIGNS,
    "&": "和", "+": "加", "=": "等于", "%": "百分号", "@": "艾特", "#": "井号", "°": "度",
    "×": "乘", "÷": "除以", "±": "正负", "→": "到", "⇒": "得出", "←": "从", "↔": "与",
    "↑": "上升", "↓": "下降", "≈": "约等于", "≒": "约等于", "≠": "不等于", "≤": "小于等于",
    "≦": "小于等于", "≥": "大于等于", "≧": "大于等于", "<": "小于", ">": "大于", "√": "根号",
    "∞": "无穷大", "©": "版权", "®": "注册商标", "™": "商标", "§": "第", "¶": "段落", "µ": "微",
    "π": "派", "²": "的平方", "³": "的立方", "$": "美元", "£": "英镑", "€": "欧元", "¥": "元",
    "₩": "韩元", "₹": "卢比", "₽": "卢布", "฿": "泰铢", "₫": "越南盾", "₿": "比特币", "¢": "美分",
    "*": "星号", "№": "第", "−": "减", "∑": "求和", "∏": "连乘", "∫": "积分", "‰": "千分号",
    "∆": "德尔塔", "∈": "属于", "¬": "非", "℃": "摄氏度", "℉": "华氏度", "~": "到", "〒": "邮编",
    "♀": "女", "♂": "男", "☎": "电话", "℡": "电话", "¤": "货币", "‱": "万分号",
}  # fmt: skip
_SILENT: Final = "※†‡■□◆◇●○◎▲△▼▽◀▶►◄★☆♪♫♬♩√✓✔✕✖❖"
"""Ornaments that are silent and keep what is around them apart."""
_ACRONYMS: Final = frozenset((
    "adhd", "ai", "ak", "api", "apec", "ar", "atm", "bbc", "bbs", "bgm", "bmw", "btc", "cba", "cbd",
    "ccd", "cctv", "cd", "cdn", "ceo", "cfo", "cio", "cmo", "cnn", "coo", "cos", "cpa", "cpi",
    "cpu", "csgo", "css", "ct", "cto", "diy", "dj", "dna", "dnf", "dns", "dvd", "ecfa", "emba",
    "emo", "eq", "erp", "etc", "eu", "fbi", "fifa", "gb", "gdp", "gmp", "gps", "gpu", "gre", "hdmi",
    "hiv", "hr", "html", "http", "ibm", "id", "imf", "ios", "ip", "ipo", "iq", "iso", "it", "kfc",
    "kol", "kpi", "ktv", "lcd", "led", "lng", "lol", "mba", "mp", "mpa", "mpv", "mri", "mtv", "mv",
    "mvp", "nasa", "nasdaq", "nato", "nba", "nfc", "nft", "ngo", "npc", "oa", "oled", "opec",
    "ocr", "pc", "pdf", "pe", "pk", "pm", "pmi", "pos", "ppi", "ppt", "ps", "pvc", "pve", "pvp",
    "qa", "qq", "ram", "rap", "rmb", "rna", "rom", "sars", "sat", "sci", "sdk", "seo", "sim", "sm",
    "sms", "sop", "spa", "sql", "ssd", "std", "suv", "tcp", "tnt", "toefl", "tpp", "tv", "ufo",
    "ui", "un", "unesco", "unicef", "url", "usa", "usb", "vcd", "vip", "vpn", "vr", "wc", "wcba",
    "who", "wps", "wto", "www", "xml",
))  # fmt: skip
"""Acronyms that are often typed in lower case."""
_WORDS: Final = frozenset(("it", "pm", "who", "etc", "pos", "rap", "sat", "spa", "sm", "un", "cos"))
"""Those that are words as well: only in lower case among hanzi."""
_SIGNS: Final = {
    ".": "点", "/": "斜杠", "-": "杠", "_": "下划线", "@": "艾特", "?": "问号", "=": "等于",
    "&": "和", "%": "百分号", "+": "加", "#": "井号", ":": "冒号", "~": "波浪号",
}  # fmt: skip
_ADDRESS: Final = r"[A-Za-z0-9._~/?=&%+#:@-]"
_DOMAIN: Final = r"(?:com|org|net|edu|gov|cn|io|dev|ai|app|co|uk|jp|hk|tw|me|info|cc|top|xyz)"


def _address(found: re.Match[str], _lang: str) -> str:
    return spell_address(found[0], signs=_SIGNS, digits=digits)


def _acronym(found: re.Match[str], _lang: str) -> str | None:
    """`gpu` as GPU."""
    written = found["acronym"]
    lower = written.lower()
    if lower not in _ACRONYMS or written.isupper():
        return None
    text, end = found.string, found.end()
    around = text[: found.start()][-1:] + text[end : end + 1]
    if lower in _WORDS and (not written.islower() or " " in around or around.isascii()):
        return None
    return written.upper()


def _symbol(found: re.Match[str], _lang: str) -> str | None:
    return SYMBOLS.get(found[0])


RULES: Final = (
    name_initials(" ".join),
    Rule(
        "address",
        rf"(?:(?:https?|ftp)://|www\.){_ADDRESS}{{1,500}}+"
        rf"|(?<![A-Za-z0-9._-])[A-Za-z0-9_.+-]{{1,64}}+@[A-Za-z0-9-]{{1,63}}+(?:\.[A-Za-z0-9-]{{1,63}}+){{1,5}}"
        rf"|(?<![A-Za-z0-9._-])[A-Za-z0-9-]{{1,63}}+(?:\.[A-Za-z0-9-]{{1,63}}+){{0,4}}?\.{_DOMAIN}"
        rf"(?![A-Za-z0-9])(?:/{_ADDRESS}{{0,300}}+)?",
        _address,
    ),
    Rule(
        "letters",
        r"(?<![A-Za-z0-9])[a-zA-Z](?:[ ·.][a-zA-Z]){1,6}(?![A-Za-z0-9])",
        lambda found, _lang: re.sub("[ ·.]", "", found[0]).upper(),
    ),
    Rule("acronym", r"(?<![A-Za-z0-9'_-])(?P<acronym>[A-Za-z]{2,6})(?![A-Za-z0-9'_-])", _acronym),
    Rule("sharp", r"(?<=[A-Ga-g])#(?!\w)", lambda _found, _lang: " sharp"),
    Rule("hashtag", r"#(?=[^\W\d_])|(?<=[^\W\d_])#(?!\w)", lambda _found, _lang: " "),
    Rule(
        "numero", r"(?:#|№|No\.)\s?(?P<numero>\d{1,9}+)(?!号)",
        lambda found, _lang: f"{cardinal(found['numero'])}号",
    ),
    Rule(
        "times",
        r"(?<=\d)\s?(?P<operator>[xX*×])\s?(?=\d)",
        lambda _found, _lang: "乘",
    ),
    Rule("minus", r"(?<=[\d)])\s?[-−]\s?(?=\d+\s?=)", lambda _found, _lang: "减"),
    Rule(
        "underscore", r"(?<=[A-Za-z0-9])_(?P<after_underscore>\d{0,20})(?=[A-Za-z\d_]|(?<=\d))",
        lambda found, _lang: f"下划线{digits(found['after_underscore'])}",
    ),
    Rule("dot", r"(?<=[A-Za-z0-9])\.(?=[A-Za-z])", lambda _found, _lang: "点"),
    Rule("slash", r"(?<=\w)\s?/\s?(?=\w)", lambda _found, _lang: "，"),
    Rule("wave", r"~(?!\d)", lambda _found, _lang: "，"),
    Rule("hyphen", r"(?<=[\u4e00-\u9fff])-|-(?=[\u4e00-\u9fff])|[·•]", lambda _found, _lang: " "),
    Rule("ornament", rf"[{_SILENT}]{{1,80}}+", lambda _found, _lang: "，"),
    Rule("symbol", f"[{''.join(map(re.escape, SYMBOLS))}]", _symbol),
)  # fmt: skip
