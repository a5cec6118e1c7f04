"""The page as one HTML file that asks for nothing and runs nothing but what is in it."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import asdict
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from programme.advice import weekday
from report.page.values import Page
from report.words import count, day

HERE = Path(__file__).parent
SCRIPTS = ("places.js", "search.js", "tables.js", "today.js")
STYLES = ("style.css",)
LICENCES = ("vendor/LICENSE-leaflet", "vendor/LICENSE-world-atlas")
"""Of what stands in a page with a map: both ask to be told wherever it goes."""
MAP_STYLES, MAP_SCRIPTS = ("vendor/leaflet.css", "map.css"), ("vendor/leaflet.js", "map.js")


def html(page: Page) -> bytes:
    """The page in UTF-8; the same for the same values.

    Its Content-Security-Policy allows no request and no script or style but its own, by their hashes.
    """
    styles = [_part(name) for name in STYLES + (MAP_STYLES if page.chart else ())]
    scripts = [_part(name) for name in SCRIPTS + (MAP_SCRIPTS if page.chart else ())]
    text = (
        _templates()
        .get_template("page.html")
        .render(
            page=page,
            contents=_contents(page),
            chart=_json(asdict(page.chart)) if page.chart else "",
            licences=[(HERE / name).read_text("utf-8") for name in LICENCES] if page.chart else [],
            level_of={card.set_id: card.level.at for card in page.cards},
            styles=styles,
            scripts=scripts,
            policy=_policy(styles, scripts),
        )
    )
    return text.encode()


@lru_cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters.update(day=day, weekday=weekday, anchor=anchor)
    found.globals.update(count=count)
    return found


def _contents(page: Page) -> list[tuple[str, str, int | None]]:
    """The places that a page of all sets leads to: id, name, and how many things there are, or None."""
    found: list[tuple[str, str, int | None, object]] = [
        ("overview", "At a glance", None, page.figures),
        ("waiting", "Waiting", sum(len(group.people) for group in page.waiting), page.waiting),
        ("map", "Map", None, True),
        ("sets", "Sets", len(page.cards), True),
        ("year", "The year", None, page.year),
        ("meetings", "Meetings", len(page.meetings), True),
        ("people", "People", len(page.people), True),
        ("facilitators", "Facilitators", len(page.facilitators), page.facilitators),
        ("venues", "Venues", len(page.venues), page.venues),
    ]
    return [(to, name, number) for to, name, number, there in found if there]


def anchor(set_id: str) -> str:
    """Where a set stands on the page: an id for HTML, another for every set_id."""
    return "set-" + re.sub(r"[^A-Za-z0-9_-]", lambda found: f".{ord(found[0]):x}.", set_id)


@lru_cache
def _part(name: str) -> Markup:
    """A file of the page, without the line that leads a browser's tools to a source map."""
    return Markup(re.sub(r"\n//# sourceMappingURL=.*", "", (HERE / name).read_text("utf-8")))


def _json(values: object) -> Markup:
    """Values as they can stand in a script element."""
    return Markup(json.dumps(values, separators=(",", ":")).replace("<", "\\u003c"))


def _policy(styles: list[Markup], scripts: list[Markup]) -> str:
    rules = {
        "default-src": "'none'",
        "style-src": " ".join(map(_hash, styles)),
        "script-src": " ".join(map(_hash, scripts)),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def _hash(text: str) -> str:
    """How a Content-Security-Policy names a script or style (W3C CSP level 2, section 4.2.5)."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
