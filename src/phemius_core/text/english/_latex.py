r"""English words for LaTeX mathematics: `$\frac{a}{b}$`, `\(x^2\)`, `$$\sum_{i=1}^n i$$`."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._number_words import decimal

__all__ = ["RULES"]

_MAX_DEPTH: Final = 6
_WORDS: Final[Mapping[str, str]] = {
    **{
        name: name
        for name in (
            "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
            "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
            "omega", "log", "max", "min", "mod", "det", "gcd", "arg", "dim",
        )
    },
    **{
        f"var{name}": name for name in ("epsilon", "theta", "phi", "pi", "rho", "sigma", "kappa")
    },
    "sin": "sine", "cos": "cosine", "tan": "tangent", "cot": "cotangent", "sec": "secant",
    "csc": "cosecant", "arcsin": "arc sine", "arccos": "arc cosine", "arctan": "arc tangent",
    "sinh": "hyperbolic sine", "cosh": "hyperbolic cosine", "tanh": "hyperbolic tangent",
    "ln": "natural log", "exp": "exp", "times": "times", "cdot": "times", "ast": "times",
    "div": "divided by", "pm": "plus or minus", "mp": "minus or plus", "le": "is at most",
    "leq": "is at most", "ge": "is at least", "geq": "is at least", "ne": "is not", "neq": "is not",
    "lt": "is less than", "gt": "is greater than", "approx": "is about", "sim": "is similar to",
    "equiv": "is equivalent to", "propto": "is proportional to", "infty": "infinity",
    "partial": "partial", "nabla": "del", "to": "to", "rightarrow": "to", "Rightarrow": "implies",
    "implies": "implies", "iff": "if and only if", "leftarrow": "from", "mapsto": "maps to",
    "in": "in", "notin": "not in", "subset": "is a subset of", "subseteq": "is a subset of",
    "cup": "union", "cap": "intersection", "emptyset": "the empty set", "forall": "for all",
    "exists": "there exists", "land": "and", "wedge": "and", "lor": "or", "vee": "or",
    "neg": "not", "lnot": "not", "ldots": "and so on", "cdots": "and so on", "dots": "and so on",
    "circ": "degrees", "degree": "degrees", "prime": "prime", "hbar": "h bar", "ell": "l",
    "angle": "angle", "perp": "is perpendicular to", "parallel": "is parallel to", "%": "percent",
    "$": "dollars", "&": "and", "#": "number", "mid": "given", "oplus": "plus", "otimes": "times",
    "sum": "the sum", "prod": "the product", "int": "the integral", "iint": "the double integral",
    "oint": "the contour integral", "lim": "the limit", "bigcup": "the union",
}  # fmt: skip
_LARGE: Final = frozenset(("sum", "prod", "int", "iint", "oint", "bigcup"))
_AFTER: Final = {"hat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "dot": "dot",
                 "ddot": "double dot"}  # fmt: skip
_BEFORE: Final = {"vec": "vector", "sqrt": "the square root of"}
_PLAIN_SIGNS: Final[Mapping[str, str]] = {
    "+": "plus", "-": "minus", "−": "minus", "=": "equals", "<": "is less than",
    ">": "is greater than", "*": "times", "/": "over", "!": "factorial", "'": "prime",
    "|": "", "(": "", ")": "", "[": "", "]": "", "&": "", "~": "", ",": ",", ":": "", ";": ",",
    "≤": "is at most", "≥": "is at least", "≠": "is not", "×": "times", "·": "times",
    "±": "plus or minus", "∞": "infinity", "π": "pi", ".": "", "%": "percent", "?": "",
    "²": "squared", "³": "cubed",
}  # fmt: skip
_TOKEN: Final = re.compile(r"\\[A-Za-z]{1,24}|\\.|\d{1,30}(?:\.\d{1,20})?|[{}^_]|\S")


class _Reader:
    """Reads one formula from left to right."""

    def __init__(self, formula: str) -> None:
        self._tokens = _TOKEN.findall(formula)
        self._at = 0

    def words(self, depth: int = 0, *, until: str = "") -> list[str]:
        found: list[str] = []
        while self._at < len(self._tokens):
            symbol = self._next()
            if symbol == until:
                break
            found += self._read(symbol, depth)
        return found

    def _next(self) -> str:
        self._at += 1
        found: str = self._tokens[self._at - 1]
        return found

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _group(self, depth: int) -> list[str]:
        """The next group in braces, or the next symbol."""
        if not self._peek():
            return []
        symbol = self._next()
        if symbol == "{" and depth < _MAX_DEPTH:
            return self.words(depth + 1, until="}")
        return self._read(symbol, depth + 1)

    def _read(self, symbol: str, depth: int) -> list[str]:  # noqa: PLR0911 - a table of kinds
        if symbol == "{" and depth < _MAX_DEPTH:
            return self.words(depth + 1, until="}")
        if symbol in {"{", "}"}:
            return []
        if symbol == "^":
            return _power(self._group(depth))
        if symbol == "_":
            return ["sub", *self._group(depth)]
        if symbol.startswith("\\"):
            return self._command(symbol[1:], depth)
        if symbol[0].isdecimal():
            return [decimal(symbol)]
        if symbol.isalpha():
            return ["A" if symbol == "a" else symbol]
        sign = _PLAIN_SIGNS.get(symbol, "")
        return [sign] if sign else []

    def _command(self, name: str, depth: int) -> list[str]:  # noqa: PLR0911 - a table of kinds
        if name in {"frac", "dfrac", "tfrac"}:
            return [*self._group(depth), "over", *self._group(depth)]
        if name == "binom":
            return [*self._group(depth), "choose", *self._group(depth)]
        if name in {"text", "mathrm", "operatorname", "textbf", "mathbf", "mathit", "mbox"}:
            return [self._letters()]
        if name in _AFTER:
            return [*self._group(depth), _AFTER[name]]
        if name == "sqrt" and self._peek() == "[":
            index = self.words(depth + 1, until="]")[0:1]
            root = {"three": "the cube root of"}.get(
                index[0] if index else "", f"the {index[0] if index else ''} root of"
            )
            return [root, *self._group(depth)]
        if name in _BEFORE:
            return [_BEFORE[name], *self._group(depth)]
        if name == "lim":
            return [*self._limit(depth)]
        if name in _LARGE:
            return self._with_bounds(name, depth)
        if name in {"left", "right", "big", "Big", "displaystyle", "quad", "qquad", "limits"}:
            return []
        word = _WORDS.get(name) or _WORDS.get(name.lower(), "")
        return [word] if word else ([name] if len(name) > 2 else [])

    def _letters(self) -> str:
        r"""The words of `\text{…}`, as they are written."""
        if self._peek() != "{":
            return ""
        self._next()
        letters = []
        while self._peek() and (symbol := self._next()) != "}":
            letters.append(symbol)
        return "".join(letters)

    def _limit(self, depth: int) -> list[str]:
        if self._peek() != "_":
            return ["the limit of"]
        self._next()
        return ["the limit as", *self._group(depth), "of"]

    def _with_bounds(self, name: str, depth: int) -> list[str]:
        found = [_WORDS[name]]
        for mark, word in (("_", "from"), ("^", "to")):
            if self._peek() == mark:
                self._next()
                found += [word, *self._group(depth)]
        return [*found, "of"]


def _power(exponent: list[str]) -> list[str]:
    spoken = " ".join(exponent)
    known = {"two": "squared", "three": "cubed", "prime": "prime", "degrees": "degrees",
             "T": "transposed"}  # fmt: skip
    return [known.get(spoken) or f"to the {spoken}"]


def _formula(found: re.Match[str], _lang: str) -> str | None:
    formula = found["latex"] or found["latex_display"] or found["latex_bracket"] or ""
    in_dollars = found["latex"] is not None
    if in_dollars and not _is_mathematics(formula):
        return None
    spoken = " ".join(_Reader(formula).words())
    spoken = re.sub(r" ,", ",", spoken).strip()
    return spoken or None


def _is_mathematics(formula: str) -> bool:
    """Whether what stands between two dollar signs is a formula and not a price."""
    if re.search(r"\\[A-Za-z]|[\^_{}]", formula):
        return True
    if formula[0].isdecimal() or not re.search("[A-Za-z]", formula):
        return False
    return re.fullmatch(r"(?:[A-Za-z]|\d+(?:\.\d+)?|[ +*/=<>()!,.'|-])+", formula) is not None and (
        not re.search("[A-Za-z]{3}", formula)
    )


RULES: Final = (
    Rule(
        "latex",
        r"\$\$(?P<latex_display>[^$]{1,600}+)\$\$"
        r"|\$(?=[^\s$])(?P<latex>[^$\n]{1,300}+)(?<!\s)\$(?!\d)"
        r"|\\[(\[](?P<latex_bracket>(?:(?!\\[)\]])[^\n]){1,300}+)\\[)\]]",
        _formula,
        starts=r"[$\\]",
    ),
)
