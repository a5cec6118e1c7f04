"""Who comes: what people have answered, meeting by meeting, on the terminal and for other programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from programme.advice import weekday
from programme.messages import Announcement, Key, Message, Sent
from programme.problems import Problem
from report import words
from report.terminal import console

NOBODY = "Nobody was sent an invitation yet: write them with setwright invites, then send them."
ORDER = ("accepted", "tentative", "declined", "no answer")


def show(sent: Sent, answers: Mapping[Key, str]) -> None:
    """A paragraph a meeting, with names under each answer."""
    out = console()
    if not answers:
        out.print(NOBODY, soft_wrap=True)
    for meeting, invited in _by_meeting(sent, answers):
        out.print(
            f"{meeting.set_id}, meeting {meeting.number}: {weekday(meeting.date)}, {meeting.start:%H:%M}", style="bold"
        )
        for status in ORDER:
            names = [message.to.name for message in invited if answers[message.key] == status]
            if names:
                out.print(f"  {status:<9} {len(names):>2}  {', '.join(names)}", soft_wrap=True)


def others(count: int) -> str:
    """That some of what was read holds no answer; blank where all of it does."""
    return f"Passed over: {words.count(count, 'message')} without an answer." if count else ""


def values(sent: Sent, answers: Mapping[Key, str], ignored: Iterable[Problem]) -> dict[str, Any]:
    """The same as values that become JSON, with the answers that were passed over."""
    meetings = [
        {
            "set_id": meeting.set_id,
            "meeting": meeting.number,
            "uid": meeting.uid,
            "date": meeting.date.isoformat(),
            "answers": [
                {"kind": one.to.kind, "id": one.to.key, "name": one.to.name, "answer": answers[one.key]}
                for one in invited
            ],
        }
        for meeting, invited in _by_meeting(sent, answers)
    ]
    return {"meetings": meetings, "ignored": [{"where": one.sheet, "why": one.fault} for one in ignored]}


def _by_meeting(sent: Sent, answers: Mapping[Key, str]) -> list[tuple[Announcement, list[Message]]]:
    """Each meeting as it was last told, in the order of sets and numbers, with those who are invited."""
    invited: dict[str, list[Message]] = defaultdict(list)
    for key in sorted(answers):
        invited[sent[key].announcement.uid].append(sent[key])
    meetings = [(max(people, key=lambda one: one.age).announcement, people) for people in invited.values()]
    return sorted(meetings, key=lambda found: (found[0].set_id, found[0].number, found[0].uid))
