"""Chromium without a window, spoken to through its own pipe: no driver and no further package is needed."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REQUIRED = "MPFKIT_REQUIRE_BROWSER"
AXE = Path(os.environ.get("MPFKIT_AXE", ROOT / "build/axe/node_modules/axe-core/axe.min.js"))
PATIENCE = 120
# Chromium reads from 3 and writes to 4; both are moved out of the way first, as either may be the other's number.
_START = (
    "import os, sys; ends = [os.dup(int(end)) for end in sys.argv[1:3]]; "
    "[os.set_inheritable(os.dup2(end, number), True) for end, number in zip(ends, (3, 4))]; "
    "os.execv(sys.argv[3], sys.argv[3:])"
)


def missing() -> str:
    """Say what tests in a browser lack; empty where they lack nothing."""
    if not any(map(shutil.which, PROGRAMS)):
        return f"Chromium: there is none of {', '.join(PROGRAMS)} on the PATH"
    return "" if AXE.is_file() else f"axe-core: there is no {AXE}; npm install --prefix build/axe axe-core"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip tests that need a browser where it is missing, unless it is required."""
    if item.get_closest_marker("browser") is None or not missing():
        return
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(f"a browser is required ({REQUIRED}=1), and it lacks {missing()}")
    pytest.skip(f"needs {missing()}")


class Browser:
    """One Chromium; `call` speaks the DevTools protocol (messages of JSON, each with a zero byte behind it)."""

    def __init__(self, folder: Path) -> None:
        program = next(filter(None, map(shutil.which, PROGRAMS)))
        to_read, self.to = os.pipe()
        self.frm, to_write = os.pipe()

        self.process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                _START,
                str(to_read),
                str(to_write),
                program,
                "--headless=new",
                "--remote-debugging-pipe",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--no-default-browser-check",
                "--disable-extensions",
                "--disable-background-networking",
                "--hide-scrollbars",
                f"--user-data-dir={folder / 'profile'}",
            ],
            pass_fds=(to_read, to_write),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(to_write)
        self.folder = folder
        self.number = 0
        self.buffer = b""
        self.events: list[dict[str, Any]] = []
        self.session = ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.call(f"{domain}.enable")

    def message(self, until: float) -> dict[str, Any]:
        """Return the next message."""
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.frm], [], [], max(0.0, until - time.monotonic()))
            data = os.read(self.frm, 1 << 20) if ready else b""
            if not data:
                pytest.fail("Chromium does not answer")
            self.buffer += data
        text, _, self.buffer = self.buffer.partition(b"\0")
        found: dict[str, Any] = json.loads(text)
        return found

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method and return its result; what happens meanwhile is kept."""
        self.number += 1
        message: dict[str, Any] = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.to, data) :]
        until = time.monotonic() + PATIENCE
        while True:
            found = self.message(until)
            if found.get("id") == self.number:
                assert "error" not in found, f"{method}: {found['error']}"
                result: dict[str, Any] = found["result"]
                return result
            if "method" in found:
                self.events.append(found)

    def open(self, page: str, *, width: int = 1000, height: int = 800) -> None:
        """Show a page on a screen so wide, and wait until it is there."""
        path = self.folder / "page.html"
        path.write_text(page, encoding="utf-8")
        self.size(width, height)
        self.events.clear()
        self.call("Page.navigate", url=path.as_uri())
        until = time.monotonic() + PATIENCE
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self.message(until))

    def size(self, width: int, height: int) -> None:
        """Set the size of the screen in pixels."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def run(self, code: str) -> Any:
        """Run JavaScript in the page, whose own policy lets none in, and return its value."""
        found = self.call("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def axe(self, tags: tuple[str, ...]) -> list[str]:
        """Return what axe finds wrong, a line each."""
        self.run(AXE.read_text(encoding="utf-8") + ";0")
        found = self.run(
            f"axe.run(document, {{runOnly: {json.dumps(tags)}, resultTypes: ['violations']}}).then(result => "
            "result.violations.flatMap(one => one.nodes.map(node => "
            "`${one.id}: ${node.target} ${node.failureSummary}`)))"
        )
        assert isinstance(found, list)
        return [str(line).replace("\n", " ") for line in found]

    def picture(self, *, whole: bool = False) -> bytes:
        """Return the screen as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"])

    def pdf(self) -> bytes:
        """Return the page as it is printed."""
        done = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True, generateTaggedPDF=True)
        return base64.b64decode(done["data"])

    def close(self) -> None:
        """End it."""
        self.session = ""
        self.call("Browser.close")
        self.process.wait(timeout=PATIENCE)
        os.close(self.to)
        os.close(self.frm)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return a browser for all tests that want one."""
    found = Browser(tmp_path_factory.mktemp("browser"))
    yield found
    found.close()


@pytest.fixture(scope="session")
def axe_tags() -> tuple[str, ...]:
    """Return the rules of WCAG 2.0 and 2.1, levels A and AA, which EN 301 549 asks for."""
    return ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")


@pytest.fixture
def no_rule_is_broken(browser: Browser, axe_tags: tuple[str, ...]) -> Callable[[str], None]:
    """Return a function that lets axe look at a page."""

    def check(page: str) -> None:
        browser.open(page)
        assert browser.axe(axe_tags) == []

    return check
