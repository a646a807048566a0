"""A mapping of any size, the same in every process: questions over three themes and four levels, answers like prose."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from functools import cache
from itertools import accumulate

from mpfkit.geo import codes as all_codes
from mpfkit.geo import scope
from mpfkit.model import (
    Answer,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Level,
    Marking,
    MarkingLevel,
    Project,
    Questionnaire,
    Response,
    Theme,
)

THEMES = ("THB", "SOM", "DOC")
LEVELS = ("INS", "LEG", "POL", "OPE")
SYLLABLES = "ta ri no se mu la ko dé pra žu li va στο νέα ös ter ga ind con æ".split()


@cache
def _vocabulary(seed: int = 7) -> tuple[list[str], list[float]]:
    chance = random.Random(seed)
    words = ["".join(chance.choice(SYLLABLES) for _ in range(chance.randint(1, 4))) for _ in range(3000)]
    words[5], words[40], words[200] = "&", "R&D", "<5%"
    return words, list(accumulate(1 / (rank + 1) for rank in range(len(words))))


def prose(chance: random.Random, words: int) -> str:
    """Return that many pseudo-words, frequent ones often (Zipf), as one sentence."""
    vocabulary, weights = _vocabulary()
    text = " ".join(chance.choices(vocabulary, cum_weights=weights, k=words))
    return text[:1].upper() + text[1:] + "."


def mapping(countries: int, questions: int, *, seed: str = "") -> Project:
    """Return a project with a reply of every country to every question.

    Args:
        countries: How many countries reply: first the 40 of the scope, then others in the order of their codes.
        questions: How many questions are asked.
        seed: Another one gives other words.

    Returns:
        A project that is the same in every process.
    """
    chance = random.Random(f"{countries}x{questions}{seed}")
    as_of = date(2019, 2, 14)
    codes = tuple(dict.fromkeys((*scope(("EU", "MP", "CAMM"), on=as_of), *all_codes())))
    if countries > len(codes):
        raise ValueError(f"there are only {len(codes)} countries, not {countries}")
    items = []
    for theme_number, theme in enumerate(THEMES):
        for level_number, level in enumerate(LEVELS):
            cell = theme_number * len(LEVELS) + level_number
            numbers = [number for number in range(questions) if number % (len(THEMES) * len(LEVELS)) == cell]
            items += [
                Item(
                    link_id=f"q{number + 1}",
                    type=ItemType.TEXT,
                    prefix=str(number + 1),
                    text=LangString.of(prose(chance, 14)),
                    theme=theme,
                    level=level,
                )
                for number in numbers
            ]
    invited = codes[:countries]
    responses = tuple(
        Response(
            id=f"r-{code}",
            questionnaire="mapping|1.0",
            country=code,
            authored=datetime(2018, 12, 10, 12, tzinfo=UTC),
            language="en",
            answers=FrozenDict(
                {item.link_id: (Answer(value=prose(chance, chance.randint(50, 70))),) for item in items}
            ),
        )
        for code in invited
    )
    questionnaire = Questionnaire(
        id="mapping",
        version="1.0",
        title=LangString.of("Mapping questionnaire"),
        languages=("en",),
        items=tuple(items),
        invited=invited,
    )
    return Project(
        id="bench",
        title=LangString.of("A mapping of any size"),
        as_of=as_of,
        scope=("EU", "MP", "CAMM"),
        themes=tuple(Theme(id=theme, label=LangString.of(f"Theme {theme}")) for theme in THEMES),
        levels=tuple(Level(id=level, label=LangString.of(f"Level {level}")) for level in LEVELS),
        questionnaires=(questionnaire,),
        responses=responses,
        marking=Marking(level=MarkingLevel.CLEAR),
    )


def with_withheld(project: Project) -> Project:
    """Return a mapping with as many answers again, which the public edition withholds.

    Args:
        project: What `mapping` gave; what it shows stays as it is.
    """
    (questionnaire,) = project.questionnaires
    other = mapping(len(questionnaire.invited), len(questionnaire.items), seed=" withheld")
    withheld = tuple(
        response.evolve(id=f"{response.id}-withheld", marking=Marking(level=MarkingLevel.RED))
        for response in other.responses
    )
    return project.evolve(responses=project.responses + withheld)
