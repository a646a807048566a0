"""Say in one line when this Python is too old. Runs on any Python 3, also on the one that is too old."""

import sys

OLDEST = (3, 11)

if sys.version_info < OLDEST:
    sys.exit(
        "mpfkit needs Python {}.{} or newer, and {} is {}.{}; name another one: make PYTHON=python3.13 demo".format(
            *OLDEST, sys.executable, *sys.version_info[:2]
        )
    )
