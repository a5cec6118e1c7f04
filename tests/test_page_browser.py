"""The page in a real browser: it asks for nothing, searches, sorts, prints, and keeps nobody out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from commands.standing import with_plan
from programme.plans import Plan
from programme.records import Programme
from report.page.content import page
from report.page.render import html
from tests import large
from tests.browser import Tab
from tests.browser import tab as one_tab
from tests.conftest import FirstPlan

KINDS = ("coordinator", "members", "sheet")


@pytest.fixture(scope="module")
def planned(example_plan: FirstPlan) -> tuple[Programme, Plan]:
    programme, standing = with_plan(example_plan.folder)
    return programme, standing.plan


@pytest.fixture(scope="module")
def pages(example_plan: FirstPlan, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The coordinator's page, the members', and the sheet of set S03."""
    programme, standing = with_plan(example_plan.folder)
    folder, plan, summary = tmp_path_factory.mktemp("pages"), standing.plan, standing.summary
    made = {
        "coordinator": page(programme, plan, summary),
        "members": page(programme, plan, summary, members_only=True),
        "sheet": page(programme, plan, summary, set_id="S03"),
    }
    return {kind: written(folder / f"{kind}.html", html(one)) for kind, one in made.items()}


@pytest.fixture(scope="module")
def of_thousands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    programme = large.programme()
    plan = large.plan(programme)
    told = html(page(programme, plan, large.summary(programme, plan)))
    return written(tmp_path_factory.mktemp("large") / "report.html", told)


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def found(tab: Tab, selector: str) -> list[WebElement]:
    return tab.browser.find_elements(By.CSS_SELECTOR, selector)


def search(tab: Tab, words: str) -> str:
    """What the page says it found."""
    before = tab.run("return document.getElementById('found').textContent")
    box = tab.browser.find_element(By.ID, "q")
    box.clear()
    box.send_keys(words)
    told = "return document.getElementById('found').textContent"
    WebDriverWait(tab.browser, 10, 0.02).until(lambda _: tab.run(told) != before)
    return str(tab.run(told))


def seen(tab: Tab, selector: str) -> list[str]:
    """The ids of what is there and not hidden."""
    return list(tab.run(f"return [...document.querySelectorAll('{selector}:not([hidden])')].map((x) => x.id)"))


@pytest.mark.parametrize("kind", KINDS)
def test_it_asks_for_nothing_and_complains_of_nothing(tab: Tab, pages: dict[str, Path], kind: str) -> None:
    tab.open(pages[kind])
    tab.lay_out()
    assert (tab.asked_for(), tab.complaints()) == ([pages[kind].as_uri()], [])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_keeps_nobody_out(tab: Tab, pages: dict[str, Path], kind: str, dark: bool) -> None:
    tab.open(pages[kind], dark=dark)
    assert tab.barriers() == []


@pytest.mark.parametrize("kind", KINDS)
def test_it_fits_a_phone(tab: Tab, pages: dict[str, Path], kind: str) -> None:
    tab.open(pages[kind], width=360)
    tab.lay_out()
    assert tab.run("return document.documentElement.scrollWidth") <= 360


def test_it_reads_without_scripts(tab: Tab, pages: dict[str, Path], planned: tuple[Programme, Plan]) -> None:
    tab.open(pages["coordinator"], scripts=False)
    tab.lay_out()
    text = tab.text()
    assert [one.name for one in planned[0].leaders if one.name not in text] == []
    assert not any(one.is_displayed() for one in found(tab, "input, select, button"))


def test_a_name_finds_its_set(tab: Tab, pages: dict[str, Path], planned: tuple[Programme, Plan]) -> None:
    """Whatever the case and the accents."""
    tab.open(pages["coordinator"])
    assert search(tab, "sian PRYDDERCH") == "1 set, 1 person"
    member = next(one for one in planned[0].leaders if one.name == "Siân Prydderch")
    own = next(one.set_id for one in planned[1].sets if member.leader_id in one.members)
    assert seen(tab, ".card") == [f"set-{own}"]


