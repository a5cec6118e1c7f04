"""The browser that judges the page notices what it is there to notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import Tab

FAULTY = """<!doctype html><html lang="en"><title>A page</title><h1>Sets</h1>
<p style="color:#ddd;background:#fff">Faint</p><img src="http://127.0.0.1:9/pixel.png">
<script>document.querySelector("h1").textContent += " and meetings"; nothing.of.the.kind()</script></html>"""


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    page = tmp_path / "page.html"
    page.write_text(FAULTY, "utf-8")
    return page


def test_a_request_that_leaves_the_page_is_noticed(tab: Tab, faulty: Path) -> None:
    tab.open(faulty)
    assert tab.asked_for() == [faulty.as_uri(), "http://127.0.0.1:9/pixel.png"]


def test_a_fault_in_a_script_is_noticed(tab: Tab, faulty: Path) -> None:
    tab.open(faulty)
    assert any("nothing is not defined" in told for told in tab.complaints())


def test_barriers_are_noticed(tab: Tab, faulty: Path) -> None:
    tab.open(faulty)
    assert {told.partition(":")[0] for told in tab.barriers()} == {"color-contrast", "image-alt"}


def test_scripts_can_be_switched_off(tab: Tab, faulty: Path) -> None:
    tab.open(faulty, scripts=False)
    assert tab.text() == "Sets\n\nFaint"
    assert tab.printed() == ["Sets\nFaint"]


def test_a_page_is_empty_of_what_was_before(tab: Tab) -> None:
    assert (tab.asked_for(), tab.complaints()) == ([], [])
