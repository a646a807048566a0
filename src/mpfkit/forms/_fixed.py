"""The fixed texts of a form: short hashes of them stand in the file, and tell what was added from them."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["FixedTexts"]

_NAME = "mpfkit-form-text-"
_FIGURES = 6
# Word keeps 255 characters of a property
_PER_PROPERTY = 42
# A line of a table of contents; its page is counted anew when somebody updates it
_PAGE = re.compile(r"\t\s*\d+\s*\Z")


def _plain(text: str) -> str:
    """Return what of a text no program changes when it saves: no white space, no marks that do not show."""
    plain = unicodedata.normalize("NFKC", _PAGE.sub("", text))
    return "".join(sign for sign in plain if not sign.isspace() and unicodedata.category(sign) not in ("Cc", "Cf"))


def _digest(text: str) -> str:
    digest = hashlib.sha256(_plain(text).encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")[:_FIGURES]


class FixedTexts:
    """Texts that stand in a form when it is sent out, known by their hashes.

    Args:
        digests: Hashes of the texts.
    """

    def __init__(self, digests: Iterable[str]) -> None:
        self._digests = frozenset(digests)

    def __contains__(self, text: str) -> bool:
        """Whether a text is one of the form's own, white space and marks that do not show aside."""
        return _digest(text) in self._digests

    def __bool__(self) -> bool:
        """Whether the form says anything of its own texts."""
        return bool(self._digests)

    @classmethod
    def of(cls, texts: Iterable[str]) -> FixedTexts:
        """Take down the texts of a form that is being written.

        Args:
            texts: Texts outside of its fields, paragraph by paragraph.
        """
        return cls(_digest(text) for text in texts)

    @classmethod
    def read(cls, properties: Mapping[str, str]) -> FixedTexts:
        """Read what a form says of its own texts.

        Args:
            properties: Custom properties of the file.
        """
        joined = [text for name, text in properties.items() if name.startswith(_NAME)]
        return cls(text[at : at + _FIGURES] for text in joined for at in range(0, len(text), _FIGURES))

    def properties(self) -> dict[str, str]:
        """Return the custom properties that hold the hashes: `mpfkit-form-text-1` and so on, 252 characters at most."""
        digests = sorted(self._digests)
        starts = range(0, len(digests), _PER_PROPERTY)
        return {f"{_NAME}{number}": "".join(digests[at : at + _PER_PROPERTY]) for number, at in enumerate(starts, 1)}
