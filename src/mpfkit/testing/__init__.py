"""For authors of plugins and for our own tests: what helps to test code that works on projects and documents.

The submodules are imported one by one, because some of them need packages that only tests have:
`mpfkit.testing.strategies` needs Hypothesis.
"""

from __future__ import annotations

from ._filling import fill_form, form_entries
from ._specimen import specimen

__all__ = ["fill_form", "form_entries", "specimen"]
