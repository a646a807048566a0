"""Run the command line with `python -m mpfkit`."""

from __future__ import annotations

from mpfkit.cli import main

if __name__ == "__main__":
    main()
