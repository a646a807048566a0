"""Leaks: texts that an edition withholds and that turn up all the same, in the edition itself or in a finished file.

`redact` takes out what an audience may not see; here is looked whether it stands somewhere else. What is searched for,
and what cannot be found, is told in docs/explanation/editions.md.
"""

from __future__ import annotations

from ._plain import plain
from ._proof import Leak, LeakError, prove, prove_parts
from ._withheld import WithheldTexts, find_repeats, withheld_texts

__all__ = ["Leak", "LeakError", "WithheldTexts", "find_repeats", "plain", "prove", "prove_parts", "withheld_texts"]
