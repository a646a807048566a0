"""Charts of counts: replies by group, closed questions of a theme, findings by theme and kind.

A chart holds nothing that its edition does not print: counts come from `Answers.printed` and from the findings of the
edition, and every bar bears its number. Where a chart would say no more than the sentence or table beside it, there is
none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mpfkit.analysis import has_frequencies
from mpfkit.composing import inlines
from mpfkit.document import (
    Chart,
    ChartKind,
    Figure,
    LineBreak,
    Paragraph,
    ParagraphRole,
    Reference,
    Series,
    Span,
    SpanRole,
)
from mpfkit.model import FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mpfkit.analysis import Frequencies, Replies
    from mpfkit.composing import Answers, Context, Entry
    from mpfkit.document import Blocks, Inlines
    from mpfkit.model import Finding, Item

__all__ = ["KINDS_OF_FINDINGS", "STATES", "findings_figure", "rate_figure", "replies_by_group", "theme_figure"]

STATES = ("completed", "partial", "declined", "no-reply")
"""States of a reply, as tables and charts order them."""
KINDS_OF_FINDINGS = (
    ("section.tools", (FindingKind.TOOL,)),
    ("section.practices", (FindingKind.GOOD_PRACTICE,)),
    ("section.gaps-only", (FindingKind.GAP, FindingKind.CONTINGENCY)),
    ("section.options", (FindingKind.OPTION,)),
    ("section.lessons", (FindingKind.LESSON,)),
    ("section.recommendations", (FindingKind.RECOMMENDATION,)),
)
"""Findings as reports sort them, each sort with the key of its name."""
_MOST_BARS = 12
"""More bars are no longer read at one glance."""
_MOST_SERIES = 6
"""As many looks as bars of one colour family can be told apart by."""
_LONGEST = 60
_LONGEST_ALT = 250
"""Longer alternative texts are reported by `mpfkit check` (MPF422)."""
_FEW = 3
"""Fewer replies or findings are read sooner one by one."""


def replies_by_group(ctx: Context, replies: Replies) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Count replies by group of countries and by state.

    Returns:
        Groups in their order, each with a count for each of `STATES`: of the countries invited, or of those that
        replied where none was invited.
    """
    counted = {reply.country: reply for reply in replies.invited or replies.replies}
    return tuple(
        (group, tuple(sum(counted[code].state == state for code in codes) for state in STATES))
        for group, codes in ctx.by_group(counted)
    )


def rate_figure(ctx: Context, replies: Replies, key: str) -> Blocks:
    """Return the chart of the replies by group and state; none where a single group or state leaves nothing to see."""
    counted = replies_by_group(ctx, replies)
    used = [place for place in range(len(STATES)) if any(counts[place] for _, counts in counted)]
    if len(used) < 2 or not _is_readable(ctx.group_label(group) for group, _ in counted):
        return ()
    names = {place: ctx.t(f"reply.{STATES[place]}") for place in used}
    rows = [
        (ctx.group_label(group), [(names[place], counts[place]) for place in used if counts[place]])
        for group, counts in counted
    ]
    illustrative = any(reply.response is not None and reply.response.illustrative for reply in replies.replies)
    completed = sum(counts[0] for _, counts in counted)
    lead = ctx.t("chart.rate-alt", completed=ctx.number(completed), n=sum(sum(counts) for _, counts in counted))
    chart = Chart(
        kind=ChartKind.STACKED_BAR,
        categories=tuple(name for name, _ in rows),
        series=tuple(Series(names[place], tuple(counts[place] for _, counts in counted)) for place in used),
        alt=_alt(lead, _worded(ctx, rows)),
        unit=ctx.t("chart.countries"),
    )
    return (
        Paragraph(ctx.rich("chart.rate-intro", figure=Reference(key)), keep_with_next=True),
        Figure(graphic=chart, caption=ctx.t("chart.rate-caption"), key=key),
        *_illustrative(ctx, "note.illustrative", shown=illustrative),
    )


# ----------------------------------------------------------------------------------------------------- closed questions


