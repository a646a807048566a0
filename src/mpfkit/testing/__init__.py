"""For authors of plugins and for our own tests: what helps to test code that works on projects and documents.

`mpfkit.testing.conformance` has the tests that every plugin of a sort has to hold, `mpfkit.testing.strategies`
generates projects and documents, `mpfkit.testing.documents` reads documents as people do. These are imported one by
one, because the first two need packages that only tests have: pytest and Hypothesis, which `mpfkit[testing]` brings.
"""

from __future__ import annotations

from ._filling import fill_form, form_entries
from ._outline import outline_of
from ._specimen import specimen

__all__ = ["fill_form", "form_entries", "outline_of", "specimen"]
