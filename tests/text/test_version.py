"""Cached audio is not that of other versions of what reads the text."""

from importlib import metadata

import pytest

from phemius_core.text import _version, text_version


def test_a_package_that_reads_text_is_part_of_the_version(monkeypatch):
    before = text_version()
    assert f"phemius-{metadata.version('phemius')}" in before
    installed = metadata.version
    monkeypatch.setattr(
        _version.metadata, "version", lambda name: "9" if name == "misaki" else installed(name)
    )
    text_version.cache_clear()
    try:
        assert text_version() != before
        assert "misaki-9" in text_version()
    finally:
        monkeypatch.undo()
        text_version.cache_clear()


def test_a_package_that_is_missing_is_named(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(_version.metadata, "version", missing)
    assert _version._installed("jieba") == "none"


@pytest.mark.parametrize("package", _version._PACKAGES)
def test_the_packages_are_those_that_the_project_installs(package):
    assert package == "en-core-web-sm" or metadata.version(package)
