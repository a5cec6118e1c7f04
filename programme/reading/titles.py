"""Job titles as people type them → levels; what is not recognised is asked, never guessed."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

SET_ASIDE = ("acting", "interim", "co", "joint", "associate", "designate")
NO_POST = ("npqh", "npqel", "npqsl", "the")
WORDS = {
    "exec": "executive",
    "ceo": "chief executive",
    "and": "&",
    "heads": "head",
    "headteachers": "headteacher",
    "principals": "principal",
}
SPELLINGS = (
    *("headteacher", "headmaster", "headmistress", "teacher", "principal", "executive", "deputy", "assistant"),
    *("director", "education", "governors", "business", "manager", "acting", "interim", "associate", "designate"),
)
KNOWN_WORDS = {*SPELLINGS, *SET_ASIDE, *NO_POST, *WORDS}
LIKE_ENOUGH = 0.85

HEAD = "(?:headteacher|head|principal|headmaster|headmistress|ht)"
MEANINGS = (
    ("Chief executive", r"(?:mat |trust )?chief executive"),
    ("Trust executive", r"deputy chief executive|trust executive|chief (?:operating|education) officer|coo"),
    ("Trust executive", r"director of (?:education|school improvement)"),
    ("Executive head", rf"executive {HEAD}|eht"),
    ("Deputy head", rf"(?:senior )?(?:deputy|vice) {HEAD}|dht"),
    ("Assistant head", rf"(?:senior )?assistant {HEAD}|aht"),
    ("Headteacher", rf"(?:(?:academy|school|primary|secondary|infant|junior) )?{HEAD}"),
    ("School business manager", r"(?:school )?business (?:manager|leader)|sbm"),
    ("Finance leader", r"chief (?:finance|financial) officer|cfo|finance (?:director|manager)|director of finance"),
    ("Chair of governors", r"chair of (?:governors|(?:governing|governors) (?:body|board))"),
    ("Middle leader", r"middle leader|head of (?:department|faculty|year)|(?:subject|phase) leader"),
)
"""In this order: executive, then deputy, assistant and vice, before head. Whole titles only."""

JOINED = (
    (r"head\1", r"\bhead (teacher|master|mistress)\b"),
    ("chief executive", r"\bchief executive officer\b"),
)
BOTH_POSTS = re.compile(rf"{HEAD} & chief executive|chief executive & {HEAD}")
HEAD_OF_SCHOOL = re.compile(r"(?:executive )?head of (?:school|academy)")


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
    words, respelt = _words(title)
    aside = tuple(dict.fromkeys(word for word in words if word in SET_ASIDE))
    bare = " ".join(word for word in _split(title) if word not in SET_ASIDE)
    if bare in own:
        return Reading(own[bare], aside)
    level, asks = _meaning(" ".join(word for word in words if word not in SET_ASIDE), schools_in_trust)
    return Reading(level, aside, respelt, asks)


def title_key(title: str) -> str:
    """A job title as it is compared: case, punctuation and spaces aside."""
    return " ".join(_split(title))


def _meaning(phrase: str, schools_in_trust: int) -> tuple[str, str]:
    if BOTH_POSTS.fullmatch(phrase):
        if schools_in_trust > 1:
            return "Chief executive", ""
        return "", "is two posts: headteacher in a trust of one school, chief executive in a trust of several"
    if HEAD_OF_SCHOOL.fullmatch(phrase):
        return "", "stands between deputy head and headteacher, and the choice is yours"
    for level, pattern in MEANINGS:
        if re.fullmatch(pattern, phrase):
            return level, ""
    return "", "is a job title whose level is not known"


def _words(title: str) -> tuple[list[str], bool]:
    typed = _split(title)
    spelt = [_spelt(word) for word in typed]
    phrase = " ".join(WORDS.get(word, word) for word in spelt if word not in NO_POST)
    for joined, apart in JOINED:
        phrase = re.sub(apart, joined, phrase)
    return phrase.split(), spelt != typed


def _split(title: str) -> list[str]:
    text = html.unescape(title.casefold()).replace("'", "").replace("/", " & ")
    return re.findall(r"[^\W_]+|&", text)


def _spelt(word: str) -> str:
    if len(word) < 6 or word in KNOWN_WORDS:
        return word
    found = get_close_matches(word, SPELLINGS, 1, LIKE_ENOUGH)
    return found[0] if found else word
