"""`phemius text score`."""

import json

from typer.testing import CliRunner

from phemius_core.cli._app import create_app


def score(*arguments):
    return CliRunner().invoke(create_app(), ["text", "score", *map(str, arguments)])


def test_accuracy_is_printed_by_kind_and_for_the_language(tmp_path):
    (tmp_path / "en-money.txt").write_text("$5~five dollars\n$6~six pounds\n")
    (tmp_path / "en-date.txt").write_text("May 3~may third\n")
    done = score(tmp_path / "en-date.txt", tmp_path / "en-money.txt", "--failures")
    rows = [line.split() for line in done.output.splitlines()]
    assert done.exit_code == 0
    assert ["en-US", "money", "2", "1", "50.0%"] in rows
    assert ["en-US", "all", "3", "2", "66.7%"] in rows
    assert ["expected", "six", "pounds"] in rows


def test_json_has_a_row_for_each_file(tmp_path):
    (tmp_path / "en-money.txt").write_text("$6~six pounds\n")
    [row] = json.loads(score(tmp_path / "en-money.txt", "--json", "--failures").output)
    assert row["kind"] == "money"
    assert row["accuracy"] == 0
    assert row["failures"] == [{"given": "$6", "expected": "six pounds", "got": "six dollars"}]
