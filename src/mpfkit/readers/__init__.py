"""The reader of forms that come back filled in."""

from __future__ import annotations

from .word_form import WORD_FORM

__all__ = ["WORD_FORM"]
