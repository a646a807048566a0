"""What every part of a report needs: texts in the reader's language, names, order of countries, dates and figures."""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import TYPE_CHECKING

from mpfkit import geo, images, locale
from mpfkit.analysis import replies_to
from mpfkit.document import (
    Figure,
    Footnote,
    HeadingKind,
    Image,
    Paragraph,
    ParagraphRole,
    Span,
    SpanRole,
    from_markdown,
)
from mpfkit.errors import FileError, UnknownNameError
from mpfkit.model import Audience

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from mpfkit.document import Blocks, Inline, Inlines
    from mpfkit.locale import Catalogue, Phrases
    from mpfkit.model import Item, LangString, PartialDate, Photo, Project
    from mpfkit.records import Brief

__all__ = ["GROUPS", "NOTHING", "Context", "inlines", "is_printed"]

NOTHING = "\N{EN DASH}"
"""Stands where a cell has nothing to say."""

_MARK = "\N{INVISIBLE SEPARATOR}"
"""Stands in a phrase for an inline node while the phrase is being filled."""

_SHARED = locale.Catalogue.load("mpfkit.composing")
_DOTS_PER_MM = 150 / 25.4
"""Pictures are shown with this many pixels to the millimetre, or smaller where the page is narrower."""
_PHOTO_MM = (150.0, 110.0)
"""The largest width and height of a photograph."""


def inlines(*parts: Inlines | None) -> Inlines:
    """Put pieces of inline content together; empty ones fall away, and texts that meet become one."""
    flat: list[str | Inline] = []
    for part in parts:
        for piece in part if isinstance(part, tuple) else (part,):
            if isinstance(piece, str) and flat and isinstance(flat[-1], str):
                flat[-1] += piece
            elif piece:
                flat.append(piece)
    return flat[0] if len(flat) == 1 else tuple(flat)


