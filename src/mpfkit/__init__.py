"""mpfkit: projects of the Migration Partnership Facility as typed values, and the reports that are made from them.

The front door is lazy: importing it loads nothing heavy, and looks up no plugin.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mpfkit.batches import RenderJob, RenderResult, render_each_country, render_many
    from mpfkit.collecting import collect
    from mpfkit.errors import (
        CharacterError,
        FileError,
        ModelError,
        MpfkitError,
        PluginError,
        Problem,
        ProblemsError,
        RenderError,
        UnknownNameError,
    )
    from mpfkit.hookspecs import hookimpl
    from mpfkit.model import Audience, Extension, Project
    from mpfkit.projects import check, load_project, save_project
    from mpfkit.records import Brief, DocxLook, HouseStyle, Notice, Reader, Renderer, ReportKind, Writer
    from mpfkit.redaction import redact
    from mpfkit.registry import Registry, load_registry
    from mpfkit.rendering import render

__version__ = "0.1.0"

_PLACES = {
    "mpfkit.batches": ("RenderJob", "RenderResult", "render_each_country", "render_many"),
    "mpfkit.collecting": ("collect",),
    "mpfkit.errors": (
        "CharacterError",
        "FileError",
        "ModelError",
        "MpfkitError",
        "PluginError",
        "Problem",
        "ProblemsError",
        "RenderError",
        "UnknownNameError",
    ),
    "mpfkit.hookspecs": ("hookimpl",),
    "mpfkit.model": ("Audience", "Extension", "Project"),
    "mpfkit.projects": ("check", "load_project", "save_project"),
    "mpfkit.records": ("Brief", "DocxLook", "HouseStyle", "Notice", "Reader", "Renderer", "ReportKind", "Writer"),
    "mpfkit.redaction": ("redact",),
    "mpfkit.registry": ("Registry", "load_registry"),
    "mpfkit.rendering": ("render",),
}
_MODULE_OF = {name: module for module, names in _PLACES.items() for name in names}

__all__ = [
    "Audience",
    "Brief",
    "CharacterError",
    "DocxLook",
    "Extension",
    "FileError",
    "HouseStyle",
    "ModelError",
    "MpfkitError",
    "Notice",
    "PluginError",
    "Problem",
    "ProblemsError",
    "Project",
    "Reader",
    "Registry",
    "RenderError",
    "RenderJob",
    "RenderResult",
    "Renderer",
    "ReportKind",
    "UnknownNameError",
    "Writer",
    "__version__",
    "check",
    "collect",
    "hookimpl",
    "load_project",
    "load_registry",
    "redact",
    "render",
    "render_each_country",
    "render_many",
    "save_project",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    """Load a public name when it is first used (PEP 562)."""
    module = _MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module 'mpfkit' has no attribute {name!r}")
    value = getattr(import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