@pytest.mark.parametrize("words", ["Quaker Meeting House", "Lanternhill", "fri am"])
def test_a_venue_a_school_or_a_slot_finds_all_its_sets(tab: Tab, pages: dict[str, Path], words: str) -> None:
    tab.open(pages["coordinator"])
    told = search(tab, words)
    cards = tab.run("return [...document.querySelectorAll('.card')].map((x) => [x.id, x.textContent.toLowerCase()])")
    fitting = [name for name, text in cards if all(word in text for word in words.lower().split())]
    assert seen(tab, ".card") == fitting
    assert f"{len(fitting)} sets" in told


def test_what_is_nowhere_is_said_to_be(tab: Tab, pages: dict[str, Path]) -> None:
    tab.open(pages["coordinator"])
    assert search(tab, "nobody of that name") == "nothing found"
    assert seen(tab, ".card") == []


def test_an_empty_search_shows_all_again(tab: Tab, pages: dict[str, Path], planned: tuple[Programme, Plan]) -> None:
    tab.open(pages["coordinator"])
    search(tab, "Prydderch")
    assert search(tab, " ") == ""
    assert len(seen(tab, ".card")) == len(planned[1].sets)


def test_a_level_shows_its_sets_only(tab: Tab, pages: dict[str, Path], planned: tuple[Programme, Plan]) -> None:
    tab.open(pages["coordinator"])
    Select(tab.browser.find_element(By.ID, "level")).select_by_visible_text("Deputy head")
    assert seen(tab, ".card") == [f"set-{one.set_id}" for one in planned[1].sets if one.level == "Deputy head"]


def minutes(tab: Tab) -> list[str]:
    """The people's minutes as the table has them from top to bottom."""
    at = [one.text.split()[0] for one in found(tab, "#people thead th")].index("Minutes")
    cells = (
        "return [...document.querySelectorAll('#people tbody tr')].map((row) => row.cells[arguments[0]].textContent)"
    )
    return [text.strip() for text in tab.run(cells, at)]


def test_a_table_is_sorted_by_a_column_and_back_by_keyboard_too(tab: Tab, pages: dict[str, Path]) -> None:
    """Who has no minutes comes last, either way."""
    tab.open(pages["coordinator"])
    tab.lay_out()
    heading = next(one for one in found(tab, "#people thead th") if one.text.startswith("Minutes"))
    known = sorted(filter(None, minutes(tab)), key=int)
    blank = [""] * (len(minutes(tab)) - len(known))
    heading.find_element(By.TAG_NAME, "button").click()
    assert (heading.get_attribute("aria-sort"), minutes(tab)) == ("ascending", known + blank)
    heading.find_element(By.TAG_NAME, "button").send_keys(Keys.ENTER)
    assert (heading.get_attribute("aria-sort"), minutes(tab)) == ("descending", known[::-1] + blank)


def test_the_keyboard_comes_by_all_there_is_to_press(tab: Tab, pages: dict[str, Path]) -> None:
    tab.open(pages["coordinator"])
    reached = [_pressed(tab) for _ in range(12)]
    assert reached[0] == "Skip to the plan"
    assert {"Search", "Level"} < set(reached)


def _pressed(tab: Tab) -> str:
    """What is called what has the focus after another press of the tabulator."""
    tab.press(Keys.TAB)
    return str(tab.run("const x = document.activeElement; return x.labels?.[0]?.textContent ?? x.innerText"))


SEEN_ON_MAP = """
const canvas = document.querySelector("#chart canvas"), box = canvas.getBoundingClientRect();
const wanted = getComputedStyle(document.querySelector(".c0")).color.match(/\\d+/g).map(Number);
const {data, width, height} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
for (let at = 0; at < data.length; at += 4) {
  if (wanted.every((part, i) => data[at + i] === part)) {
    const x = (at / 4) % width, y = Math.floor(at / 4 / width);
    return [box.left + x * box.width / width, box.top + y * box.height / height];
  }
}
"""


def assistant_heads(tab: Tab) -> tuple[float, float]:
    """Where in the window the map shows a set of the first level, which has but one, once the others are hidden."""
    tab.run("document.getElementById('map').scrollIntoView()")
    Select(tab.browser.find_element(By.ID, "level")).select_by_visible_text("Assistant head")
    x, y = WebDriverWait(tab.browser, 10, 0.02).until(lambda _: tab.run(SEEN_ON_MAP))
    return x, y


