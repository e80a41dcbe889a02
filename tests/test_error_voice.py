"""Error messages have one voice: lower case at the start, no full stop at the end.

The test reads the source and looks at every text that is the message of an error. A message may
start with a capital where its first word is a name: an identifier, a header, an acronym.

`python tests/test_error_voice.py src/phemius_core/text` lists what is wrong in a folder or a file.
"""

import ast
import builtins
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"
NAMES = {"Flask", "Kokoro", "Linux", "Phemius", "Prometheus", "Python", "Redis"}
"""Names that look like any other word with a capital."""
WITHOUT_MESSAGE = {"KeyError", "MissingExtra", "StopAsyncIteration", "StopIteration", "SystemExit"}
"""Errors whose first argument is no message."""
MESSAGE_ARGUMENT = {"FieldProblem": 1, "FieldError": 1, "StreamError": 0}
"""Classes besides exceptions that carry a message, and its position."""
MESSAGE_KEYWORDS = {"message", "error"}


def parse(path):
    return ast.parse(path.read_text(), str(path))


def name_of(node):
    """The last name of `error`, `errors.Error` or `Error[...]`."""
    if isinstance(node, ast.Subscript):
        return name_of(node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def error_classes() -> set[str]:
    """The names of Python's exceptions and of all classes in the source that derive from one."""
    found = {
        name
        for name, value in vars(builtins).items()
        if isinstance(value, type) and issubclass(value, BaseException)
    }
    classes = [
        node
        for path in SRC.rglob("*.py")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.ClassDef)
    ]
    size = 0
    while len(found) != size:
        size = len(found)
        found |= {each.name for each in classes if {name_of(base) for base in each.bases} & found}
    return found - WITHOUT_MESSAGE


@dataclass
class Scope:
    """Assignments and parameters of a function, or of a module."""

    name: str
    parameters: list[str] = field(default_factory=list)
    values: dict[str, list[ast.expr]] = field(default_factory=dict)
    calls: list[ast.Call] = field(default_factory=list)


class ScopeReader(ast.NodeVisitor):
    def __init__(self):
        self.scopes = [Scope("")]
        self._open = [self.scopes[0]]

    def visit_FunctionDef(self, node):
        arguments = node.args
        parameters = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
        scope = Scope(node.name, [name for name in parameters if name not in {"self", "cls"}])
        self.scopes.append(scope)
        self._open.append(scope)
        self.generic_visit(node)
        self._open.pop()

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_Assign(self, node):
        for target in node.targets:
            if isinstance(target, ast.Name):
                self._open[-1].values.setdefault(target.id, []).append(node.value)
        self.generic_visit(node)

    def visit_Call(self, node):
        self._open[-1].calls.append(node)
        self.generic_visit(node)


def argument_of(call: ast.Call, position: int, keywords: set[str]) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg in keywords:
            return keyword.value
    return call.args[position] if len(call.args) > position else None


def messages_in(tree: ast.AST, errors: set[str]) -> Iterator[tuple[ast.expr, Scope]]:
    """Every expression that is the message of an error, with the scope that it stands in.

    A function that makes an error of one of its parameters counts as an error class too.
    """
    reader = ScopeReader()
    reader.visit(tree)
    positions = {**dict.fromkeys(errors, 0), **MESSAGE_ARGUMENT}
    keywords = dict.fromkeys(positions, MESSAGE_KEYWORDS)
    grown = True
    while grown:
        grown = False
        for scope in reader.scopes:
            for call in scope.calls:
                maker = name_of(call.func)
                if maker not in positions:
                    continue
                message = argument_of(call, positions[maker], keywords[maker])
                if (
                    isinstance(message, ast.Name)
                    and message.id in scope.parameters
                    and scope.name not in positions
                    and not scope.name.startswith("__")
                ):
                    positions[scope.name] = scope.parameters.index(message.id)
                    keywords[scope.name] = {message.id}
                    grown = True
    for scope in reader.scopes:
        for call in scope.calls:
            maker = name_of(call.func)
            if maker in positions:
                message = argument_of(call, positions[maker], keywords[maker])
                if message is not None:
                    yield message, scope


