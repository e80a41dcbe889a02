"""The blocking client is generated from the asynchronous one, and up to date."""

import pytest
from scripts import generate_sync_client as generator


def test_the_blocking_client_is_up_to_date():
    assert generator.outdated() == [], "run: python scripts/generate_sync_client.py"


def test_nothing_asynchronous_is_left_in_the_blocking_client():
    for name, source in generator.generate().items():
        assert source.startswith(f"# Generated from `_async/{name}`")
        code = source.split("\n", 1)[1].replace("`_async/`", "")
        for word in ("async", "await", "Async", "asyncio", "anyio", "aclose"):
            assert word not in code, (name, word)


def test_a_difference_is_found(tmp_path, monkeypatch):
    for name, source in generator.generate().items():
        (tmp_path / name).write_text(source, encoding="utf-8")
    monkeypatch.setattr(generator, "SYNC", tmp_path)
    assert generator.outdated() == []
    (tmp_path / "_jobs.py").write_text("edited", encoding="utf-8")
    (tmp_path / "_former.py").write_text("its source is gone", encoding="utf-8")
    (tmp_path / "_voices.py").unlink()
    assert generator.outdated() == ["_former.py", "_jobs.py", "_voices.py"]
    generator.write()
    assert generator.outdated() == []
    assert not (tmp_path / "_former.py").exists()


def test_a_phrase_that_no_docstring_has_is_an_error(monkeypatch):
    monkeypatch.setitem(generator.PHRASES, "no such phrase", "")
    with pytest.raises(ValueError, match="no such phrase"):
        generator.generate()
