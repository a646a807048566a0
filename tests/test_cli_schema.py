"""`mpfkit schema` gives the JSON Schema of project files, to stdout or into a file."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from mpfkit import cli, load_registry
from mpfkit.serialisation import json_schema


def installed() -> object:
    """Return the schema with the extensions of the plugins that are installed."""
    return json_schema(load_registry().extensions.values())


def test_the_schema_goes_to_stdout() -> None:
    result = CliRunner().invoke(cli.main, ["schema"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == installed()
    assert result.stderr == ""


def test_the_schema_goes_into_a_file_whose_path_is_printed(tmp_path: Path) -> None:
    target = tmp_path / "schemas" / "project.schema.json"
    for _ in range(2):  # an existing file is replaced
        result = CliRunner().invoke(cli.main, ["schema", "-o", str(target)])
        assert result.exit_code == 0
        assert result.stdout == f"{target}\n"
        assert json.loads(target.read_text(encoding="utf-8")) == installed()
    assert [file.name for file in target.parent.iterdir()] == [target.name]


def test_a_place_where_nothing_can_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli.main, ["schema", "-o", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert str(tmp_path) in result.stderr
    assert not list(tmp_path.iterdir())
