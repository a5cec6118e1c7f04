"""The 320 spellings of head teachers' job titles that a register of 2016 holds, and the table they are read by."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from programme.reading.levels import LADDER
from programme.reading.titles import BETWEEN, HEAD_AND_CHIEF, UNKNOWN, Reading, read_title, usual_titles

SPELLINGS = Path(__file__).parents[2] / "shared" / "data" / "schools" / "head_job_titles.tsv"
PAGE = " ".join((Path(__file__).parents[1] / "docs" / "formats.md").read_text("utf-8").split())

HEAD, EXECUTIVE = "Headteacher", "Executive head"
BY_HAND = {
    "Headteacher": (HEAD, ""),
    "Head Teacher": (HEAD, ""),
    "HeadTeacher": (HEAD, ""),
    "Principal": (HEAD, ""),
    "Head": (HEAD, ""),
    "Headmaster": (HEAD, ""),
    "Head Mistress": (HEAD, ""),
    "Academy Principal": (HEAD, ""),
    "Primary Principal": (HEAD, ""),
    "Infant Headteacher": (HEAD, ""),
    "Headteacher, Npqh": (HEAD, ""),
    "Executive Headteacher": (EXECUTIVE, ""),
    "Executive  Headteacher": (EXECUTIVE, ""),
    "Executive Principal": (EXECUTIVE, ""),
    "Exec Headteacher": (EXECUTIVE, ""),
    "Executive Headmistress": (EXECUTIVE, ""),
    "Deputy Headteacher": ("Deputy head", ""),
    "Senior Deputy Headteacher": ("Deputy head", ""),
    "Vice Principal": ("Deputy head", ""),
    "Assistant Head Teacher": ("Assistant head", ""),
    "Director of Education": ("Trust executive", ""),
    "Chief Executive Officer": ("Chief executive", ""),
    "CEO": ("Chief executive", ""),
    "Business Manager": ("School business manager", ""),
    "Acting Headteacher": (HEAD, "acting"),
    "Headteacher (Acting)": (HEAD, "acting"),
    "Interim Ht": (HEAD, "interim"),
    "Principal (Interim)": (HEAD, "interim"),
    "Locum Headteacher": (HEAD, "locum"),
    "Headteacher (Jobshare)": (HEAD, "jobshare"),
    "Associate Head": (HEAD, "associate"),
    "Principal Designate": (HEAD, "designate"),
    "Co - Headteacher": (HEAD, "co"),
    "Coheadteachers": (HEAD, "co, respelt"),
    "Co-Headtachers": (HEAD, "co, respelt"),
    "Acting Co-Principal": (HEAD, "acting, co"),
    "Interim Joint Headteachers": (HEAD, "interim, joint, respelt"),
    "Acting Exec Headteacher": (EXECUTIVE, "acting"),
    "Acting Ceo": ("Chief executive", "acting"),
    "Prinicpal": (HEAD, "respelt"),
    "Principle": (HEAD, "respelt"),
    "Head Teadcher": (HEAD, "respelt"),
    "Headteachers": (HEAD, "respelt"),
    "Exexcutive Headteacher": (EXECUTIVE, "respelt"),
    "Excutive Principal": (EXECUTIVE, "respelt"),
    "Head of School": ("", BETWEEN),
    "Adting Head of School": ("", UNKNOWN),
    "Executive Head of School": ("", BETWEEN),
    "Principal & Chief Executive": ("", HEAD_AND_CHIEF),
    "Principal &Amp; Chief Executive": ("", HEAD_AND_CHIEF),
    "CEO/Executive Principal": ("", "is two posts: Chief executive and Executive head"),
    "Executive Principal/Head": ("", "is two posts: Executive head and Headteacher"),
    "Assistant Executive Headteacher": ("", UNKNOWN),
    "Head of Nursery": ("", UNKNOWN),
    "Principal & Head of Secondary": ("", UNKNOWN),
    "Assistant Director of Education": ("", UNKNOWN),
    "Director": ("", UNKNOWN),
    "Acting": ("", UNKNOWN),
    "Mr": ("", UNKNOWN),
    "Gallagher": ("", UNKNOWN),
    "Teacher In Charge": ("", UNKNOWN),
    "": ("", UNKNOWN),
}
"""A level and what is flagged, or no level and what is asked: read and judged by hand."""


def told(reading: Reading) -> tuple[str, str]:
    """The level with its flags, or the question."""
    flags = [*reading.set_aside, *(["respelt"] if reading.respelt else [])]
    return (reading.level, ", ".join(flags)) if reading.level else ("", reading.asks)


def spellings() -> list[str]:
    """All spellings, blank among them."""
    if not SPELLINGS.exists():
        pytest.skip("the list of spellings is not beside this copy")
    return [line.partition("\t")[2] for line in SPELLINGS.read_text("utf-8").split("\n") if line]


@pytest.mark.parametrize("title", BY_HAND)
def test_a_title_judged_by_hand_is_read_so(title: str) -> None:
    assert told(read_title(title, {})) == BY_HAND[title]


def test_sixty_of_the_real_spellings_are_judged_by_hand() -> None:
    assert len(BY_HAND.keys() & set(spellings())) >= 60


def test_every_real_spelling_is_a_level_or_a_flagged_level_or_a_question() -> None:
    kinds: Counter[str] = Counter()
    for title in spellings():
        reading = read_title(title, {})
        assert bool(reading.level) != bool(reading.asks), title
        flagged = reading.set_aside or reading.respelt
        kinds["a question" if reading.asks else "flagged" if flagged else "a level"] += 1
    assert kinds == {"a level": 36, "flagged": 79, "a question": 205}


def test_the_docs_state_these_counts() -> None:
    assert "Of 320 spellings" in PAGE
    assert "36 are a level, 79 a level with a warning and 205 a question" in PAGE


def test_every_usual_title_has_the_level_that_the_table_gives() -> None:
    assert {title: read_title(title, {}) for title in usual_titles()} == {
        title: Reading(level) for title, level in usual_titles().items()
    }


def test_the_usual_titles_lead_to_levels_of_the_ladder_and_to_each() -> None:
    assert set(usual_titles().values()) == set(LADDER)
