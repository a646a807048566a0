"""Render the example project into build/demo/ and say where the reports are (`make demo`)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = Path("examples", "law-enforcement-cooperation")
FOLDER = Path("build", "demo")
KINDS = ("workshop-report", "mapping-report")
STYLES = ("icmpd", "eu")


def main() -> int:
    """Render each report kind in each house style, through the same command that a user types.

    Returns:
        0, or the exit status of the first command that failed.
    """
    (ROOT / FOLDER).mkdir(parents=True, exist_ok=True)
    made = []
    for kind in KINDS:
        for style in STYLES:
            target = FOLDER / f"{kind}-{style}.docx"
            options = ["--kind", kind, "--style", style, "-o", target.as_posix()]
            command = ["mpfkit", "render", PROJECT.as_posix(), *options]
            print("$", *command, flush=True)
            # stdout would repeat the path; what was withheld, and what went wrong, comes on stderr
            done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
            if done.returncode:
                return done.returncode
            made.append(target)
    print("\nReports, to be opened in Word or LibreOffice:")
    for target in made:
        print(f"  {ROOT / target}  ({(ROOT / target).stat().st_size / 1000:.0f} kB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
