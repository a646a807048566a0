"""Writers turn a document and a house style into the bytes of one format: `writers.docx` and `writers.markdown`.

`writers.common` is for those of plugins. Nothing is imported from here, so that whoever wants one writer does not load
the other.
"""

from __future__ import annotations

__all__: list[str] = []
