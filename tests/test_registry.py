"""The registry as a value: what it holds, what it refuses, and what it says."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from mpfkit import Brief, HouseStyle, Project, ReportKind, Writer, __version__, hookimpl
from mpfkit.document import Document
from mpfkit.errors import MpfkitError, PluginError, UnknownNameError
from mpfkit.registry import FailedPluginsError, PluginInfo, PluginStatus, Registry, load_registry


def compose(project: Project, brief: Brief) -> Document:
    return Document(title="x", language="en", blocks=(), date=dt.date(2019, 2, 14))


def write(document: Document, style: HouseStyle, stream: Any) -> None:
    stream.write(b"x")


def kind(name: str) -> ReportKind:
    return ReportKind(name=name, compose=compose)


def writer(name: str, suffix: str) -> Writer:
    return Writer(name=name, suffix=suffix, media_type="text/plain", write=write)


def plugin(
    name: str,
    *,
    kinds: Any = None,
    styles: Any = None,
    writers: Any = None,
) -> SimpleNamespace:
    """A plugin whose hooks give what is handed in, or call it."""

    def hook(function_name: str, given: Any) -> Any:
        def give() -> Any:
            return given() if callable(given) else given

        give.__name__ = function_name
        return hookimpl(give)

    hooks = {"mpfkit_report_kinds": kinds, "mpfkit_house_styles": styles, "mpfkit_writers": writers}
    given = {key: hook(key, value) for key, value in hooks.items() if value is not None}
    return _Hashable(__name__=name, **given)


class _Hashable(SimpleNamespace):
    __hash__ = object.__hash__
    __eq__ = object.__eq__


def registry_of(*plugins: object, strict: bool = True) -> Registry:
    return Registry.of(*plugins, builtins=False, strict=strict)


def test_records_are_listed_by_name_whatever_the_order_of_plugins() -> None:
    one = plugin("one", kinds=(kind("zebra"), kind("ant")), styles=[HouseStyle(name="acme")])
    two = plugin("two", kinds=(kind("bee"),), writers=(writer("txt", ".txt"),))
    for registry in (registry_of(one, two), registry_of(two, one)):
        assert list(registry.report_kinds) == ["ant", "bee", "zebra"]
        assert list(registry.house_styles) == ["acme"]
        assert list(registry.writers) == ["txt"]
        assert [info.name for info in registry.plugins] == ["one", "two"]
        assert registry.failures == ()


def test_the_built_in_plugin_is_a_plugin_like_others() -> None:
    registry = Registry.of()
    (info,) = registry.plugins
    assert (info.name, info.distribution, info.status) == ("builtins", "mpfkit", PluginStatus.ACTIVE)
    assert info.report_kinds == ("outline",)
    assert info.house_styles == ("plain",)
    assert info.writers == ("docx", "md")
    assert dict(info.offers) == {"report kind": 1, "house style": 1, "format": 2, "reader": 1}


def test_the_mappings_cannot_be_changed() -> None:
    registry = registry_of(plugin("one", kinds=(kind("ant"),)))
    with pytest.raises(TypeError):
        registry.report_kinds["bee"] = kind("bee")  # type: ignore[index]


def test_each_record_knows_its_owner() -> None:
    ant, acme, txt = kind("ant"), HouseStyle(name="acme"), writer("txt", ".txt")
    registry = registry_of(plugin("one", kinds=(ant,)), plugin("two", styles=(acme,), writers=(txt,)))
    assert registry.owner(ant).name == "one"
    assert registry.owner(acme).name == "two"
    assert registry.owner(txt).name == "two"
    with pytest.raises(UnknownNameError, match=r"no report kind is named 'aunt'; did you mean 'ant'\?"):
        registry.owner(kind("aunt"))


def test_a_record_of_a_subclass_is_a_record() -> None:
    class Special(ReportKind):
        pass

    special = Special(name="special", compose=compose)
    registry = registry_of(plugin("one", kinds=(special,)))
    assert registry.report_kind("special") is special
    assert registry.owner(special).report_kinds == ("special",)


def test_an_unknown_name_suggests_a_close_one() -> None:
    registry = registry_of(
        plugin("one", kinds=(kind("mapping"),), styles=(HouseStyle(name="acme"),), writers=(writer("txt", ".txt"),))
    )
    with pytest.raises(UnknownNameError) as caught:
        registry.report_kind("mappnig")
    assert str(caught.value) == "no report kind is named 'mappnig'; did you mean 'mapping'?"
    with pytest.raises(UnknownNameError) as caught:
        registry.house_style("who")
    assert str(caught.value) == "no house style is named 'who'; known: acme"
    with pytest.raises(UnknownNameError) as caught:
        registry.writer("pdf")
    assert str(caught.value) == "no format is named 'pdf'; known: txt"


def test_an_unknown_name_names_the_plugins_that_failed() -> None:
    registry = registry_of(plugin("bad", kinds=lambda: 1 / 0), plugin("good", kinds=(kind("ant"),)), strict=False)
    with pytest.raises(UnknownNameError) as caught:
        registry.report_kind("bee")
    assert caught.value.__notes__ == ["plugin 'bad' failed: ZeroDivisionError: division by zero"]


def test_a_suffix_finds_its_writer() -> None:
    registry = registry_of(plugin("one", writers=(writer("txt", ".txt"), writer("a", ".x"), writer("b", ".x"))))
    assert registry.writer_for_suffix(".TXT").name == "txt"
    with pytest.raises(UnknownNameError) as unknown:
        registry.writer_for_suffix(".tx")
    assert str(unknown.value) == "no file suffix is named '.tx'; did you mean '.txt' or '.x'?"
    with pytest.raises(PluginError) as twice:
        registry.writer_for_suffix(".x")
    assert str(twice.value) == "files that end in '.x' are written by the formats 'a' and 'b'; say which format"


def test_a_raising_hook_fails_its_plugin_only_and_leaves_none_of_its_records() -> None:
    def broken() -> Any:
        yield kind("ant")
        raise RuntimeError("no\nmore")

    registry = registry_of(
        plugin("bad", kinds=broken, styles=(HouseStyle(name="acme"),)),
        plugin("good", kinds=(kind("bee"),)),
        strict=False,
    )
    assert list(registry.report_kinds) == ["bee"]
    assert dict(registry.house_styles) == {}
    (info,) = registry.failures
    assert str(info) == "plugin 'bad' failed: RuntimeError: no more"
    assert isinstance(info.error, RuntimeError)
    assert info.error.__traceback__ is not None
    assert info.error.__notes__ == ["while loading plugin 'bad'"]


def test_strict_raises_all_failures_at_once_as_an_error_of_ours() -> None:
    plugins = (plugin("one", kinds=lambda: 1 / 0), plugin("two", kinds=(1,)))
    with pytest.raises(FailedPluginsError) as caught:
        registry_of(*plugins)
    assert isinstance(caught.value, MpfkitError)
    assert isinstance(caught.value, ExceptionGroup)
    assert caught.value.message == "2 plugins failed"
    assert [type(error) for error in caught.value.exceptions] == [ZeroDivisionError, PluginError]
    matched, rest = caught.value.split(ZeroDivisionError)
    assert type(matched) is type(rest) is FailedPluginsError
    with pytest.raises(FailedPluginsError, match="a plugin failed"):
        registry_of(plugins[0])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((1,), "mpfkit_report_kinds gave 1 among its records; each must be a ReportKind"),
        ((HouseStyle(name="acme"),), "mpfkit_report_kinds gave HouseStyle("),
        (("x" * 100,), f"mpfkit_report_kinds gave '{'x' * 76}... among its records; each must be a ReportKind"),
        (7, "mpfkit_report_kinds gave 7; it must give an iterable of ReportKind"),
        ((kind("ant"), kind("ant")), "it offers 2 report kinds named 'ant'; give each a name of its own"),
    ],
)
def test_what_is_no_record_is_refused_with_plugin_hook_and_value(given: Any, said: str) -> None:
    registry = registry_of(plugin("bad", kinds=given), strict=False)
    (info,) = registry.failures
    assert isinstance(info.error, PluginError)
    assert str(info).startswith(f"plugin 'bad' failed: {said}")


def test_a_hook_that_gives_none_is_refused() -> None:
    registry = registry_of(plugin("bad", kinds=lambda: None), strict=False)
    assert str(registry.failures[0]) == (
        "plugin 'bad' failed: mpfkit_report_kinds gave None; it must give an iterable of ReportKind"
    )


def test_a_misspelled_hook_is_caught_and_attributed() -> None:
    class Misspelled:
        @hookimpl
        def mpfkit_report_kind(self) -> Any:
            return ()

    class Foreign:
        @hookimpl
        def something_else(self) -> Any:
            return ()

    registry = registry_of(Misspelled(), Foreign(), plugin("good", kinds=(kind("ant"),)), strict=False)
    assert [str(info) for info in registry.failures] == [
        "plugin 'Foreign' failed: there is no hook named 'something_else'",
        "plugin 'Misspelled' failed: there is no hook named 'mpfkit_report_kind'; did you mean 'mpfkit_report_kinds'?",
    ]
    assert list(registry.report_kinds) == ["ant"]


def test_a_hook_with_arguments_that_it_does_not_get_is_caught() -> None:
    class OldArguments:
        @hookimpl
        def mpfkit_report_kinds(self, config: object) -> Any:
            return ()

    registry = registry_of(OldArguments(), strict=False)
    assert str(registry.failures[0]) == (
        f"plugin 'OldArguments' failed: mpfkit_report_kinds takes 'config', but in mpfkit {__version__} it gets "
        "no argument; it was made for another version, so bring it up to date"
    )


def test_a_check_with_another_argument_is_told_which_it_gets() -> None:
    class OldCheck:
        @hookimpl
        def mpfkit_check_project(self, project: Project, config: object) -> Any:
            return ()

    class Optional:
        @hookimpl
        def mpfkit_check_project(self, project: Project, config: object = None) -> Any:
            return ()

    registry = registry_of(OldCheck(), Optional(), strict=False)
    assert [info.name for info in registry.failures] == ["OldCheck"]
    assert "takes 'config'" in str(registry.failures[0])
    assert "it gets 'project' only" in str(registry.failures[0])


def test_a_wrapper_of_other_plugins_hooks_is_refused() -> None:
    class Wrapper:
        @hookimpl(wrapper=True)
        def mpfkit_report_kinds(self) -> Any:
            return (yield)

    registry = registry_of(Wrapper(), plugin("good", kinds=(kind("ant"),)), strict=False)
    assert str(registry.failures[0]) == (
        "plugin 'Wrapper' failed: mpfkit_report_kinds is a wrapper; "
        "a plugin offers records of its own and changes no other's"
    )
    assert list(registry.report_kinds) == ["ant"]


def test_a_plugin_without_any_hook_is_refused() -> None:
    class Silent:
        def mpfkit_report_kinds(self) -> Any:
            return ()

    registry = registry_of(Silent(), strict=False)
    assert str(registry.failures[0]) == (
        "plugin 'Silent' failed: it implements no hook; mark its functions with @mpfkit.hookimpl"
    )


def test_one_object_that_is_registered_twice_fails_the_second_time() -> None:
    one = plugin("one", kinds=(kind("ant"),))
    with pytest.raises(
        PluginError, match="two plugins are named 'one', of memory and memory; give each a name of its own"
    ):
        registry_of(one, one)


def test_two_records_of_one_name_name_both_plugins_and_the_way_out() -> None:
    one = plugin("one", kinds=(kind("ant"),), styles=(HouseStyle(name="acme"),))
    two = plugin("two", kinds=(kind("ant"),), styles=(HouseStyle(name="acme"),))
    with pytest.raises(PluginError) as caught:
        registry_of(one, two)
    way_out = "block one of them: --block one or --block two, or name it in MPFKIT_BLOCK"
    assert str(caught.value).splitlines() == [
        f"the report kind 'ant' is offered by plugin 'one' and plugin 'two'; {way_out}",
        f"the house style 'acme' is offered by plugin 'one' and plugin 'two'; {way_out}",
    ]


def test_records_of_different_sorts_may_share_a_name() -> None:
    registry = registry_of(plugin("one", kinds=(kind("acme"),), styles=(HouseStyle(name="acme"),)))
    assert registry.report_kind("acme").name == registry.house_style("acme").name


def test_only_names_the_plugins_to_load_and_must_know_them() -> None:
    registry = load_registry(only=["builtins"], environ={})
    assert [info.name for info in registry.plugins if info.status is PluginStatus.ACTIVE] == ["builtins"]
    assert list(registry.report_kinds) == ["outline"]
    nothing = load_registry(only=(), environ={})
    assert dict(nothing.report_kinds) == {}
    with pytest.raises(UnknownNameError, match=r"no plugin is named 'biultins'; did you mean 'builtins'\?"):
        load_registry(only=["biultins"], environ={})


def test_blocking_works_by_plugin_and_by_distribution_and_must_know_the_name() -> None:
    for name in ("builtins", "mpfkit"):
        registry = load_registry(blocked=[name], environ={})
        info = next(info for info in registry.plugins if info.name == "builtins")
        assert info.status is PluginStatus.BLOCKED
        assert "outline" not in registry.report_kinds
        assert str(info).endswith("is blocked")
    with pytest.raises(UnknownNameError, match="no plugin is named 'nobody'"):
        load_registry(blocked=["nobody"], environ={})


def test_the_environment_blocks_too_and_may_name_what_is_not_there() -> None:
    registry = load_registry(environ={"MPFKIT_BLOCK": "nobody, builtins,"})
    assert "outline" not in registry.report_kinds
    with pytest.raises(UnknownNameError) as caught:
        registry.report_kind("outline")
    assert any(note.startswith("plugin 'builtins' of mpfkit ") for note in caught.value.__notes__)


def test_the_environment_of_the_process_counts_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPFKIT_BLOCK", "mpfkit")
    assert "outline" not in load_registry().report_kinds


def test_a_plugin_names_where_it_came_from() -> None:
    info = PluginInfo(name="acme", distribution="mpfkit-acme", version="1.0")
    assert info.origin == "mpfkit-acme 1.0"
    assert str(info) == "plugin 'acme' of mpfkit-acme 1.0 is active"
    silent = PluginInfo(name="acme", distribution="", version="", status=PluginStatus.FAILED, error=ValueError())
    assert str(silent) == "plugin 'acme' failed: ValueError"
