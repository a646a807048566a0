"""How the documentation is built: `make docs`, with warnings as errors."""

from __future__ import annotations

import re
from importlib.metadata import version as version_of
from typing import Any

project = "mpfkit"
author = "The authors of mpfkit"
copyright = "The authors of mpfkit, Apache-2.0"  # noqa: A001 - Sphinx calls it so
release = version = version_of("mpfkit")
language = "en-GB"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["images/README.md"]
myst_heading_anchors = 4
myst_enable_extensions = ["fieldlist"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_class_signature = "mixed"
autodoc_default_options = {"members": True, "show-inheritance": False}
autodoc_preserve_defaults = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

html_theme = "furo"
html_title = "mpfkit"
html_static_path: list[str] = []
html_show_sphinx = False
html_copy_source = False
# The same source gives the same pages
html_last_updated_fmt = None

# Several modules have a Paragraph; what is meant stands in the signature's own module
suppress_warnings = ["ref.python"]

_OUTSIDE = re.compile(r"\[(?P<text>[^\]]+)\]\((?:\.\./)+(?P<path>(?:examples|plugins|src|tests)/[^)#]+)[^)]*\)")


def _name_files_outside(_app: Any, _page: str, source: list[str]) -> None:  # noqa: ANN401 - Sphinx types no extension
    """Name the files that are in the repository only, instead of linking to them."""
    source[0] = _OUTSIDE.sub(r"\g<text> (`\g<path>`)", source[0])


def setup(app: Any) -> None:  # noqa: ANN401 - Sphinx types no extension
    """Tell Sphinx what to do with each page."""
    app.connect("source-read", _name_files_outside)