def texts_of(node: ast.expr, scope: Scope) -> Iterator[tuple[str | None, str | None, int]]:
    """Start and end of each text that an expression may have, and its line.

    None stands for a start or an end that is only known when the program runs.
    """
    match node:
        case ast.Constant(value=str(text)) if text:
            yield text, text, node.lineno
        case ast.JoinedStr(values=[first, *_] as parts):
            start = first.value if isinstance(first, ast.Constant) else None
            end = parts[-1].value if isinstance(parts[-1], ast.Constant) else None
            yield start, end, node.lineno
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            for start, _, line in texts_of(left, scope):
                yield start, None, line
            for _, end, line in texts_of(right, scope):
                yield None, end, line
        case ast.IfExp(body=body, orelse=orelse):
            yield from texts_of(body, scope)
            yield from texts_of(orelse, scope)
        case ast.Name(id=name):
            for value in scope.values.get(name, ()):
                if not (isinstance(value, ast.Name) and value.id == name):
                    yield from texts_of(value, scope)


def starts_well(text: str) -> bool:
    word = text.split(maxsplit=1)[0].strip("'\"`(,:;") if text.split() else ""
    if not word[:1].isupper() or word in NAMES:
        return True
    rest = word[1:]
    return any(not each.islower() and each != "'" for each in rest)  # a name, not a word


def ends_well(text: str) -> bool:
    return not text.endswith((".", "!", " ", "\n")) or text.endswith("...")


def violations(tree: ast.AST, errors: set[str]) -> list[str]:
    """What is wrong, as `line: text`."""
    found = {}
    for message, scope in messages_in(tree, errors):
        for start, end, line in texts_of(message, scope):
            if start is not None and not starts_well(start):
                found[line, f"{line}: starts with a capital: {start[:70]!r}"] = None
            if end is not None and not ends_well(end):
                found[line, f"{line}: ends with a full stop: {end[-70:]!r}"] = None
    return [text for _, text in sorted(found)]


def files(*roots: Path) -> list[Path]:
    return sorted(
        path for root in roots for path in ([root] if root.is_file() else root.rglob("*.py"))
    )


@pytest.fixture(scope="module")
def errors():
    return error_classes()


def test_error_messages_start_in_lower_case_and_have_no_full_stop(errors):
    found = [
        f"{path.relative_to(SRC)}:{line}"
        for path in files(SRC)
        for line in violations(parse(path), errors)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        "raise ValueError('Too long')",
        "raise ValueError('too long.')",
        "raise ValueError('A value is missing')",
        "raise errors.NotFound(f'There is no {name}')",
        "raise NotFound(f'{name} is missing.')",
        "error = Overloaded('the server ' 'is full.', retry_after_s=1)",
        "raise NotFound('no ' + name + ' here.')",
        "raise NotFound('no voice' if voice else 'No key')",
        "def f():\n    message = 'Too long'\n    raise InvalidRequest(message)",
        "FieldProblem('speed', 'Too fast')",
        "FieldProblem('speed', message='too fast.')",
        "StreamError(error='Too fast', code=4400)",
        "def wrong(name, message):\n    return NotFound(message)\nraise wrong('a', 'Too long')",
        "class A:\n  def wrong(self, message):\n    return NotFound(message)\n"
        "  def f(self):\n    raise self.wrong('Too long')",
    ],
)
def test_what_breaks_the_voice_is_found(source, errors):
    assert violations(ast.parse(source), errors)


@pytest.mark.parametrize(
    "source",
    [
        "raise ValueError('too long: send less')",
        "raise ValueError(f'{name} is too long')",
        "raise ValueError('Idempotency-Key is too long')",
        "raise ValueError('PostgreSQL is too old')",
        "raise ValueError('NaN is no number')",
        "raise ValueError('PHEMIUS_PEPPER is not set')",
        "raise ValueError('Redis is unavailable')",
        "raise KeyError('Alice')",
        "raise MissingExtra('Flask', 'flask')",
        "raise ValueError",
        "raise OSError(5, 'No such file')",
        "print('Done.')",
    ],
)
def test_what_keeps_the_voice_is_not(source, errors):
    assert not violations(ast.parse(source), errors)


if __name__ == "__main__":
    classes = error_classes()
    for each in files(*map(Path, sys.argv[1:] or [SRC])):
        for violation in violations(parse(each), classes):
            sys.stdout.write(f"{each}:{violation}\n")
