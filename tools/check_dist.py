"""Build the distributions and use them where nothing else is: what a user gets from a package index.

Steps: build core and plugins as an index receives them; install the core alone into an empty place, make a project
and render it; add the plugins and look for what they offer; make a plugin of one's own, install it and render with it;
then all of it once more with the lowest versions of the dependencies that are allowed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLUGINS = sorted((ROOT / "plugins").glob("*/pyproject.toml"))
DIST = ROOT / "dist"
MOST_BYTES = 1_000_000
"""Size of the core that nobody minds to download."""
HEAVY = ("docx", "lxml", "cattrs", "babel", "openpyxl", "xlsxwriter")
EXAMPLE = ROOT / "examples" / "law-enforcement-cooperation"


def run(*words: str | Path, cwd: Path | None = None, **more: str) -> str:
    """Run a command, and return what it says; what goes wrong ends the check."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run(
        [os.fspath(word) for word in words],
        cwd=cwd,
        env=environment | more,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


def build() -> tuple[Path, list[Path]]:
    """Build core and plugins, and return the wheels."""
    shutil.rmtree(DIST, ignore_errors=True)
    for project in (ROOT, *(path.parent for path in PLUGINS)):
        run(sys.executable, "-m", "build", "--no-isolation", "--outdir", DIST, project)
    wheels = sorted(DIST.glob("*.whl"))
    (core,) = [wheel for wheel in wheels if wheel.name.startswith("mpfkit-")]
    print(f"built {len(wheels)} wheels and {len([*DIST.glob('*.tar.gz')])} source distributions into {DIST}")
    size = core.stat().st_size
    print(f"{core.name}: {size / 1000:.0f} kB")
    if size >= MOST_BYTES:
        sys.exit(f"{core.name} has {size} bytes, {MOST_BYTES} or more")
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as package:
            names = package.namelist()
        if not any(name.endswith("py.typed") for name in names):
            sys.exit(f"{wheel.name} says nothing of its types: py.typed is missing")
    return core, [wheel for wheel in wheels if wheel != core]


class Place:
    """An empty environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        run(sys.executable, "-m", "uv", "venv", "--quiet", "--python", sys.executable, folder / "venv")
        self.bin = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")

    def install(self, *what: str | Path, resolution: str = "highest") -> None:
        """Install distributions from files, and what they need from the index."""
        python = self.bin / "python"
        run(
            sys.executable,
            "-m",
            "uv",
            "pip",
            "install",
            "--quiet",
            "--python",
            python,
            "--resolution",
            resolution,
            *what,
        )

    def mpfkit(self, *words: str | Path) -> str:
        """Run the command that was installed."""
        return run(self.bin / "mpfkit", *words, cwd=self.folder)


def check(core: Path, plugins: list[Path], folder: Path) -> None:
    """Use the core alone, then with the plugins, then with one of one's own."""
    place = Place(folder)
    place.install(core)
    place.mpfkit("new", "demo", "--empty")
    place.mpfkit("render", "demo", "-o", "demo.docx")
    loaded = run(place.bin / "python", "-c", f"import mpfkit, sys; print(*[m for m in {HEAVY} if m in sys.modules])")
    if loaded.strip():
        sys.exit(f"import mpfkit loads {loaded}")
    alone = place.mpfkit("plugins")
    print("the core alone: new, render; import loads nothing heavy")
    place.install(core, *plugins)
    added = place.mpfkit("plugins")
    if len(added.splitlines()) <= len(alone.splitlines()) or "workshop-report" not in added:
        sys.exit(f"the plugins add nothing:\n{added}")
    for kind, style in (("workshop-report", "icmpd"), ("mapping-report", "eu"), ("questionnaire", "plain")):
        place.mpfkit("render", EXAMPLE, "--kind", kind, "--style", style, "-o", f"{kind}.docx")
    place.mpfkit("render", EXAMPLE, "--kind", "mapping-report", "-o", "mapping-report.html")
    print(
        f"with {len(plugins)} plugins: {len(added.splitlines()) - len(alone.splitlines())} more lines in mpfkit "
        "plugins, four reports"
    )
    place.mpfkit("new", "--plugin", "acme", "--with", "kind", "--with", "renderer")
    place.install(core, *plugins, f"{folder / 'acme'}[test]")
    run(place.bin / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", folder / "acme", cwd=folder / "acme")
    offered = [line.split()[0] for line in place.mpfkit("plugins").splitlines() if line.startswith("  acme")]
    place.mpfkit("render", "demo", "--kind", offered[0], "-o", "acme.docx")
    print(f"a plugin of one's own: its tests pass, mpfkit plugins lists {', '.join(offered)}, it renders")


def needed() -> list[str]:
    """Return what core and plugins need, so that it is chosen directly."""
    projects = [tomllib.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "pyproject.toml", *PLUGINS)]
    listed = {line for project in projects for line in project["project"]["dependencies"]}
    return sorted(line for line in listed if not line.startswith("mpfkit"))


def check_bounds(wheels: list[Path], resolution: str, folder: Path) -> None:
    """Render the example with the lowest or the highest versions of the dependencies."""
    place = Place(folder)
    place.install(*wheels, *needed(), resolution=resolution)
    for kind in ("workshop-report", "mapping-report", "country-fiche", "questionnaire", "outline"):
        place.mpfkit("render", EXAMPLE, "--kind", kind, "--style", "icmpd", "-o", f"{kind}.docx")
    place.mpfkit("render", EXAMPLE, "--renderer", "xlsform", "-o", "form.xlsx")
    place.mpfkit("new", "demo", "--empty")
    place.mpfkit("collect", "demo", "form.xlsx")
    listed = run(sys.executable, "-m", "uv", "pip", "freeze", "--python", place.bin / "python").split()
    chosen = [
        line
        for line in listed
        if line.partition("==")[0] in {"attrs", "cattrs", "click", "lxml", "pluggy", "python-docx"}
    ]
    print(f"{resolution}: {', '.join(chosen)}; five reports, a form, and the form collected")


def main() -> None:
    """Build, then use what was built."""
    core, plugins = build()
    with tempfile.TemporaryDirectory() as name:
        check(core, plugins, Path(name))
    for resolution in ("lowest-direct", "highest"):
        with tempfile.TemporaryDirectory() as name:
            check_bounds([core, *plugins], resolution, Path(name))


if __name__ == "__main__":
    main()