class Context:
    """One rendering: a redacted project, the brief, and what is derived from both once."""

    def __init__(self, project: Project, brief: Brief, *catalogues: Catalogue) -> None:
        """Work out what all parts of the report share.

        Args:
            project: The project, redacted for the audience of the brief.
            brief: Date, language, audience and what the house style prescribes.
            *catalogues: Phrases of the report kind, those that are looked into first standing first; what none of them
                has comes from the phrases that all reports share.
        """
        self.project = project
        self.brief = brief
        self.language = brief.language
        self.catalogues = (*catalogues, _SHARED)
        self._phrases: dict[str, Phrases] = {}
        self.on = project.as_of
        self.replies = replies_to(project)
        self.questionnaire = self.replies.questionnaire if self.replies else None
        self._foreign: dict[str, None] = {}
        self._themes = {theme.id: theme.label for theme in project.themes}
        self._levels = {level.id: level.label for level in project.levels}
        self._countries = {country.code: country for country in project.countries}
        self._names: dict[str, str] = {}
        self._noted: set[str] = set()
        self.items: dict[str, Item] = {}
        self.numbers: dict[str, str] = {}
        for questionnaire in project.questionnaires:
            # Questions that bear no number are lettered, or numbered where none bears one, so that all can be cited.
            numbered = any(item.prefix for item in questionnaire.walk())
            free = map(_letters, count(1)) if numbered else map(str, count(1))
            for item in questionnaire.items:
                self._number(item, "", free)

    def _number(self, item: Item, inherited: str, free: Iterator[str]) -> None:
        self.items[item.link_id] = item
        number = item.prefix or inherited
        if not number and is_printed(item):
            number = next(free)
        self.numbers[item.link_id] = number
        for child in item.items:
            self._number(child, number if is_printed(item) else "", free)

    # -- texts

    def has(self, key: str) -> bool:
        """Tell whether there is a phrase, such as one for a value that plugins may add."""
        return any(catalogue.has(key, "en") for catalogue in self.catalogues)

    def t(self, key: str, /, **values: object) -> str:
        """Return a phrase of the report, with its slots filled; see `mpfkit.locale.Catalogue.text`.

        Raises:
            UnknownNameError: No catalogue of the report has such a phrase.
        """
        phrases = self._phrases.get(key)
        if phrases is None:
            found = next((catalogue for catalogue in self.catalogues if catalogue.has(key, "en")), None)
            if found is None:
                known = [name for catalogue in self.catalogues for name in catalogue.keys()]  # noqa: SIM118 - no mapping
                near = [name for name in known if name.partition(".")[0] == key.partition(".")[0]]
                raise UnknownNameError("phrase of the report", key, near or known)
            phrases = self._phrases[key] = found.for_language(self.language)
        return phrases(key, **values)

    def text(self, text: LangString | None) -> Inlines:
        """Return a text, marked where it is in another language than the report."""
        if text is None:
            return ""
        chosen, language = self._resolve(text)
        return chosen if language == self.language or not chosen else Span(chosen, language=language)

    def plain(self, text: LangString | None) -> str:
        """Return a text without marks."""
        return self._resolve(text)[0].strip() if text else ""

    def _resolve(self, text: LangString) -> tuple[str, str]:
        chosen, language = text.resolve(self.language)
        if language != self.language and chosen:
            self.fall_back(language)
        return chosen, language

    def fall_back(self, language: str) -> None:
        """Note that the report shows a text in another language than its own, because there is no translation."""
        self._foreign[language] = None

    @property
    def untranslated(self) -> tuple[str, ...]:
        """Languages other than its own in which the report shows texts so far, those met first standing first."""
        return tuple(self._foreign)

    def heading(self, text: LangString) -> Inlines:
        """Return a text as a heading: one line, without a full stop (Interinstitutional Style Guide 10.1)."""
        chosen, language = self._resolve(text)
        title = " ".join(chosen.split()).removesuffix(".") or NOTHING
        return title if language == self.language else Span(title, language=language)

    def markdown(self, text: LangString | None, level: int, kind: HeadingKind = HeadingKind.NUMBERED) -> Blocks:
        """Return light Markdown as blocks below a heading of the level given."""
        if text is None:
            return ()
        chosen, language = self._resolve(text)
        other = "" if language == self.language else language
        return from_markdown(chosen, heading_level=level, heading_kind=kind, language=other)

    def narrative(self, key: str, level: int, kind: HeadingKind = HeadingKind.NUMBERED) -> Blocks:
        """Return the officer's own text for a section; no blocks where there is none."""
        return self.markdown(self.project.narratives.get(key), level, kind)

    def label(self, key: str) -> Span:
        """Return a label, such as 'Moderator:', from the catalogue."""
        return Span(self.t(key), role=SpanRole.LABEL)

    def meta(self, key: str, content: Inlines) -> Paragraph:
        """Return a paragraph of facts with its label."""
        return Paragraph(inlines(self.label(key), " ", content), ParagraphRole.META)

    def muted(self, key: str) -> Span:
        """Return a less important phrase."""
        return Span(self.t(key), role=SpanRole.MUTED)

    @property
    def illustrative(self) -> Span:
        """The short label beside something invented."""
        return Span(self.t("illustrative.label"), role=SpanRole.ILLUSTRATIVE)

    def rich(self, key: str, **nodes: Inlines) -> Inlines:
        """Return a phrase of which some slots are filled with links, references or other inline nodes."""
        names = list(nodes)
        marked = self.t(key, **{name: f"{_MARK}{place}{_MARK}" for place, name in enumerate(names)})
        pieces = marked.split(_MARK)
        return inlines(*(nodes[names[int(piece)]] if place % 2 else piece for place, piece in enumerate(pieces)))

    # -- vocabulary

    def themes(self, identifiers: Iterable[str]) -> str:
        """Return the labels of themes as a list, in the order of the project."""
        return self.list(map(self.theme, _sorted(identifiers, self._themes)))

    def levels(self, identifiers: Iterable[str]) -> str:
        """Return the labels of levels as a list, in the order of the project."""
        return self.list(map(self.level, _sorted(identifiers, self._levels)))

    def theme(self, identifier: str) -> str:
        """Return the label of a theme; its id where the project does not define it."""
        return self.plain(self._themes.get(identifier)) or identifier

    def level(self, identifier: str) -> str:
        """Return the label of a level; its id where the project does not define it."""
        return self.plain(self._levels.get(identifier)) or identifier

    def question(self, link_id: str) -> str:
        """Return how a question is cited: 'question 5'."""
        return self.t("question.cited", number=self.numbers.get(link_id, "") or link_id)

    def wording(self, item: Item) -> str:
        """Return the wording of a question as plain text."""
        return self.plain(item.text) or item.link_id

    # -- countries

    def country(self, code: str) -> str:
        """Return the short name of a country as of the date of the project, with an asterisk where it has a note."""
        name = self._names.get(code)
        if name is None:
            own = self._countries.get(code)
            if own is not None and own.name is not None:
                name = self.plain(own.name)
            elif geo.is_known(code):
                name = geo.name(code, on=self.on, language=self.language)
            else:
                name = code
            if self.note_on(code) and not name.endswith("*"):
                name += "*"
            self._names[code] = name
        return name

    def note_on(self, code: str) -> str | None:
        """Return the note that belongs to the name of a country, in the wording of the house style."""
        if not geo.is_known(code):
            return None
        return geo.designation_note(code, wording=self.brief.designations, on=self.on, language=self.language)

    def _worded_note(self, code: str) -> Inlines:
        note = self.note_on(code)
        if note is None:
            return ""
        found = geo.designation(code, wording=self.brief.designations, language=self.language)
        language = found.language if found else self.language
        return note if language == self.language else Span(note, language=language)

    def country_noted(self, code: str) -> Inlines:
        """Return the name of a country in running text; its note is a footnote where it is mentioned first."""
        note = self._worded_note(code)
        if not note or code in self._noted:
            return self.country(code)
        self._noted.add(code)
        return (self.country(code), Footnote(note))

    def designations(self, codes: Iterable[str]) -> tuple[Inlines, ...]:
        """Return the notes on names for a table that shows these countries, each with the name that it is about."""
        noted = dict.fromkeys(code for code in codes if self.note_on(code))
        return tuple(
            inlines(self.t("label.labelled", label=self.country(code)), " ", self._worded_note(code)) for code in noted
        )

    def order(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Put countries in the order of the house style; codes that are no countries come last."""
        unique = tuple(dict.fromkeys(codes))
        known = [code for code in unique if geo.is_known(code) or geo.is_user_assigned(code)]
        ordered = geo.order(known, policy=self.brief.country_order, on=self.on, language=self.language)
        found = {geo.canonical_code(code): code for code in known}
        return (*(found[code] for code in ordered if code in found), *sorted(set(unique).difference(known)))

    def group(self, code: str) -> str:
        """Return the group under which a country is listed; an empty text where it has none."""
        own = self._countries.get(code)
        if own is not None and own.group:
            return own.group
        if not geo.is_known(code):
            return ""
        groups = geo.group_of(code, on=self.on)
        scope = self.project.scope
        return next((group for group in (*scope, "EU", "MP", "CAMM") if group in groups), "")

    def group_label(self, group: str, *, initial: bool = True) -> str:
        """Return the name of a group of countries in the plural.

        Args:
            group: Its id; a group that `geo` does not know is shown as the project writes it.
            initial: Whether the name stands alone, as in a cell, and so begins with a capital.
        """
        if not group:
            return self.t("group.none")
        label = geo.group_label(group, self.language, plural=True) if group in GROUPS else group
        return label[:1].upper() + label[1:] if initial else label

    def by_group(self, codes: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Sort countries into groups: those of the scope first, then others by name, then those without one."""
        grouped: dict[str, list[str]] = {}
        for code in self.order(codes):
            grouped.setdefault(self.group(code), []).append(code)
        first = [group for group in dict.fromkeys((*self.project.scope, "EU", "MP", "CAMM")) if group in grouped]
        rest = sorted(group for group in grouped if group and group not in first)
        return tuple((group, tuple(grouped[group])) for group in (*first, *rest, *([""] if "" in grouped else [])))

    def is_illustrative(self, code: str) -> bool:
        """Tell whether the project says that it invented a country."""
        own = self._countries.get(code)
        return own is not None and own.illustrative

    # -- dates, figures, lists

    def date(self, value: dt.date | PartialDate, style: str = "text") -> str:
        """Return a date for running text, with `table` for a table, or with `weekday` for a programme."""
        return locale.format_date(_date(value), self.language, style=style)

    def dates(self, starts: dt.date | PartialDate, ends: dt.date | PartialDate | None, style: str = "text") -> str:
        """Return a range of dates."""
        if ends is None or str(ends) == str(starts):
            return self.date(starts, style)
        return locale.format_date_range(_date(starts), _date(ends), self.language, style=style)

    def period(self, starts: PartialDate | None, ends: PartialDate | None) -> str:
        """Return a stretch of time of which an end may be open."""
        if starts is not None:
            return self.dates(starts, ends) if ends is not None else self.t("period.from", date=self.date(starts))
        return self.t("period.until", date=self.date(ends)) if ends is not None else NOTHING

    def times(self, starts: dt.datetime, ends: dt.datetime | None) -> str:
        """Return the time of day at which something takes place."""
        if ends is None or ends.time() == starts.time():
            return locale.format_time(starts.time(), self.language)
        return locale.format_time_range(starts.time(), ends.time(), self.language)

    def number(self, value: int | Decimal) -> str:
        """Return a figure."""
        return locale.format_number(value, self.language)

    def percent(self, numerator: int, denominator: int) -> str:
        """Return a share without decimals; a dash where there is nothing to share."""
        return locale.format_percent(numerator, denominator, self.language) if denominator else NOTHING

    def list(self, items: Iterable[str]) -> str:
        """Return texts as a list within a sentence; a dash where there are none."""
        found = tuple(items)
        return locale.join_list(found, self.language) if found else NOTHING

    def quote(self, text: str) -> str:
        """Return a text in the quotation marks of the language."""
        return locale.quote(text, self.language)

    # -- what the edition leaves out

    def withheld(self, entity: str, *, parent: str | None = None, kinds: Iterable[str] | None = None) -> int:
        """Count what this edition leaves out of one sort."""
        if self.project.withheld is None:
            return 0
        wanted = None if kinds is None else set(kinds)
        return sum(
            row.count
            for row in self.project.withheld.counts
            if row.entity == entity
            and (parent is None or row.parent == parent)
            and (wanted is None or row.kind in wanted)
        )

    def withheld_totals(self) -> Counter[str]:
        """Count all that this edition leaves out by sort."""
        totals: Counter[str] = Counter()
        for row in self.project.withheld.counts if self.project.withheld else ():
            totals[row.entity if self.has(f"entity.{row.entity}") else "misc"] += row.count
        order = [key.removeprefix("entity.") for key in _SHARED.keys()]  # noqa: SIM118 - a catalogue is no mapping
        return Counter({entity: totals[entity] for entity in sorted(totals, key=order.index)})

    def placeholder(self, entity: str, *, parent: str | None = None, kinds: Iterable[str] | None = None) -> Blocks:
        """Return the paragraph that stands where something is left out; none where nothing is."""
        number = self.withheld(entity, parent=parent, kinds=kinds)
        return (Paragraph(self.t(f"withheld.{entity}", n=number), ParagraphRole.WITHHELD),) if number else ()

    # -- pictures

    def picture(self, file: str, alt: str, *, width_mm: float, height_mm: float) -> Image | None:
        """Return a picture of the project as large as pixels and space allow; None where its file is not at hand.

        Args:
            file: Path below the project's `images/` folder.
            alt: What it shows, for those who cannot see it.
            width_mm: Most that it may take of the width of the page.
            height_mm: Most that it may take of the height.

        Raises:
            FileError: The file is no picture that can be shown.
        """
        data = self.brief.pictures.get(file)
        if data is None:
            return None
        try:
            info = images.examine(data)
        except FileError as error:
            raise FileError(f"images/{file}: {error}") from error
        # Orientations 5 to 8 are turned by a quarter (CIPA DC-008, tag 274).
        wide, high = (info.height, info.width) if info.orientation > 4 else (info.width, info.height)
        scale = min(width_mm / wide, height_mm / high, 1 / _DOTS_PER_MM)
        return Image(data=data, media_type=info.media_type, width_mm=wide * scale, height_mm=high * scale, alt=alt)

    def photo(self, photo: Photo) -> Blocks:
        """Return a photograph with its caption; where its file is not at hand, the sentence that says so."""
        caption = self.text(photo.caption) or self.t("photo.caption")
        facts = [self.date(photo.date)] if photo.date else []
        said = ", ".join([photo.place, *facts] if photo.place else facts)
        if said:
            caption = inlines(caption, self.t("photo.where", where=said))
        alt = self.plain(photo.alt) or self.plain(photo.caption) or self.t("photo.caption")
        image = self.picture(photo.file, alt, width_mm=_PHOTO_MM[0], height_mm=_PHOTO_MM[1])
        if image is None:
            return (Paragraph(inlines(self.muted("photo.missing"), " ", caption), ParagraphRole.META),)
        return (Figure(graphic=image, caption=caption),)

    @property
    def edition(self) -> str:
        """Name of the edition."""
        return self.t(f"audience.{Audience(self.brief.audience).value}")


GROUPS = frozenset({"EU", "MP", "CAMM", "EFTA", "SCHENGEN", "CANDIDATE"})


def _sorted(identifiers: Iterable[str], known: Iterable[str]) -> list[str]:
    order = {identifier: place for place, identifier in enumerate(known)}
    return sorted(dict.fromkeys(identifiers), key=lambda identifier: order.get(identifier, len(order)))


def is_printed(item: Item) -> bool:
    """Tell whether an item is printed as one question: a question, or a grid, table or roster of questions."""
    return item.is_question or item.repeats or item.item_control in ("grid", "table")


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _date(value: dt.date | PartialDate) -> dt.date | str:
    return str(value) if hasattr(value, "first") else value
