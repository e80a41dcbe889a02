"""Sphinx configuration."""

from importlib.metadata import version as installed_version

import fastapi  # noqa: F401 - autodoc reloads what it imports itself, which FastAPI does not survive
from sphinx.application import Sphinx

project = "Phemius"
author = "The Phemius authors"
version = release = installed_version("phemius")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.intersphinx",
]
intersphinx_mapping = {}
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_preserve_defaults = True
autodoc_mock_imports = ["torch", "kokoro"]
nitpicky = False
default_role = "code"  # docstrings write code in single backticks, as Markdown does
suppress_warnings = ["ref.python"]  # `Voice` is a class of two rooms
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "requirements.txt"]
html_theme = "furo"
html_title = "Phemius"


def keep_first_line(
    _app: Sphinx, what: str, _name: str, _obj: object, _options: object, lines: list[str]
) -> None:
    """Hides the first line of an attribute's docstring from napoleon.

    Napoleon would take what stands before its first colon for the type of the attribute.
    """
    if what in {"attribute", "data", "property"}:
        lines[:0] = ["..", ""]  # an empty comment


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", keep_first_line, priority=0)  # before napoleon
