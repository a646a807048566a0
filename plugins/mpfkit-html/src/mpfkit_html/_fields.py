"""Form fields as plain controls: they can be filled in and printed; nothing is sent."""

from __future__ import annotations

import datetime as dt
from html import escape
from typing import TYPE_CHECKING

from mpfkit.document import FormFieldKind

if TYPE_CHECKING:
    from mpfkit.document import FormField

    from ._inline import Scribe

__all__ = ["field_html"]


def field_html(scribe: Scribe, field: FormField) -> str:
    """Return the control of a form field, labelled by what the field asks for.

    Raises:
        RenderError: If it could not be filled in, or its answer could not be found again.
    """
    shown = f"form field {field.key!r}"
    _check(scribe, field, shown)
    label = " ".join(scribe.checked(field.label).split())
    name = f'id="{scribe.new_id(f"field-{field.key}")}" name="{escape(scribe.checked(field.key))}" '
    common = f'{name}aria-label="{escape(label)}"'
    empty = " ".join(scribe.checked(field.placeholder).split())
    value = scribe.checked(field.value)
    match field.kind:
        case FormFieldKind.CHECKBOX:
            if value not in {"", "yes"}:
                scribe.fail(f"{shown}: a checkbox holds 'yes' or nothing, not {field.value!r}")
            checked = ' checked=""' if value else ""
            return f'<input type="checkbox" {common}{checked}/>'
        case FormFieldKind.DATE:
            if value.strip() and not _is_day(value):
                scribe.fail(f"{shown}: {field.value!r} is no day; write it as 2026-03-27")
            return f'<input type="date" {common} value="{value.strip()}"/>'
        case FormFieldKind.DROP_DOWN:
            return _select(scribe, field, common, empty or scribe.words.click_to_choose)
        case _:
            hint = f'autocomplete="off" dir="auto" placeholder="{escape(empty or scribe.words.click_to_write)}"'
            if field.kind is FormFieldKind.RICH_TEXT or "\n" in value:
                # The line end after the start of a text area is not part of its text.
                return f'<textarea rows="4" {common} {hint}>\n{escape(value, quote=False)}</textarea>'
            return f'<input type="text" {common} {hint} value="{escape(value)}"/>'


def _select(scribe: Scribe, field: FormField, common: str, empty: str) -> str:
    shown = f"form field {field.key!r}"
    if not field.choices:
        scribe.fail(f"{shown}: has nothing to choose from; give it choices or make it a text field")
    values = [choice.value for choice in field.choices]
    if len(set(values)) < len(values):
        scribe.fail(f"{shown}: two choices have one value; values tell answers apart")
    if field.value and field.value not in values:
        scribe.fail(f"{shown}: {field.value!r} is none of its choices: {', '.join(map(repr, values))}")
    options = f'<option value="">{escape(empty, quote=False)}</option>'
    for choice in field.choices:
        chosen = ' selected=""' if choice.value == field.value else ""
        label = scribe.checked(choice.label)
        options += (
            f'<option value="{escape(scribe.checked(choice.value))}"{chosen}>{escape(label, quote=False)}</option>'
        )
    return f"<select {common}>{options}</select>"


def _check(scribe: Scribe, field: FormField, shown: str) -> None:
    """Refuse a field that nobody could find or that stands where it could not be filled in."""
    if not field.key.strip():
        scribe.fail(f"a form field labelled {field.label[:60]!r} has no key; give it one")
    if not field.label.strip():
        scribe.fail(f"{shown}: has no label, so that nobody who hears the form knows what to write; give it one")
    refused = scribe.no_field or ("a link" if scribe.link is not None else "")
    if refused:
        scribe.fail(f"{shown}: cannot stand in {refused}; put it into a paragraph or a cell")
    if field.key in scribe.fields:
        scribe.fail(f"{shown}: the same key is used before ({scribe.fields[field.key]}); give each field its own")
    scribe.fields[field.key] = scribe.place()
    if field.choices and field.kind is not FormFieldKind.DROP_DOWN:
        scribe.fail(f"{shown}: has choices, but is a {field.kind.value} field; make it a drop-down field")


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text.strip()).isoformat() == text.strip()
    except ValueError:
        return False