def test_the_map_tells_of_the_set_that_is_pointed_at(tab: Tab, pages: dict[str, Path]) -> None:
    tab.open(pages["coordinator"])
    tab.point(*assistant_heads(tab))
    assert [one.text.partition(" ")[0] for one in found(tab, ".leaflet-tooltip")] == ["S01"]
    assert [one.get_attribute("data-set") for one in found(tab, ".pointed")] == ["S01"]


def test_a_click_on_the_map_leads_to_the_set(tab: Tab, pages: dict[str, Path]) -> None:
    tab.open(pages["coordinator"])
    tab.point(*assistant_heads(tab), click=True)
    assert tab.run("return location.hash") == "#set-S01"


def test_the_map_comes_nearer_and_shows_all_again(tab: Tab, pages: dict[str, Path]) -> None:
    tab.open(pages["coordinator"])
    tab.run("document.getElementById('map').scrollIntoView()")
    before = scale(tab)
    for _ in range(3):
        found(tab, ".leaflet-control-zoom-in")[0].click()
    assert scale(tab) < before
    found(tab, ".whole")[0].click()
    assert scale(tab) >= before


def scale(tab: Tab) -> int:
    """Metres that the scale of the map tells."""
    amount, unit = found(tab, ".leaflet-control-scale-line")[0].text.split()
    return int(amount) * {"km": 1000, "m": 1}[unit]


def test_the_keyboard_gets_from_a_venue_on_the_map_to_a_set(tab: Tab, pages: dict[str, Path]) -> None:
    tab.open(pages["coordinator"])
    tab.run("document.querySelector('.hub[title^=Ridgeway]').focus()")
    tab.press(Keys.ENTER)
    assert tab.run("return document.activeElement.textContent").startswith("S04 ")
    tab.press(Keys.ENTER)
    assert tab.run("return location.hash") == "#set-S04"


def test_the_map_shows_what_is_searched_for(tab: Tab, pages: dict[str, Path]) -> None:
    tab.open(pages["coordinator"])
    search(tab, "S04 Ridgeway")
    assert [one.get_attribute("title") for one in found(tab, ".hub")] == ["Ridgeway Farm Barn: S04"]


@pytest.fixture(scope="module")
def paper(chromium: Chrome, pages: dict[str, Path]) -> dict[str, list[str]]:
    """The text of each sheet of paper that the pages take."""
    found = {}
    with one_tab(chromium) as tab:
        for kind, path in pages.items():
            tab.open(path)
            found[kind] = tab.printed()
    return found


def test_on_paper_a_set_is_never_torn(paper: dict[str, list[str]], planned: tuple[Programme, Plan]) -> None:
    names = {one.leader_id: one.name for one in planned[0].leaders}
    sheets = ["".join(sheet.split()) for sheet in paper["coordinator"]]
    for one in planned[1].sets:
        card = [f"{one.set_id} {one.level}", *(names[member] for member in one.members)]
        assert any(all(text.replace(" ", "") in sheet for text in card) for sheet in sheets), one.set_id


def test_on_paper_a_long_table_has_its_headings_on_every_sheet(paper: dict[str, list[str]]) -> None:
    listed = [sheet for sheet in paper["coordinator"] if len(re.findall(r"\bL\d\d\b", sheet)) > 10]
    assert len(listed) > 1
    assert [sheet for sheet in listed if "Presents" not in sheet] == []


def test_on_paper_there_is_nothing_to_press(paper: dict[str, list[str]]) -> None:
    text = "\n".join(paper["coordinator"])
    assert [word for word in ("Search", "All levels", "Skip to", "↕") if word in text] == []


@pytest.mark.parametrize(("kind", "most"), [("coordinator", 13), ("members", 11), ("sheet", 2)])
def test_the_paper_that_it_takes(paper: dict[str, list[str]], kind: str, most: int) -> None:
    assert len(paper[kind]) <= most


def test_for_two_thousand_it_is_under_five_megabytes(of_thousands: Path) -> None:
    assert of_thousands.stat().st_size < 5_000_000


def test_among_two_thousand_one_is_found(tab: Tab, of_thousands: Path) -> None:
    tab.open(of_thousands)
    assert search(tab, "Wetherby-Okonkwo 1999") == "1 person"
    assert search(tab, "Wetherby-Okonkwo 1234") == "1 set, 1 person"
    assert (tab.asked_for(), tab.complaints()) == ([of_thousands.as_uri()], [])
