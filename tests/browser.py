"""A real Chromium without a window, and what a page does in it: asks for, complains of, prints."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from pypdf import PdfReader
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

AXE = Path(sys.prefix) / "node_modules/axe-core/axe.min.js"
QUIET = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
]
AXE_RUN = "axe.run(document, {resultTypes: ['violations']}).then(arguments[0])"
GRAVE = {"serious", "critical"}
PATIENCE = 120
"""Seconds that a script may take on a busy machine."""
ALL_OF_IT = """
const style = new CSSStyleSheet();
style.replaceSync("* { content-visibility: visible !important }");
document.adoptedStyleSheets.push(style);
"""


@contextmanager
def chromium(profile: Path) -> Iterator[Chrome]:
    """Chromium with an empty profile of its own; skips the test where there is none."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.skip("Chromium is not installed: there is no chromium, or no chromedriver, to open the page with")
    service = ChromeService(driver, log_output=subprocess.DEVNULL)
    browser = Chrome(_options(program, profile), service)
    browser.set_script_timeout(PATIENCE)
    try:
        yield browser
    finally:
        browser.quit()


def _options(program: str, profile: Path) -> ChromeOptions:
    options = ChromeOptions()
    options.binary_location = program
    for word in (*QUIET, f"--user-data-dir={profile}"):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    return options


@dataclass(frozen=True, slots=True)
class Tab:
    """One empty page of the browser."""

    browser: Chrome

    def open(self, page: Path, *, width: int = 1280, dark: bool = False, scripts: bool = True) -> None:
        """Loads a file as a person does by clicking it, in a window so many pixels wide."""
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
        self.tell("Emulation.setDeviceMetricsOverride", **size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        motion = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.tell("Emulation.setEmulatedMedia", features=[scheme, motion])
        self.tell("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.browser.get(page.as_uri())

    def tell(self, command: str, **words: Any) -> dict[str, Any]:
        """Gives the browser a command of the Chrome DevTools Protocol."""
        answer: dict[str, Any] = self.browser.execute_cdp_cmd(command, words)
        return answer

    def run(self, script: str, *words: Any) -> Any:
        """What a line of JavaScript returns."""
        return self.browser.execute_script(script, *words)

    def lay_out(self) -> None:
        """Draws all of the page, what is far below the window too."""
        self.run(ALL_OF_IT)

    def text(self) -> str:
        """What there is to read."""
        return str(self.run("return document.body.innerText")).strip()

    def press(self, key: str) -> None:
        """A key, wherever the focus is."""
        self.browser.switch_to.active_element.send_keys(key)

    def point(self, x: float, y: float, *, click: bool = False) -> None:
        """Brings the mouse to a place in the window, and there it is pressed and let go."""
        mouse = {"x": x, "y": y, "button": "left", "clickCount": 1}
        for kind in ("mouseMoved", *(("mousePressed", "mouseReleased") if click else ())):
            self.tell("Input.dispatchMouseEvent", type=kind, **mouse)

    def complaints(self) -> list[str]:
        """What the console was told since the last time."""
        return [entry["message"] for entry in self._log("browser")]

    def asked_for(self) -> list[str]:
        """The addresses asked for since the last time, those inside the page itself aside."""
        told = [json.loads(entry["message"])["message"] for entry in self._log("performance")]
        asked = [one["params"]["request"]["url"] for one in told if one["method"] == "Network.requestWillBeSent"]
        return [url for url in asked if not url.startswith(("data:", "blob:"))]

    def _log(self, kind: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.browser.get_log(kind)  # type: ignore[no-untyped-call]
        return entries

    def barriers(self) -> list[str]:
        """What axe-core finds that keeps people out, seriously or altogether: rule, and where."""
        if not AXE.exists():
            pytest.skip("axe-core is not installed (make npm installs it)")
        self.lay_out()
        self.run(AXE.read_text("utf-8"))
        found = self.browser.execute_async_script(AXE_RUN)["violations"]
        grave = [fault for fault in found if fault["impact"] in GRAVE]
        return [f"{fault['id']}: {node['html'][:120]}" for fault in grave for node in fault["nodes"]]

    def printed(self) -> list[str]:
        """The text of each page as it comes out on A4 paper."""
        answer = self.tell("Page.printToPDF", paperWidth=8.27, paperHeight=11.69, preferCSSPageSize=True)
        reader = PdfReader(BytesIO(base64.b64decode(answer["data"])))
        return [normalize("NFKC", page.extract_text()).strip() for page in reader.pages]

    def picture(self, width: int, height: int) -> bytes:
        """The top of the page as PNG, so many pixels of it."""
        self.lay_out()
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        answer = self.tell("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        return base64.b64decode(answer["data"])


@contextmanager
def tab(browser: Chrome) -> Iterator[Tab]:
    """A new page, closed afterwards; nothing asked for or complained of is left from the one before."""
    first = browser.current_window_handle
    browser.switch_to.new_window("tab")
    one = Tab(browser)
    one.complaints(), one.asked_for()
    try:
        yield one
    finally:
        browser.close()
        browser.switch_to.window(first)
