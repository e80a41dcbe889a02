"""Japanese words for symbols and web addresses."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._east_asian import NUMBER, spell_address
from phemius_core.text._initials import name_initials
from phemius_core.text._rule import Rule
from phemius_core.text.japanese._number_words import cardinal, digit_names, number
from phemius_core.text.japanese._quantities import SIGNS

__all__ = ["RULES", "SYMBOLS"]

SYMBOLS: Final[Mapping[str, str]] = {
    **SIGNS,
    "&": "アンド", "+": "プラス", "=": "イコール", "%": "パーセント", "@": "アットマーク",
    "#": "シャープ", "°": "度", "×": "かける", "÷": "割る", "±": "プラスマイナス", "→": "から",
    "⇒": "ならば", "←": "左矢印", "↔": "両矢印", "↑": "上矢印", "↓": "下矢印", "≈": "約",
    "≒": "ニアリーイコール", "≠": "ノットイコール", "≤": "以下", "≦": "以下", "≥": "以上",
    "≧": "以上", "<": "小なり", ">": "大なり", "√": "ルート", "∞": "無限大", "©": "コピーライト",
    "®": "登録商標", "™": "商標", "§": "セクション", "¶": "段落", "µ": "マイクロ", "π": "パイ",
    "²": "の二乗", "³": "の三乗", "$": "ドル", "£": "ポンド", "€": "ユーロ", "¥": "円",
    "₩": "ウォン", "₹": "ルピー", "₽": "ルーブル", "฿": "バーツ", "₫": "ドン", "₿": "ビットコイン",
    "¢": "セント", "*": "アスタリスク", "№": "ナンバー", "−": "マイナス", "∑": "シグマ",
    "∏": "総乗", "∫": "積分", "‰": "パーミル", "∆": "デルタ", "∈": "属する", "¬": "否定",
    "℃": "度", "℉": "華氏", "〒": "郵便番号", "♀": "女性", "♂": "男性", "☎": "電話", "℡": "電話",
    "¤": "通貨", "∴": "ゆえに", "∵": "なぜならば", "♨": "温泉", "〃": "同じく",
}  # fmt: skip
_SILENT: Final = "※†‡■□◆◇●○◎▲△▼▽◀▶►◄★☆♪♫♬♩✓✔✕✖❖・"
"""Ornaments that are silent and keep what is around them apart."""
_BOUNDS: Final = {"<": "未満", ">": "超", "≤": "以下", "≦": "以下", "≥": "以上", "≧": "以上"}
_PER: Final = {
    "分": "一分", "時間": "一時間", "日": "一日", "月": "一か月", "年": "一年", "人": "一人",
    "個": "一個",
    "回": "一回", "泊": "一泊", "本": "一本", "袋": "一袋", "名": "一名", "台": "一台",
    "件": "一件", "枚": "一枚",
    "kg": "一キロ", "g": "一グラム", "h": "一時間", "km": "一キロ", "坪": "一坪", "週": "一週間",
    "秒": "一秒",
}  # fmt: skip
_SIGNS: Final = {
    ".": "ドット", "/": "スラッシュ", "-": "ハイフン", "_": "アンダーバー", "@": "アットマーク",
    "?": "クエスチョン", "=": "イコール", "&": "アンド", "%": "パーセント", "+": "プラス",
    "#": "シャープ", ":": "コロン", "~": "チルダ",
}  # fmt: skip
_ADDRESS: Final = r"[A-Za-z0-9._~/?=&%+#:@-]"
_DOMAIN: Final = r"(?:com|org|net|edu|gov|jp|cn|io|dev|ai|app|co|uk|hk|tw|me|info|top|xyz)"
_KANA: Final = r"\u3041-\u3096\u30a1-\u30fa\u30fc"


def _address(found: re.Match[str], _lang: str) -> str:
    return spell_address(found[0], signs=_SIGNS, digits=digit_names)


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
    Rule("sharp", r"(?<=[A-Ga-g])#(?![A-Za-z0-9])", lambda _found, _lang: "シャープ"),
    Rule("hashtag", r"#(?=[^\W\d_])", lambda _found, _lang: "ハッシュタグ"),
    Rule(
        "numero",
        r"(?:#|№|No\.)\s?(?P<numero>\d{1,9}+)",
        lambda found, _lang: f"ナンバー{cardinal(found['numero'])}",
    ),
    Rule(
        "bound",
        rf"(?P<bound>[<>≤≥≦≧])\s?(?P<bounded>{NUMBER})",
        lambda found, _lang: f"{number(found['bounded'])}{_BOUNDS[found['bound']]}",
    ),
    Rule(
        "per",
        rf"(?<=[回円人個件枚滴錠トルムＬ本台泊])\s?/\s?(?P<per_what>{'|'.join(_PER)})(?![\w])",
        lambda found, _lang: f"、{_PER[found['per_what']]}あたり",
    ),
    # Laughter of chats, wwww.
    Rule(
        "laughter",
        r"(?<=[\u3041-\u30ff\u4e00-\u9fff!?。、])\s?w{1,40}+(?![A-Za-z0-9.])",
        lambda _found, _lang: "、笑",
    ),
    Rule("times",
    r"(?<=[\d)])\s?[xX*×]\s?(?=\d)|(?<=[A-Za-z])\s[xX×]\s(?=\d)", lambda _found, _lang: "かける"),
    Rule("minus", r"(?<=[\d)])\s?[-−]\s?(?=\d+\s?=)", lambda _found, _lang: "引く"),
    Rule("dot", r"(?<=[A-Za-z0-9])\.(?=[A-Za-z])", lambda _found, _lang: "ドット"),
    Rule("slash", r"(?<=[\w℃℉%)°])\s?/\s?(?=[\w-])", lambda _found, _lang: "、"),
    # After kana a wave lengthens the vowel: so desu ne~.
    Rule(
        "lengthening",
        rf"(?<=[{_KANA}])~{{1,80}}+(?![\d\u4e00-\u9fff])",
        lambda _found, _lang: "ー",
    ),
    Rule("wave", r"(?<=\w)~(?=\w)", lambda _found, _lang: "から"),
    Rule("tilde", r"~{1,80}+", lambda _found, _lang: "、"),
    Rule("hyphen", r"(?<=[\u3041-\u9fff])-|-(?=[\u3041-\u9fff])", lambda _found, _lang: " "),
    Rule("ornament", rf"[{_SILENT}]{{1,80}}+", lambda _found, _lang: "、"),
    Rule("symbol", f"[{''.join(map(re.escape, SYMBOLS))}]", _symbol),
)  # fmt: skip