def theme_figure(ctx: Context, answers: Answers, title: str, found: Iterable[Entry], key: str) -> Blocks:
    """Return the chart of the main closed questions of a theme; none where it has none that a chart can compare.

    Questions with the same choices are set beside each other, most of them first: that is what no table of a single
    question shows. Where no two share their choices, the question with several choices to make that most replies answer
    is shown.
    """
    entries = [entry for entry in found if not entry.is_roster]
    for group in _with_same_choices(entries):
        counted = [each for each in map(answers.printed, group) if each.base]
        codes = _codes(counted)
        names = [answers.choice(group[0], code) for code in codes]
        bars = _is_readable(_question(ctx, each.item) for each in counted)
        if bars and len(codes) <= _MOST_SERIES and _is_readable(names):
            return _same_choices(ctx, answers, title, counted, codes, key)
    several = [
        answers.printed(entry.item) for entry in entries if entry.item.is_multiple and has_frequencies(entry.item)
    ]
    best = max(several, key=lambda each: each.base, default=None)
    if best is None or best.base < _FEW or not _is_readable(answers.choice(best.item, code) for code in _codes([best])):
        return ()
    return _one_question(ctx, answers, best, key)


def _with_same_choices(entries: Iterable[Entry]) -> list[list[Item]]:
    """Sort questions of which one choice is made by their choices: the longest list first."""
    groups: dict[object, list[Item]] = {}
    for entry in entries:
        for part in entry.parts:
            if has_frequencies(part) and not part.is_multiple:
                choices = (part.type, part.choice_list, part.min_value, part.max_value)
                groups.setdefault(choices, []).append(part)
    return sorted((group for group in groups.values() if len(group) > 1), key=len, reverse=True)


def _codes(counted: Iterable[Frequencies]) -> list[str]:
    """Return the choices that were made, in the order of the questionnaire; a text of one's own stands last."""
    codes = dict.fromkeys(row.code for each in counted for row in each.rows)
    made = {row.code for each in counted for row in each.rows if row.count}
    return sorted((code for code in codes if code in made), key=lambda code: not code)


def _same_choices(
    ctx: Context, answers: Answers, title: str, counted: list[Frequencies], codes: list[str], key: str
) -> Blocks:
    items = [each.item for each in counted]
    counts = [{row.code: row.count or 0 for row in each.rows} for each in counted]
    totals = {code: sum(each.get(code, 0) for each in counts) for code in codes}
    often = max(codes, key=lambda code: totals[code])
    lead = ctx.t("chart.choices-alt", n=len(items), theme=_short(title), choice=answers.choice(items[0], often))
    worded = ctx.t("chart.rows").join(
        ctx.t("chart.row", name=ctx.question(item.link_id), counts=answers.made(item)) for item in items
    )
    chart = Chart(
        kind=ChartKind.STACKED_BAR,
        categories=tuple(_question(ctx, item) for item in items),
        series=tuple(
            Series(answers.choice(items[0], code), tuple(each.get(code, 0) for each in counts)) for code in codes
        ),
        alt=_alt(lead, worded),
        unit=ctx.t("chart.replies"),
    )
    numbers = ctx.list(dict.fromkeys(ctx.numbers[item.link_id] for item in items))
    intro = ctx.rich("chart.choices-intro", figure=Reference(key), questions=numbers)
    return _closed(ctx, answers, chart, intro, ctx.t("chart.choices-caption", theme=title), items, key)


def _one_question(ctx: Context, answers: Answers, counted: Frequencies, key: str) -> Blocks:
    item = counted.item
    rows = {row.code: row.count or 0 for row in counted.rows}
    codes = _codes([counted])
    number = ctx.numbers[item.link_id]
    often = answers.choice(item, max(codes, key=lambda code: rows[code]))
    lead = ctx.t(
        "chart.question-alt", number=number, choice=often, count=ctx.number(max(rows.values())), n=counted.base
    )
    chart = Chart(
        kind=ChartKind.BAR,
        categories=tuple(answers.choice(item, code) for code in codes),
        series=(Series(ctx.t("table.replies"), tuple(rows[code] for code in codes)),),
        alt=_alt(lead, answers.made(item)),
        unit=ctx.t("chart.replies"),
    )
    intro = ctx.rich("chart.question-intro", figure=Reference(key), number=number)
    caption = ctx.t("chart.question-caption", number=number, text=_short(ctx.wording(item)))
    return _closed(ctx, answers, chart, intro, caption, [item], key)


def _closed(
    ctx: Context, answers: Answers, chart: Chart, intro: Inlines, caption: str, items: list[Item], key: str
) -> Blocks:
    return (
        Paragraph(intro, keep_with_next=True),
        Figure(graphic=chart, caption=caption, key=key),
        *answers.shown_only(items),
        *_illustrative(ctx, "note.illustrative", shown=answers.illustrative),
    )


