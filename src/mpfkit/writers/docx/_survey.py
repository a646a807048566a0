"""What a Word template holds for a house style of its own: styles, fonts, colours, page, heads, pictures, theme."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import attrs

from mpfkit.emblem import BESIDE_FONTS
from mpfkit.errors import MpfkitError
from mpfkit.images import examine
from mpfkit.records import Fonts, HouseStyle, Page, Palette
from mpfkit.writers._colours import contrast

from ._roles import ROLES
from ._template import Template, TemplateReport, examine_opened, match_styles
from ._trees import kind_of, value, w

if TYPE_CHECKING:
    from ._roles import Found

__all__ = ["TemplatePicture", "TemplateSurvey", "survey_template"]

_BUILT_IN = frozenset(
    role
    for role in ROLES
    if role.startswith(("heading-", "contents-", "bullet-", "number-", "continue-", "footnote"))
    or role in {"title", "subtitle", "body", "quote", "caption", "list-of", "header", "footer"}
    or role in {"link", "strong", "emphasis", "placeholder"}
)
"""Roles whose style Word itself knows under the name."""
_PLACES = {"head": "a header", "foot": "a footer", "text": "the text"}
_PLAIN = HouseStyle(name="template")
_USES = {"accent": ("accent1",), "heading": ("heading 1", "dk2"), "link": ("hlink",)}


@attrs.frozen(kw_only=True)
class TemplatePicture:
    """A picture in a template.

    Attributes:
        part: Name of its part.
        place: Where it stands: `head`, `foot` or `text`.
        what: What it is, such as "PNG, 240 x 160 pixels".
    """

    part: str
    place: str
    what: str


@attrs.frozen(kw_only=True)
class TemplateSurvey:
    """What a Word template holds for a house style of its own.

    Attributes:
        report: What mpfkit makes of it.
        fonts: Typefaces; those that it does not name are mpfkit's.
        palette: Colours, dark enough to be read.
        changed: Colours that were made darker: use, colour of the template, colour that is used.
        theme: Name of its theme; empty where it has none.
        colours: Colours of the theme by name.
        styles: Names of its styles by sort: `paragraph`, `character`, `table`, `numbering`.
        close: Names of its styles that come close to one that is added, by role.
        pictures: Pictures in its text, heads and feet.
        numbers_added: Whether its heads and feet show no numbers of pages, so that `data` shows them at the foot.
        data: The template without the text that a report replaces, comments, changes, and who made it when.
    """

    report: TemplateReport
    fonts: Fonts
    palette: Palette
    changed: tuple[tuple[str, str, str], ...]
    theme: str
    colours: Mapping[str, str]
    styles: Mapping[str, tuple[str, ...]]
    close: Mapping[str, tuple[str, ...]]
    pictures: tuple[TemplatePicture, ...]
    numbers_added: bool
    data: bytes = attrs.field(repr=False)

    @property
    def emblem(self) -> bool:
        """Whether the emblem of the European Union can stand on the cover: beside these typefaces, and where one is."""
        return self.report.body == "replaced" and not self._unfit

    @property
    def _unfit(self) -> list[str]:
        return sorted({self.fonts.body, self.fonts.heading}.difference(BESIDE_FONTS))

    def found(self) -> Iterator[str]:
        """Yield what was found, one line each."""
        counts = [f"{len(names)} {kind}" for kind, names in self.styles.items() if names]
        yield f"styles: {', '.join(counts) or 'none'}; {len(self.report.styles)} of {len(ROLES)} roles are its own"
        fonts = f"{self.fonts.body} for text, {self.fonts.heading} for headings, {self.fonts.size_pt:g} pt"
        yield f"fonts: {fonts}"
        shown = [f"{name} {colour}" for name, colour in self.colours.items() if colour]
        yield f"theme: {self.theme or 'none'}{'; ' if shown else ''}{', '.join(shown)}"
        palette = self.palette
        yield f"colours: headings {palette.heading}, tables and rules {palette.accent}, links {palette.link}"
        page = self.report.page
        yield (
            f"page: {page.width_mm:.0f} x {page.height_mm:.0f} mm; margins {page.top_mm:.0f} top, "
            f"{page.bottom_mm:.0f} bottom, {page.inner_mm:.0f} inner, {page.outer_mm:.0f} outer"
        )
        yield f"headers and footers: {'its own' if self.report.heads else 'none; those of mpfkit are used'}"
        yield f"numbers of headings: {'its own' if self.report.numbered else 'none; those of mpfkit are used'}"
        place = "replaced by the report" if self.report.body == "replaced" else f"kept around its {self.report.body}"
        yield f"text: {place}"
        for picture in self.pictures:
            yield f"picture: {posixpath.basename(picture.part)} ({picture.what}) in {_PLACES[picture.place]}"

    def missing(self) -> Iterator[str]:
        """Yield what is missing, one line each."""
        roles = {own: role for role, (_, own) in ROLES.items()}
        built_in = [name for name in self.report.added if roles[name] in _BUILT_IN]
        own = [name for name in self.report.added if roles[name] not in _BUILT_IN]
        for names, whose in ((built_in, "Word"), (own, "mpfkit")):
            if names:
                yield f"styles of {whose} that it lacks, and that are added: {', '.join(names)}"
        for role, close in self.close.items():
            meant = " or ".join(map(repr, close))
            yield f"for {role!r} {ROLES[role][1]!r} is added; name {meant} if that is meant for it"
        if self.numbers_added:
            yield "its headers and footers do not number the pages; a number is added at the foot"
        for use, old, new in self.changed:
            yield f"the colour {old} cannot be read well enough ({use}); {new} is used"
        if self.report.body == "replaced":
            lost = [posixpath.basename(one.part) for one in self.pictures if one.place == "text"]
            why = f", with {', '.join(lost)}" if lost else ""
            yield f"it has no place for the report (mpfkit_body), so its text is replaced{why}"
        if self._unfit:
            rule = "Implementing Regulation (EU) No 821/2014, Article 4(4)"
            yield f"the emblem of the European Union must not stand beside {' and '.join(self._unfit)} ({rule})"
        elif not self.emblem:
            yield "the emblem of the European Union has no place beside the template's text; put it into the template"
        yield from (one for one in self.report.problems if "mpfkit_body" not in one)


def survey_template(data: bytes, *, name: str) -> TemplateSurvey:
    """Say what a Word template holds; see `mpfkit.writers.docx.survey_template`."""
    template = Template(data, name)
    found = match_styles(template, _PLAIN)
    fonts = template.fonts()
    theme = template.theme()
    palette, changed = _palette(template, theme)
    pictures = tuple(_pictures(template))
    styles = _styles(template)
    body = fonts[0] or _PLAIN.fonts.body
    heading = fonts[1] or fonts[0] or _PLAIN.fonts.heading
    size = _size(template)
    numbers_added = template.lacks_numbers()
    report = examine_opened(template, _PLAIN, found)
    return TemplateSurvey(
        report=attrs.evolve(report, page=Page(**{key: round(mm, 1) for key, mm in attrs.asdict(report.page).items()})),
        fonts=Fonts(body=body, heading=heading, size_pt=size),
        palette=palette,
        changed=changed,
        theme=_theme_name(template),
        colours={key: colour.upper() for key, colour in sorted(theme.items()) if not key.endswith("Font")},
        styles=styles,
        close=_close(found),
        pictures=pictures,
        numbers_added=numbers_added,
        # Examining fills the places in, so what is given away is opened afresh
        data=Template(data, name).bare(),
    )


def _close(found: Found) -> dict[str, tuple[str, ...]]:
    """Return styles that may be meant for a role that is missing; not those that have a role already."""
    taken = {name for _, name in ROLES.values()}
    each = {role: tuple(name for name in found.close(role, {}) if name not in taken) for role in found.missing}
    return {role: close for role, close in each.items() if close}


def _styles(template: Template) -> dict[str, tuple[str, ...]]:
    names: dict[str, list[str]] = {"paragraph": [], "character": [], "table": [], "numbering": []}
    for style in template.styles.iterchildren(w("style")):
        names.setdefault(value(style, attribute="type") or "paragraph", []).append(value(style, "name"))
    return {kind: tuple(sorted(each)) for kind, each in names.items()}


def _size(template: Template) -> float:
    """Return the size of running text in points."""
    normal = next(
        (one for one in template.styles.iterchildren(w("style")) if value(one, "name").lower() == "normal"), None
    )
    default = template.styles.find(f"{w('docDefaults')}/{w('rPrDefault')}")
    for holder in (normal, default):
        half = value(holder, "rPr/sz")
        if half.isdecimal():
            return int(half) / 2
    return _PLAIN.fonts.size_pt


def _theme_name(template: Template) -> str:
    themes = template.related(template.main, "theme")
    return next((str(template.tree(one.target).get("name") or "") for one in themes), "")


def _palette(template: Template, theme: Mapping[str, str]) -> tuple[Palette, tuple[tuple[str, str, str], ...]]:
    """Return the colours of a template, made darker where they could not be read (EN 301 549, 10.1.4.3)."""
    own = (
        value(one, "rPr/color")
        for one in template.styles.iterchildren(w("style"))
        if value(one, "name").lower() == "heading 1"
    )
    known = {**theme, "heading 1": next(own, "")}
    tones = attrs.asdict(_PLAIN.palette.tones).values()
    grounds = {"accent": ("FFFFFF",), "heading": ("FFFFFF", *tones), "link": ("FFFFFF",)}
    chosen = {use: getattr(_PLAIN.palette, use) for use in _USES}
    changed: list[tuple[str, str, str]] = []
    for use, names in _USES.items():
        colour = next((known[name].upper() for name in names if _is_colour(known.get(name, ""))), "")
        if not colour:
            continue
        chosen[use] = _darkened(colour, grounds[use])
        if chosen[use] != colour:
            changed.append((use, colour, chosen[use]))
    accent, heading, link = (chosen[use] for use in ("accent", "heading", "link"))
    palette = attrs.evolve(_PLAIN.palette, on_accent="FFFFFF", accent=accent, heading=heading, link=link)
    return palette, tuple(changed)


def _is_colour(text: str) -> bool:
    return len(text) == 6 and all(one in "0123456789abcdefABCDEF" for one in text)


def _darkened(colour: str, grounds: tuple[str, ...]) -> str:
    """Return a colour, as much darker as it has to be to reach 4.5:1 on all grounds."""
    parts = [int(colour[at : at + 2], 16) for at in (0, 2, 4)]
    for percent in range(100, -1, -2):
        tried = "".join(f"{part * percent // 100:02X}" for part in parts)
        if all(contrast(tried, ground) >= 4.5 for ground in grounds):
            return tried
    raise AssertionError("black can be read on every ground")  # pragma: no cover - the grounds are light


def _pictures(template: Template) -> Iterator[TemplatePicture]:
    seen = set()
    places = {"hdr": "head", "ftr": "foot"}
    for part in (template.main, *sorted(set(template.heads().values()))):
        place = places.get(kind_of(template.tree(part)), "text")
        for one in template.related(part, "image"):
            if one.target in template.parts and (one.target, place) not in seen:
                seen.add((one.target, place))
                yield TemplatePicture(part=one.target, place=place, what=_what(template.parts[one.target], one.target))


def _what(data: bytes, part: str) -> str:
    try:
        info = examine(data)
    except MpfkitError:
        return posixpath.splitext(part)[1].lstrip(".").upper()
    return f"{posixpath.splitext(part)[1].lstrip('.').upper()}, {info.width:g} x {info.height:g} pixels"
