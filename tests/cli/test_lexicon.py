"""`phemius lexicon`, run as processes on one database."""

import json

import pytest
from tests.cli.test_cli import phemius


@pytest.fixture
def data_dir(tmp_path):
    assert phemius("keys", "create", data_dir=tmp_path).returncode == 0
    return tmp_path


def test_words_are_set_imported_listed_and_removed(data_dir):
    def run(*arguments):
        done = phemius("lexicon", *arguments, data_dir=data_dir)
        return done.returncode, done.stdout.decode().strip(), done.stderr.decode()

    pls = data_dir / "words.pls"
    pls.write_text(
        '<lexicon xml:lang="en-GB"><lexeme><grapheme>W3C</grapheme><alias>web</alias></lexeme>'
        "</lexicon>"
    )
    assert run("set", "ACME", "--spelling", "ack me")[0] == 0
    code, _, error = run("set", "ACME", "--phonemes", "😀")
    assert (code, "does not know" in error) == (2, True), error
    assert run("import", str(pls))[0] == 0
    assert run("list")[1] == "ACME\tack me\tall\nW3C\tweb\tb"
    code, _, error = run("remove", "W3C")
    assert (code, "no word 'W3C'" in error) == (1, True), error
    assert run("remove", "W3C", "--lang", "en-GB")[0] == 0
    (entry,) = json.loads(run("list", "--json")[1])
    assert entry["word"] == "ACME"
    assert run("clear")[0] == 0
    assert run("list")[1] == ""
