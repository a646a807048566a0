"""Write src/mpfkit/geo/_data/countries.json from facts.toml and the names of the Unicode CLDR that Babel brings.

`python tools/generate_geo.py` writes the file; with `--check` it only exits with 1 where the file is out of date.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import babel
from babel.core import Locale, get_global

DATA = Path(__file__).resolve().parents[1] / "src" / "mpfkit" / "geo" / "_data"
LOCALES = {"en": "en_GB", "fr": "fr", "ar": "ar"}
EU_CODES = {"GR": "EL", "GB": "UK"}
# Codes of the CLDR that ISO 3166-1 does not assign: reserved, private, or groupings
NOT_ASSIGNED = frozenset(("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"))
ALPHA_3 = {"XK": "XKX"}  # PRADO's code: "not an official ISO country code"
WITHDRAWN_ALPHA_3 = frozenset(("BUR", "DDR", "FXX", "TMP", "YMD", "ZAR"))
DAY = dt.timedelta(days=1)

NameRow = list[str]


def plain_english(name: str) -> str:
    """Write a name of the CLDR as running text has it: no ampersand, no clipped Saint."""
    name = name.replace(" & ", " and ")
    return f"Saint {name[3:]}" if name.startswith("St ") else name


def fill_gaps(rows: list[NameRow], name: str, source: str) -> list[NameRow]:
    """Let the name of the CLDR hold on the days that no row of the facts covers.

    Args:
        rows: Name, from, until, source; sorted, without overlap.
        name: Name for all other days.
        source: Key of its source.

    Returns:
        Rows that cover every day once, oldest first.
    """
    result: list[NameRow] = []
    free_from: str | None = ""
    for row in rows:
        if free_from is None:
            raise SystemExit(f"{row[0]!r} follows a name without an end")
        if row[1] != free_from:
            last_free = dt.date.fromisoformat(row[1]) - DAY
            result.append([name, free_from, last_free.isoformat(), source])
        result.append(row)
        free_from = (dt.date.fromisoformat(row[2]) + DAY).isoformat() if row[2] else None
    if free_from is not None:
        result.append([name, free_from, "", source])
    return result


def alpha_3_codes() -> dict[str, str]:
    """Return the three-letter code of each two-letter code, both of ISO 3166-1."""
    aliases = get_global("territory_aliases")
    return {
        new[0]: old
        for old, new in aliases.items()
        if len(old) == 3 and old.isalpha() and len(new) == 1 and old not in WITHDRAWN_ALPHA_3
    } | ALPHA_3


def build() -> dict[str, Any]:
    """Join the facts and the names."""
    facts = tomllib.loads((DATA / "facts.toml").read_text(encoding="utf-8"))
    tables = facts["tables"]
    given: dict[tuple[str, str], list[NameRow]] = {}
    for code, language, *row in tables["names"]:
        given.setdefault((code, language), []).append(row)
    locales = {language: Locale.parse(tag) for language, tag in LOCALES.items()}
    alpha_3 = alpha_3_codes()
    countries: dict[str, Any] = {}
    territories = (str(code) for code in locales["en"].territories)
    for iso in sorted(code for code in territories if len(code) == 2 and code.isalpha() and code not in NOT_ASSIGNED):
        code = EU_CODES.get(iso, iso)
        names = {}
        aliases = [alias for owner, alias in tables["aliases"] if owner == code]
        for language, locale in locales.items():
            original = locale.territories[iso]
            name = plain_english(original) if language == "en" else original
            rows = given.pop((code, language), [])
            names[language] = fill_gaps(rows, name, "cldr" if name == original else "cldr-plain")
            aliases.extend(text for text in (original, name) if text not in [row[0] for row in names[language]])
        countries[code] = {
            "iso": iso,
            "alpha_3": alpha_3[iso],
            "names": names,
            "official": [row[1:] for row in tables["official"] if row[0] == code],
            "aliases": list(dict.fromkeys(aliases)),
        }
    if given:
        raise SystemExit(f"facts.toml names countries or languages that do not exist: {sorted(given)}")
    sources = dict(facts["sources"])
    for key in ("cldr", "cldr-plain"):
        sources[key] = sources[key] | {"text": f"{sources[key]['text']} (Babel {babel.__version__})"}
    return {
        "babel": babel.__version__,
        "sources": {key: [source["text"], source["verified"]] for key, source in sources.items()},
        "countries": countries,
        **{key: tables[key] for key in ("memberships", "groups", "labels", "notes", "eurostat")},
    }


def render(data: dict[str, Any]) -> str:
    """Write the data as JSON with one entry a line, which reads well in a comparison of versions."""

    def dump(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    parts = []
    for key, value in data.items():
        if isinstance(value, dict):
            lines = ",\n".join(f"{dump(name)}:{dump(entry)}" for name, entry in value.items())
            parts.append(f"{dump(key)}:{{\n{lines}\n}}")
        elif isinstance(value, list) and value and isinstance(value[0], list):
            lines = ",\n".join(dump(row) for row in value)
            parts.append(f"{dump(key)}:[\n{lines}\n]")
        else:
            parts.append(f"{dump(key)}:{dump(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> int:
    """Write the file, or compare it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare; exit with 1 where the file is out of date")
    arguments = parser.parse_args()
    target = DATA / "countries.json"
    text = render(build())
    if arguments.check:
        if target.read_text(encoding="utf-8") == text:
            return 0
        print(f"{target.name} is out of date: run python tools/generate_geo.py", file=sys.stderr)
        return 1
    target.write_text(text, encoding="utf-8", newline="\n")
    print(f"wrote {target}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
