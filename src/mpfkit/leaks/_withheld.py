"""Which texts an edition lacks, which of them can be searched for, and where the edition repeats one.

The rules, with their reasons, stand in docs/explanation/editions.md, "What is searched for".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

import attrs

from mpfkit import model
from mpfkit.errors import Problem
from mpfkit.model import Finding, FrozenDict, LangString, MarkingLevel, Project, TextPlace, walk_texts

from ._known import known_texts
from ._plain import SEPARATOR, plain, plain_all, plain_word_ends
from ._search import Search

__all__ = ["WithheldTexts", "find_repeats", "withheld_texts"]

_SHORTEST = 12
"""Letters and digits that a text needs to be searched for; fewer stand in any text by chance."""
_SHORTEST_SENTENCE = 30
"""Letters and digits from which on a sentence is searched for by itself; what is shorter is mostly a turn of phrase."""
_NEVER_BY_CHANCE = 24
"""Letters and digits from which on a text that begins or ends inside a word is no coincidence."""

_SENTENCE_END = re.compile("[.!?\u061f\u06d4\u3002\u2026][\"'\u00bb\u201d\u2019)\\]]*\\s+|[\n\v\f\r\u2028\u2029]+")

# Fields that hold ids, codes and names of choices. What is missing here is searched for: a new field is content.
_CODES: dict[type, tuple[str, ...]] = {
    model.Activity: ("id",),
    model.Answer: ("language",),
    model.Attachment: ("media_type", "link_id"),
    model.Budget: ("currency",),
    model.Choice: ("code",),
    model.ChoiceList: ("id",),
    model.Claim: ("id", "count"),
    model.Contribution: ("id", "country", "items", "findings"),
    model.Country: ("code", "group"),
    model.EnableWhen: ("question", "answer"),
    model.Evidence: ("response", "link_id", "session", "contribution"),
    model.Expression: ("language",),
    model.Finding: ("id", "themes", "levels", "countries", "addresses"),
    model.Indicator: ("id",),
    model.Item: ("link_id", "theme", "level", "choice_list", "item_control", "pattern"),
    model.Level: ("id",),
    model.Marking: ("handling",),
    model.Organisation: ("id", "country", "kind"),
    model.Participant: ("country",),
    model.Project: ("id", "languages", "scope", "report", "withheld", "folder"),
    model.Questionnaire: ("id", "version", "languages", "invited"),
    model.Respondent: ("role",),
    model.Response: ("id", "questionnaire", "country", "language", "replaces"),
    model.Result: ("id",),
    model.Session: ("id", "themes", "informed_by"),
    model.Theme: ("id",),
    model.Translation: ("by",),
    model.Workshop: ("id", "country", "partners", "informed_by"),
}
_VOCABULARY = frozenset({"kind", "role", "media_type", "language", "languages", "handling", "item_control", "currency"})
"""Fields whose values come from lists that everybody knows; they repeat nothing."""
_PROSE = frozenset({"aim", "claims", "conclusions", "description", "narratives", "rationale"})
_FILE = re.compile(r"""\b(attachment|photo) (?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")

_Path = tuple[str | int, ...]


@attrs.frozen(kw_only=True, eq=False)
class WithheldTexts:
    """The texts of a project that an edition lacks, as far as they can be searched for.

    Neither the texts nor their places are shown by `repr`, so that no log repeats them.

    Attributes:
        searched: How many texts are searched for, sentences of longer texts not counted.
        too_short: How many are too short to be searched for: they stand in any text by chance.
    """

    searched: int = 0
    too_short: int = 0
    _project: Project = attrs.field(alias="project", repr=False)
    _edition: Project = attrs.field(alias="edition", repr=False)
    _texts: frozenset[bytes] = attrs.field(default=frozenset(), alias="texts", repr=False)
    _repeated: frozenset[bytes] = attrs.field(default=frozenset(), alias="repeated", repr=False)
    _packages: tuple[str, ...] = attrs.field(default=(), alias="packages", repr=False)
    _problems: tuple[Problem, ...] = attrs.field(default=(), alias="problems", repr=False)
    _search: Search = attrs.field(alias="search", repr=False)

    def __bool__(self) -> bool:
        """Tell whether there is anything to search for."""
        return bool(self._texts)

    def summary(self) -> str:
        """Say in one line of English what is searched for; empty where the edition withholds no text."""
        if not self.searched and not self.too_short:
            return ""
        line = f"searched for {self.searched} withheld {'text' if self.searched == 1 else 'texts'}"
        if self.too_short:
            line += f"; {self.too_short} more {'is' if self.too_short == 1 else 'are'} too short to be searched for"
        return line

    @property
    def search(self) -> Search:
        """The search for all of them."""
        return self._search

    def except_repeats(self) -> WithheldTexts:
        """Return the texts without those that the edition repeats, for whoever has decided that it may."""
        return attrs.evolve(self, texts=self._texts - self._repeated)

    def withheld(self, found: Iterable[bytes], known: Iterable[str] = ()) -> tuple[bytes, ...]:
        """Return those of the texts found that are withheld, and no fixed text of reports.

        Args:
            found: What a search has found.
            known: Further texts that stand in a report whatever the project says, such as its funding statement.
        """
        left = sorted(set(found) & self._texts)
        if not left:
            return ()
        corpus = [known_texts(package).encode() for package in self._packages]
        corpus.append(plain(SEPARATOR.join(known)).encode())
        return tuple(text for text in left if not any(text in each for each in corpus))

    def places(self, found: Iterable[bytes]) -> dict[bytes, str]:
        """Return where in the project withheld texts stand, in words and without the texts.

        Args:
            found: What a search has found.
        """
        wanted = dict.fromkeys(found, "a text of the project")
        if not wanted:
            return {}
        places = _places(self._project, self._edition, wanted)
        return wanted | {text: _words(each[0]) for text, each in places.items()}


def withheld_texts(project: Project, edition: Project, *, packages: Iterable[str] = ()) -> WithheldTexts:
    """Return the texts of a project that an edition of it lacks.

    Args:
        project: The project.
        edition: What `redact` made of it.
        packages: Packages of the plugins whose fixed texts a report may hold, beside those of mpfkit itself.

    Returns:
        The texts that can be searched for, how many are too short, and where the edition repeats some of them.
    """
    if _shows_all(project, edition):
        return WithheldTexts(project=project, edition=edition, search=Search(()))
    shown = Counter(_texts_of(edition, _CODES))
    codes = {
        choice.code
        for questionnaire in project.questionnaires
        for listed in questionnaire.choice_lists
        for choice in listed.choices
    }
    # A text can be withheld at one place and shown at another
    held = Counter(_texts_of(project, _CODES))
    raw = [text for text, times in held.items() if times > shown[text] and text not in codes]
    haystack = SEPARATOR.join(plain_all(list(set(_texts_of(edition, {})))))
    whole = set(haystack.split(SEPARATOR))
    texts = {
        made: text
        for made, text in zip(plain_all(raw), raw, strict=True)
        if made and (made not in whole or len(made) >= _SHORTEST_SENTENCE)
    }
    long = [text for text in texts if len(text) >= _SHORTEST]
    sentences = (text for text in plain_all(_sentences(texts.values())) if len(text) >= _SHORTEST_SENTENCE)
    wanted = frozenset(text.encode() for text in (*long, *sentences))
    search = Search(sorted(wanted))
    found = WithheldTexts(
        searched=len(long),
        too_short=len(texts) - len(long),
        project=project,
        edition=edition,
        texts=wanted,
        packages=tuple(dict.fromkeys(("mpfkit", *packages))),
        search=search,
    )
    repeated = search.find(haystack.encode())
    return _judged(found, repeated) if repeated else found


def find_repeats(edition: Project, withheld: WithheldTexts) -> tuple[Problem, ...]:
    """Tell where an edition repeats what it withholds (MPF021).

    Args:
        edition: What `redact` made of a project.
        withheld: What `withheld_texts` found for this edition.

    Returns:
        An error for each text of the edition that holds a withheld one: where it is, and where the withheld text
        stands. Neither is quoted.

    Raises:
        ValueError: The texts are those of another edition.
    """
    if withheld._edition is not edition:  # noqa: SLF001 - the other half of the class
        raise ValueError("these are the withheld texts of another edition")
    return withheld._problems  # noqa: SLF001


# --------------------------------------------------------------------------------------------------- what is there


def _shows_all(project: Project, edition: Project) -> bool:
    """Tell quickly whether an edition lacks nothing: what it shows is the very object of the project."""
    return all(
        # What is converted when a value is made is another object, though an equal one
        getattr(edition, field.name) == getattr(project, field.name)
        if field.converter is not None
        else getattr(edition, field.name) is getattr(project, field.name)
        for field in attrs.fields(Project)
        if field.metadata.get("saved", True)
    )


class _Walk:
    """Gathers all texts of values, in the order of their fields.

    It looks at 8,000 answers in some hundredths of a second: which fields a class has is asked once.
    """

    def __init__(self, codes: Mapping[type, tuple[str, ...]]) -> None:
        """Start with no text.

        Args:
            codes: Fields that are left out, by class.
        """
        self.texts: list[str] = []
        self._codes = codes
        self._fields: dict[type, Callable[[Any], tuple[Any, ...]]] = {
            LangString: lambda value: tuple(value.texts.values()),
            FrozenDict: lambda value: tuple(value.values()),
            tuple: lambda value: value,
        }

    def add(self, value: Any) -> None:  # noqa: ANN401 - whatever an entity holds
        """Add the texts of a value that is not a text itself."""
        kind = type(value)
        fields = self._fields.get(kind)
        if fields is None:
            fields = self._fields[kind] = self._fields_of(kind)
        for each in fields(value):
            if each:
                if type(each) is str:
                    self.texts.append(each)
                else:
                    self.add(each)

    def _fields_of(self, kind: type) -> Callable[[Any], tuple[Any, ...]]:
        if not attrs.has(kind):
            return _no_fields
        left_out = self._codes.get(kind, ())
        names = [
            field.name
            for field in attrs.fields(kind)
            if field.name not in left_out and field.metadata.get("saved", True)
        ]
        # A getter of one name gives no tuple
        return attrgetter(*names) if len(names) > 1 else lambda value: tuple(getattr(value, name) for name in names)


def _no_fields(_: object) -> tuple[Any, ...]:
    return ()


def _texts_of(value: object, codes: Mapping[type, tuple[str, ...]]) -> list[str]:
    walk = _Walk(codes)
    walk.add(value)
    return walk.texts


def _sentences(texts: Iterable[str]) -> list[str]:
    """Return the sentences of texts that have several."""
    found: list[str] = []
    for text in texts:
        if len(text) > _SHORTEST_SENTENCE:
            parts = _SENTENCE_END.split(text)
            if len(parts) > 1:
                found += parts
    return found


# ------------------------------------------------------------------------------------------------------- judgement


def _places(project: Project, edition: Project, wanted: Iterable[bytes]) -> dict[bytes, list[TextPlace]]:
    """Return the places of a project at which texts stand that its edition does not have there."""
    shown = {place.path: text for place, text in walk_texts(edition)}
    search = Search(wanted)
    found: dict[bytes, list[TextPlace]] = {}
    for place, text in walk_texts(project):
        if shown.get(place.path) != text and not _is_code(place):
            for each in search.find(plain(text).encode()):
                found.setdefault(each, []).append(place)
    return found


def _words(place: TextPlace) -> str:
    """Return a place in words; attachments and photographs are named by their files, whose names can be withheld."""
    return _FILE.sub(r"\1", place.words)


def _is_code(place: TextPlace) -> bool:
    return place.path[-1] in _VOCABULARY


def _is_said(path: _Path) -> bool:
    """Tell whether a text is what somebody said: an answer with what belongs to it, a contribution to a session."""
    if path[0] == "findings":
        return "quote" in path
    return "answers" in path or ("contributions" in path and bool({"title", "text"} & set(path)))


def _is_prose(path: _Path) -> bool:
    """Tell whether a text is the officer's own: a long one is no name that stands in several places by right."""
    return bool(_PROSE & set(map(str, path))) or (path[0] == "findings" and "evidence" not in path and "id" not in path)


def _judged(held: WithheldTexts, found: set[bytes]) -> WithheldTexts:
    """Tell repeats from texts that are no secret, because the edition has them by right or by chance."""
    project, edition = held._project, held._edition  # noqa: SLF001 - the other half of the class
    candidates = held.withheld(found)
    by_right = found - set(candidates)
    said = {
        text
        for text, places in _places(project, edition, candidates).items()
        if all(_is_said(place.path) for place in places)
    }
    cleared = _cleared_for(project, edition)
    search = Search(candidates)
    by_chance: set[bytes] = set()
    repeats: list[tuple[TextPlace, list[bytes]]] = []
    for place, text in walk_texts(edition):
        shown = plain(text).encode()
        here = sorted(search.find(shown), key=len)
        if not here:
            continue
        words, ends = plain_word_ends(text)
        repeated = []
        for wanted in here:
            evidence = cleared.get(place.path[:2], ())
            is_open = wanted in said and _is_said(place.path)
            is_open |= wanted == shown and not _is_prose(place.path)
            if is_open or any(wanted in each for each in evidence):
                by_right.add(wanted)
            elif _is_code(place) or not _is_whole(wanted.decode(), words, ends):
                by_chance.add(wanted)
            else:
                repeated.append(wanted)
        repeats.append((place, repeated))
    # The last and longest text says most about where it comes from: the whole answer, not a sentence of it
    last = [(place, [text for text in here if text not in by_right][-1:]) for place, here in repeats]
    texts = {text for _, here in repeats for text in here} - by_right
    origins = held.places({text for _, here in last for text in here})
    return attrs.evolve(
        held,
        texts=held._texts - by_right - by_chance | texts,  # noqa: SLF001
        repeated=frozenset(texts),
        problems=tuple(_problem(edition, place, origins[text]) for place, here in last for text in here),
    )


def _is_whole(wanted: str, words: str, ends: frozenset[int]) -> bool:
    """Tell whether a text stands somewhere between the ends of words, or is too long to stand there by chance."""
    if len(wanted) >= _NEVER_BY_CHANCE:
        return True
    at = words.find(wanted)
    while at >= 0:
        if at in ends and at + len(wanted) in ends:
            return True
        at = words.find(wanted, at + 1)
    return False


def _cleared_for(project: Project, edition: Project) -> dict[_Path, tuple[bytes, ...]]:
    """Return by the path of each cleared finding the texts, made plain, that it was cleared for: its evidence."""
    cleared = {finding.id for finding in edition.findings if _is_cleared(finding)}
    found: dict[_Path, tuple[bytes, ...]] = {}
    for finding in project.findings:
        if finding.id in cleared:
            texts: list[str] = []
            for evidence in finding.evidence:
                texts += _texts_of(evidence, _CODES)
                response = project.response(evidence.response)
                answer = response.answer(evidence.link_id, evidence.instance) if response is not None else None
                sessions = [each for each in project.sessions() if each.id == evidence.session]
                spoken = [
                    each
                    for session in sessions or project.sessions()
                    for each in session.contributions
                    if each.id == evidence.contribution
                ]
                for source in (answer, *(spoken if evidence.contribution else sessions)):
                    texts += _texts_of(source, _CODES)
            found["findings", finding.id] = tuple(text.encode() for text in plain_all(texts))
    return found


def _is_cleared(finding: Finding) -> bool:
    marking = finding.marking
    return marking is not None and marking.level is MarkingLevel.CLEAR and bool(marking.note.strip())


def _problem(edition: Project, place: TextPlace, origin: str) -> Problem:
    audience = f"the {edition.withheld.audience} edition" if edition.withheld is not None else "the edition"
    ways = "clear it with a note, mark it, or reword it" if place.path[0] == "findings" else "mark it, or reword it"
    return Problem(
        code="MPF021",
        message=f"{_words(place)}: repeats what {audience} withholds, {origin}; {ways}",
        path=place.path,
    )
