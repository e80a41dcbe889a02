"""Sphinx configuration."""

from importlib.metadata import version as installed_version

import fastapi  # noqa: F401 - autodoc reloads what it imports itself, which FastAPI does not survive

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
autodoc_mock_imports = ["torch", "kokoro"]
nitpicky = False
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "requirements.txt"]
html_theme = "furo"
html_title = "Phemius"
