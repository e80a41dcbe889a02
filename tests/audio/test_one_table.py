"""A new audio format is a row of the table and an encoder: no other code lists formats."""

import ast
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
TABLE = "phemius_core/audio_formats.py"
ENCODERS = "phemius_core/audio/_encoders.py"
NAMES = {"flac", "mp3", "ogg", "opus", "audio/flac", "audio/mpeg", "audio/ogg", "audio/opus"}
"""Names of formats that are nobody's default."""

ADD_A_FORMAT = """
import sys
from importlib.machinery import SourceFileLoader

ROW = '''
    AudioFormatSpec(
        name="aiff",
        media_type="audio/aiff",
        plain_media_type="audio/aiff",
        extension=".aiff",
        libsndfile=("AIFF", "PCM_16"),
    ),
)

AUDIO_FORMATS'''
EDITS = {
    "phemius_core.audio_formats": [
        ('Literal["pcm"', 'Literal["aiff", "pcm"'),
        ('Literal["mp3"', 'Literal["aiff", "mp3"'),
        (")\\n\\nAUDIO_FORMATS", ROW.lstrip("\\n")),
    ],
    "phemius_core.audio._encoders": [('"pcm": _Pcm', '"aiff": _Libsndfile, "pcm": _Pcm')],
}
read = SourceFileLoader.source_to_code


def with_edits(self, data, path, **options):
    text = bytes(data).decode()
    for old, new in EDITS.get(self.name, []):
        assert text.count(old) == 1, (self.name, old)
        text = text.replace(old, new)
    return read(self, text.encode(), path, **options)


SourceFileLoader.source_to_code = with_edits
SourceFileLoader.path_stats = lambda self, path: (_ for _ in ()).throw(OSError)  # no bytecode
"""
USE_IT = """
from pathlib import Path

import numpy as np
import soundfile

from phemius_client._speech import Speech
from phemius_core.audio import encode, format_for_accept, format_for_path
from phemius_core.wire import parse_bulk, parse_openai_profile

assert format_for_accept("audio/aiff") == format_for_path(Path("a.aiff")) == "aiff"
assert encode(np.zeros(240), "aiff")[:4] == b"FORM"
body = b'{"type": "bulk_synthesis", "format": "aiff", "items": [{"text": "Hello."}]}'
assert parse_bulk(body).checked().format == "aiff"
body = b'{"input": "Hello.", "response_format": "aiff"}'
assert parse_openai_profile(body).response_format == "aiff"
"""


def code_strings(path):
    """Strings of a module, but for docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in documented:
            yield node.value


def lists_formats(path):
    strings = list(code_strings(path))
    exact = {text.removeprefix(".") for text in strings} & NAMES
    in_one = any(len({name for name in NAMES if f".{name}" in text}) > 2 for text in strings)
    return len(exact) > 2 or in_one


def test_only_the_table_and_the_encoders_list_formats():
    places = {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if lists_formats(path)}
    assert places == {TABLE, ENCODERS}


def test_a_new_format_works_after_those_two_edits():
    subprocess.run([sys.executable, "-c", ADD_A_FORMAT + USE_IT], check=True, timeout=60)
