"""Spanish words for symbols, and the fixed words of the rules."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text.romance.iberian import Words

__all__ = ["WORDS"]

_SYMBOLS: Final[Mapping[str, str]] = {
    "&": "y", "+": "más", "=": "igual a", "%": "por ciento", "@": "arroba", "#": "almohadilla",
    "°": "grados", "º": "grados", "ª": "a", "×": "por", "÷": "entre", "±": "más o menos", "→": "a",
    "≈": "aproximadamente", "≠": "distinto de", "≤": "menor o igual que", "≥": "mayor o igual que",
    "√": "raíz cuadrada de", "∞": "infinito", "©": "copyright", "®": "marca registrada",
    "™": "marca registrada", "§": "sección", "¶": "párrafo", "µ": "micro", "μ": "micro", "π": "pi",
    "½": "un medio", "¼": "un cuarto", "¾": "tres cuartos", "²": "al cuadrado", "³": "al cubo",
    "¹": "a la uno", "$": "dólares", "£": "libras", "€": "euros", "¥": "yenes", "/": "barra",
    "*": "por",
    "№": "número", "¢": "centavos", "₹": "rupias", "−": "menos", "∑": "sumatorio de",
    "∏": "producto de", "∫": "integral de", "‰": "por mil", "∆": "delta", "∈": "pertenece a",
    "⇒": "implica", "←": "desde", "↔": "a y desde", "¬": "no", "¦": "barra", "¤": "moneda",
    "₩": "wones", "₽": "rublos", "₧": "pesetas", "₡": "colones", "₿": "bitcoins", "₺": "liras",
    "₪": "séqueles", "₫": "dongs", "₱": "pesos", "₲": "guaraníes", "₴": "grivnas", "₦": "nairas",
    "฿": "bats", "℃": "grados Celsius", "℉": "grados Fahrenheit", "Ω": "ohmios", "·": "por",
    ":": "dos puntos", "?": "signo de interrogación", "~": "virgulilla",
    "∪": "unión", "∩": "intersección", "∀": "para todo", "∃": "existe",
    "∅": "el conjunto vacío", "∉": "no pertenece a", "⊂": "está incluido en",
    "⊆": "está incluido en", "∝": "es proporcional a", "≡": "es equivalente a",
    "≅": "es congruente con", "∂": "derivada parcial", "∇": "nabla", "∛": "raíz cúbica de",
    "∴": "por lo tanto", "∵": "porque", "⊥": "es perpendicular a", "⌘": "Comando",
    "⌥": "Opción", "⇧": "Mayúsculas", "⌃": "Control", "⏎": "Intro", "⌫": "Borrar",
    "≪": "mucho menor que", "≫": "mucho mayor que",
}  # fmt: skip
WORDS: Final = Words(
    comma="coma",
    point="punto",
    minus="menos",
    plus="más",
    to="a",
    per="por",
    of="de",
    conjunction="y",
    percent="por ciento",
    at="arroba",
    dot="punto",
    dash="guion",
    underscore="guion bajo",
    slash="barra",
    hashtag="hashtag",
    number="número",
    less_than="menor que",
    more_than="mayor que",
    equals="es igual a",
    times="por",
    divided_by="entre",
    power="elevado a",
    squared="al cuadrado",
    cubed="al cubo",
    about="unos",
    over="sobre",
    cents_join=" ",
    extension="extensión",
    symbols=_SYMBOLS,
)