def _question(ctx: Context, item: Item) -> str:
    return ctx.t("chart.question", number=ctx.numbers[item.link_id], text=_short(ctx.wording(item)))


def _short(text: str) -> str:
    words = " ".join(text.split())
    if len(words) <= _LONGEST:
        return words
    return words[:_LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + "\N{HORIZONTAL ELLIPSIS}"


# ------------------------------------------------------------------------------------------------------------- findings


def findings_figure(ctx: Context, findings: Iterable[Finding], key: str) -> Blocks:
    """Return the chart of findings by theme and kind; none where there are few of them, or a single theme."""
    known = tuple(findings)
    themes = [theme.id for theme in ctx.project.themes]
    themes += sorted({theme for finding in known for theme in finding.themes}.difference(themes))
    places = [theme for theme in (*themes, "") if any(theme in (finding.themes or ("",)) for finding in known)]
    sorts = [(name, kinds) for name, kinds in KINDS_OF_FINDINGS if any(finding.kind in kinds for finding in known)]
    labels = {theme: ctx.theme(theme) if theme else ctx.t("table.cross-cutting") for theme in places}
    if len(known) < _FEW or len(sorts) < 2 or not _is_readable(labels.values()):
        return ()
    counts = {
        (theme, name): sum(finding.kind in kinds and theme in (finding.themes or ("",)) for finding in known)
        for theme in places
        for name, kinds in sorts
    }
    rows = [
        (labels[theme], [(ctx.t(name), counts[theme, name]) for name, _ in sorts if counts[theme, name]])
        for theme in places
    ]
    sums = {theme: sum(counts[theme, name] for name, _ in sorts) for theme in places}
    most = max(places, key=lambda theme: sums[theme])
    lead = ctx.t("chart.findings-alt", n=len(known), theme=_short(labels[most]), count=ctx.number(sums[most]))
    worded = _worded(ctx, rows)
    alt = _alt(lead, worded)
    chart = Chart(
        kind=ChartKind.STACKED_BAR,
        categories=tuple(labels.values()),
        series=tuple(Series(ctx.t(name), tuple(counts[theme, name] for theme in places)) for name, _ in sorts),
        alt=alt,
        unit=ctx.t("chart.findings"),
    )
    illustrative = ctx.project.illustrative or any(finding.illustrative for finding in known)
    return (
        Paragraph(ctx.rich("chart.findings-intro", figure=Reference(key)), keep_with_next=True),
        Figure(graphic=chart, caption=ctx.t("chart.findings-caption"), key=key),
        # The other charts have their numbers in tables of the same section.
        *(() if worded in alt else (Paragraph(_lines(ctx, rows), ParagraphRole.META),)),
        *_illustrative(ctx, "note.illustrative-findings", shown=illustrative),
    )


def _lines(ctx: Context, rows: Iterable[tuple[str, list[tuple[str, int]]]]) -> Inlines:
    """Return counts in words, a line for each bar."""
    content: Inlines = ""
    for row in rows:
        content = inlines(content, LineBreak() if content else "", _worded(ctx, [row]))
    return content


def _worded(ctx: Context, rows: Iterable[tuple[str, list[tuple[str, int]]]]) -> str:
    """Return counts in words, for those who cannot see the bars."""
    return ctx.t("chart.rows").join(
        ctx.t(
            "chart.row",
            name=name,
            counts=ctx.t("answer.separator").join(
                ctx.t("result.count", label=label, count=ctx.number(count)) for label, count in counts
            ),
        )
        for name, counts in rows
    )


def _is_readable(names: Iterable[str]) -> bool:
    """Tell whether names of bars or of their parts are at least two, not too many, and told apart."""
    found = [" ".join(name.split()) for name in names]
    return 1 < len(found) <= _MOST_BARS and len(set(found)) == len(found)


def _alt(lead: str, counts: str) -> str:
    """Return what a chart says, with all its numbers where that does not become too long to be listened to."""
    whole = f"{lead} {counts}"
    return whole if len(whole) <= _LONGEST_ALT else lead


def _illustrative(ctx: Context, key: str, *, shown: bool) -> Blocks:
    note = inlines(Span(ctx.t(key), role=SpanRole.ILLUSTRATIVE))
    return (Paragraph(note, ParagraphRole.META),) if shown else ()
