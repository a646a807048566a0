"""Answers that hold nothing but a value are built by a short cut, which gives what the constructor gives."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal

import attrs
import pytest

from mpfkit.model import Answer, AnswerValue, PartialDate
from mpfkit.serialisation import loads
from mpfkit.serialisation._structure import _only_value


@pytest.mark.parametrize("value", ["a text", "", True, 3, Decimal("1.50"), PartialDate(2019, 2)])
def test_a_quick_answer_is_the_answer_that_the_constructor_makes(value: AnswerValue) -> None:
    quick, slow = _only_value(value), Answer(value=value)
    assert type(quick) is Answer
    assert quick == slow
    assert hash(quick) == hash(slow)
    assert repr(quick) == repr(slow)
    assert [getattr(quick, field.name) for field in attrs.fields(Answer)] == [
        getattr(slow, field.name) for field in attrs.fields(Answer)
    ]
    assert quick.evolve(comment="c") == slow.evolve(comment="c")
    assert pickle.loads(pickle.dumps(quick)) == copy.deepcopy(quick) == slow


def test_the_constructor_does_nothing_that_the_short_cut_leaves_out() -> None:
    assert not hasattr(Answer, "__attrs_post_init__")
    assert not hasattr(Answer, "__attrs_pre_init__")
    value = attrs.fields(Answer).value
    assert value.validator is None
    assert value.converter is None


def test_a_quick_answer_cannot_be_changed() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        _only_value("a").value = "b"  # type: ignore[misc]


def test_quick_answers_share_no_state() -> None:
    text = """\
schema_version: 1
id: p
title: T
as_of: 2019-02-14
responses:
  - {id: r, questionnaire: q, country: XA, answers: {a: {value: x}, b: {value: y}, c: {value: x, comment: z}}}
"""
    project = loads(text).project
    assert project is not None
    answers = project.responses[0].answers
    assert answers["a"] == (Answer(value="x"),)
    assert answers["b"] == (Answer(value="y"),)
    assert answers["c"] == (Answer(value="x", comment="z"),)
