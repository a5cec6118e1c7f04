"""Job titles as people type them → levels; what is not recognised is asked, never guessed.

The usual titles stand in ``data/job_titles.csv``, in the shape of a coordinator's own ``levels.csv``,
and are compared whole, without case, punctuation and spaces. Before that, in this order: words are
spelt as the table spells them, short forms are written out, and what qualifies a post is set aside.
"""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parent.parent.parent / "data" / "job_titles.csv"
SET_ASIDE = ("acting", "interim", "locum", "co", "joint", "jobshare", "associate", "designate")
NO_POST = ("npqh", "npqel", "npqsl", "the")
SHORT = {"exec": "executive", "ceo": "chief executive", "and": "&", "coheadteacher": "co headteacher"}
SINGULAR = {f"{post}s": post for post in ("head", "headteacher", "teacher", "principal", "coheadteacher")}
SHORTEST_RESPELT = 6
LIKE_ENOUGH = 0.85

UNKNOWN = "is a job title whose level is not known"
HEAD_OF_SCHOOL = re.compile(r"(executive)?headof(school|academy)")
BETWEEN = "stands between deputy head and headteacher, and the choice is yours"
HEAD_AND_CHIEF = "is two posts: headteacher in a trust of one school, chief executive in a trust of several"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a job title was taken for; ``level`` is "" where it is a question, which ``asks`` puts."""

    level: str
    set_aside: tuple[str, ...] = ()
    respelt: bool = False
    asks: str = ""


def read_title(title: str, own: Mapping[str, str], schools_in_trust: int = 0) -> Reading:
    """The level of a job title; ``own`` gives the coordinator's levels by title_key.

    ``schools_in_trust`` counts the schools known of the person's trust: with two or more
    it is a multi-academy trust.
    """
    if title_key(title) in own:
        return Reading(own[title_key(title)])
    typed = _split(title)
    bare = " ".join(word for word in typed if word not in SET_ASIDE)
    if bare in own:
        return Reading(own[bare], _aside(typed))
    spelt = [_spelt(word) for word in typed]
    words = " ".join(SHORT.get(word, word) for word in spelt if word not in NO_POST).split()
    level, asks = _meaning([word for word in words if word not in SET_ASIDE], schools_in_trust)
    return Reading(level, _aside(words), spelt != typed, asks)


def title_key(title: str) -> str:
    """A job title as it is compared: case, punctuation and spaces aside."""
    return " ".join(_split(title))


@lru_cache(maxsize=1)
def usual_titles() -> Mapping[str, str]:
    """The levels of the usual titles, as ``data/job_titles.csv`` writes both."""
    with TABLE.open(encoding="utf-8", newline="") as rows:
        return {row["job_title"]: row["level"] for row in csv.DictReader(rows)}


@lru_cache(maxsize=1)
def _levels() -> Mapping[str, str]:
    """The levels of the usual titles, by the title as it is compared."""
    return {_joined(_split(title)): level for title, level in usual_titles().items()}


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[str, ...]:
    """The words long enough to be recognised when misspelt, of the usual titles and of what is set aside."""
    words = {*SET_ASIDE, "teacher"}.union(*map(_split, usual_titles()))
    return tuple(sorted(word for word in words if len(word) >= SHORTEST_RESPELT))


def _meaning(words: Sequence[str], schools_in_trust: int) -> tuple[str, str]:
    level = _levels().get(_joined(words), "")
    if level:
        return level, ""
    if HEAD_OF_SCHOOL.fullmatch(_joined(words)):
        return "", BETWEEN
    posts = {_levels().get(post, "") for post in _joined(words).split("&")} if "&" in words else set()
    if posts == {"Headteacher", "Chief executive"}:
        return ("Chief executive", "") if schools_in_trust > 1 else ("", HEAD_AND_CHIEF)
    if len(posts) == 2 and "" not in posts:
        return "", f"is two posts: {' and '.join(sorted(posts))}"
    return "", UNKNOWN


def _aside(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word in SET_ASIDE))


def _joined(words: Sequence[str]) -> str:
    return "".join(word for word in words if word not in NO_POST)


def _split(title: str) -> list[str]:
    text = html.unescape(title.casefold()).replace("'", "").replace("/", " & ")
    return re.findall(r"[^\W_]+|&", text)


def _spelt(word: str) -> str:
    """A word as the usual titles spell it: no plural of a post, and no slip of the hand."""
    if word in SINGULAR:
        return SINGULAR[word]
    if len(word) < SHORTEST_RESPELT or word in _vocabulary() or word in SHORT:
        return word
    found = get_close_matches(word, _vocabulary(), 1, LIKE_ENOUGH)
    return found[0] if found else word
