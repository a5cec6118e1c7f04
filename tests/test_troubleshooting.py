"""docs/troubleshooting.md quotes the program: every message there is provoked here, and ends as its chapter says."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from commands import asking
from programme.reading import read_programme
from programme.store import ledger
from tests import plans
from tests.commands import TODAY, broken, planned, raising, run, use
from tests.servers import free_port
from tests.test_bad_folders import made

PAGE = (Path(__file__).parent.parent / "docs" / "troubleshooting.md").read_text("utf-8")
LEEDS = Path("leeds")
OFFICE = '"postgresql+psycopg://office@localhost/sets?host=/nowhere"'

Patch = pytest.MonkeyPatch
Provoke = Callable[[Patch], Result]


def entries() -> dict[str, tuple[int, list[str]]]:
    """By heading: the exit status that its chapter names, and the messages quoted there, white space made single."""
    found = {}
    for chapter in re.split(r"^## ", PAGE, flags=re.M)[1:]:
        status = re.match(r"Exit status (\d)", chapter)
        for entry in re.split(r"^### ", chapter, flags=re.M)[1:]:
            heading, _, below = entry.partition("\n")
            quotes = [" ".join(quote.split()) for quote in re.findall(r"^```text\n(.*?)^```", below, re.M | re.S)]
            if status and quotes:
                found[heading] = (int(status[1]), quotes)
    return found


def says(result: Result, quote: str) -> bool:
    """Whether the program said this, with anything in the place of ``…``."""
    wanted = ".*".join(map(re.escape, quote.split("…")))
    return re.search(wanted, " ".join(result.output.split())) is not None


def first_plan(patch: Patch, waiting: int = 0) -> Path:
    """A programme with a plan, in July 2027; no solver is asked."""
    use(patch, planned)
    folder = plans.folder(LEEDS, waiting)
    assert run("plan", folder).exit_code == 0
    return folder


def edit(name: str, before: str, after: str) -> None:
    text = (LEEDS / name).read_text("utf-8-sig")
    assert before in text
    (LEEDS / name).write_text(text.replace(before, after), "utf-8")


def keep(name: str, lines: int) -> None:
    """Only so many lines of a file."""
    text = (LEEDS / name).read_text("utf-8")
    (LEEDS / name).write_text("".join(text.splitlines(keepends=True)[:lines]), "utf-8")


def sql(*statements: str) -> None:
    with sqlite3.connect(LEEDS / "setwright.db") as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def bad(fault: str) -> Provoke:
    """A good programme with one fault, checked."""
    return lambda patch: run("check", made(fault, LEEDS))


def no_plan(patch: Patch) -> Result:
    return run("show", plans.folder(LEEDS))


def unasked(patch: Patch) -> Result:
    return run("plan", first_plan(patch), "--fresh")


def open_in_excel(patch: Patch) -> Result:
    folder, rename, opened = first_plan(patch), Path.rename, Path.open

    def refusing(self: Path, target: Path) -> Path:
        if self.name == "plan":
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    def locked(self: Path, *how: Any, **details: Any) -> Any:
        if self.name == "sets.csv" and how == ("r+b",):
            raise PermissionError(13, "Permission denied")
        return opened(self, *how, **details)

    patch.setattr(Path, "rename", refusing)
    patch.setattr(Path, "open", locked)
    return run("plan", folder, "--fresh", "--yes")


def changed_meanwhile(patch: Patch) -> Result:
    """A colleague saves while somebody looks at what would change."""
    folder = first_plan(patch)

    def confirm(question: str) -> bool:
        assert run("plan", folder, "--fresh", "--yes").exit_code == 0
        return True

    patch.setattr(asking, "at_terminal", lambda: True)
    patch.setattr("click.confirm", confirm)
    return run("plan", folder, "--fresh")


def in_use(patch: Patch) -> Result:
    patch.setattr("programme.store.database.WAIT_SECONDS", 0.01)
    folder = first_plan(patch)
    other = sqlite3.connect(folder / "setwright.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    result = run("plan", folder, "--fresh", "--yes")
    other.close()
    return result


def damaged(patch: Patch) -> Result:
    folder = first_plan(patch)
    (folder / "setwright.db").write_bytes(b"no database " * 99)
    return run("show", folder)


def row_damaged(patch: Patch) -> Result:
    folder = first_plan(patch)
    sql("UPDATE revisions SET plan = '{}'")
    return run("show", folder)


def newer(patch: Patch) -> Result:
    folder = first_plan(patch)
    sql("UPDATE setwright SET version = 2")
    return run("show", folder)


def unreachable(patch: Patch) -> Result:
    return run("show", plans.folder(LEEDS, store=OFFICE))


def without_psycopg(patch: Patch) -> Result:
    patch.setitem(sys.modules, "psycopg", None)
    return unreachable(patch)


def broken_export(patch: Patch) -> Result:
    folder = first_plan(patch)
    keep("leaders.csv", 4)
    return run("plan", folder, "--yes")


def sent_already(patch: Patch) -> Result:
    folder = first_plan(patch)
    assert [run("invites", folder, *words).exit_code for words in ((), ("--sent",))] == [0, 0]
    return run("plan", folder, "--fresh", "--yes")


def still_placed(patch: Patch) -> Result:
    return run("forget", first_plan(patch), "L01", "--yes")


def no_mail_server(patch: Patch) -> Result:
    folder = first_plan(patch)
    run("invites", folder)
    return run("send", folder)


def mail_server(folder: Path, **keys: str) -> None:
    with (folder / "programme.toml").open("a", encoding="utf-8") as file:
        file.write("\n".join(["[smtp]", *(f"{key} = {value}" for key, value in keys.items()), ""]))


def no_password(patch: Patch) -> Result:
    patch.delenv("SETWRIGHT_SMTP_PASSWORD", raising=False)
    folder = first_plan(patch)
    mail_server(folder, host='"smtp.example.org"', user='"office@example.org"')
    return run("send", folder)


def mail_unreachable(patch: Patch) -> Result:
    folder = first_plan(patch)
    mail_server(folder, host='"127.0.0.1"', port=str(free_port()), security='"none"')
    run("invites", folder)
    return run("send", folder)


def in_doubt(patch: Patch) -> Result:
    folder = first_plan(patch)
    mail_server(folder, host='"127.0.0.1"', port=str(free_port()), security='"none"')
    run("invites", folder)
    from invites import Outbox

    book = ledger.open(folder, read_programme(folder).settings)
    assert book.begin(Outbox(folder).waiting({})[0].message)
    return run("send", folder)


def calendar_unreachable(patch: Patch) -> Result:
    return run("publish", first_plan(patch), f"http://127.0.0.1:{free_port()}/sets/")


def left_the_spreadsheet(patch: Patch) -> Result:
    folder = first_plan(patch, waiting=1)
    keep("leaders.csv", 8)
    return run("show", folder)


def edited_by_hand(patch: Patch) -> Result:
    folder = first_plan(patch)
    edit("plan/sets.csv", "L03", "L33")
    return run("show", folder)


def too_few(patch: Patch) -> Result:
    patch.setattr(asking, "today", lambda: TODAY)
    folder = plans.folder(LEEDS)
    keep("leaders.csv", 6)
    return run("plan", folder)


def away_for_long(patch: Patch) -> Result:
    patch.setattr(asking, "today", lambda: TODAY)
    folder = plans.folder(LEEDS)
    edit("facilitators.csv", "F1,", "F2,Facilitator 2,facilitator2@example.org,430000,433000\nF1,")
    assert run("plan", folder).exit_code == 0
    lines = (folder / "facilitators.csv").read_text("utf-8").splitlines()
    away = [f"{lines[0]},away", *(f"{line},2027-12-01..2028-01-31" for line in lines[1:])]
    (folder / "facilitators.csv").write_text("\n".join(away) + "\n", "utf-8")
    return run("plan", folder, "--yes")


def cannot_stand_again(patch: Patch) -> Result:
    folder = first_plan(patch)
    assert run("plan", folder, "--fresh", "--yes").exit_code == 0
    edit("venues.csv", "1 Market Street,", "1 Market Street, ")
    edit("venues.csv", "northing\n", "northing,closed\n")
    edit("venues.csv", "433000\n", "433000,2027-09-09\n")
    return run("restore", folder, "1", "--yes")


def against_a_rule(patch: Patch) -> Result:
    return run("move", first_plan(patch), "S01/3", "--date", "2027-12-25")


def too_few_weeks(patch: Patch) -> Result:
    patch.setattr(asking, "today", lambda: TODAY)
    return run("plan", plans.folder(LEEDS), "--from", "2028-03-01")


def out_of_time(patch: Patch) -> Result:
    patch.setattr(asking, "today", lambda: TODAY)
    patch.setattr("programme.watch.Watch.expired", lambda self: True)
    folder = plans.folder(LEEDS)
    keep("leaders.csv", 5)
    return run("plan", folder)


def cut_short(patch: Patch) -> Result:
    def hurried(*words: Any, **options: Any) -> Any:
        from dataclasses import replace

        plan, summary = planned(*words, **options)
        return plan, replace(summary, cut_short=True)

    use(patch, hurried)
    return run("plan", plans.folder(LEEDS))


def windows_encoding(patch: Patch) -> Result:
    folder = plans.folder(LEEDS)
    text = (folder / "leaders.csv").read_text("utf-8").replace("Leader 1,", "Zoë,").replace(",", ";")
    (folder / "leaders.csv").write_bytes(text.encode("cp1252"))
    return run("check", folder)


def open_while_read(patch: Patch) -> Result:
    folder = plans.folder(LEEDS)
    (folder / ".~lock.leaders.csv#").write_text("")
    return run("check", folder)


def edited_since(patch: Patch) -> Result:
    folder = first_plan(patch)
    edit("leaders.csv", "School 2", "School 1")
    return run("show", folder)


def fault(patch: Patch) -> Result:
    use(patch, raising(ValueError("something unheard of")))
    return run("plan", plans.folder(LEEDS))


def broken_plan(patch: Patch) -> Result:
    use(patch, broken)
    return run("plan", plans.folder(LEEDS))


PROVOKED: dict[str, tuple[Provoke, ...]] = {
    "Excel has changed what you typed": (bad("id_of_which_excel_lost_digits"), bad("id_that_became_a_date")),
    "A date, a half-day or a number is not understood": (bad("day_that_does_not_exist"), bad("weekday_misspelt")),
    "A comma has parted a cell in two": (bad("comma_without_quotation_marks"),),
    "Letters are wrong, or a file is not read at all": (bad("no_known_encoding"), bad("two_encodings")),
    "The workbook cannot be read": (
        bad("workbook_with_macros"),
        bad("workbook_with_password"),
        bad("workbook_formula_without_value"),
    ),
    "A file or a key has another name": (bad("file_missing"), bad("key_misspelt")),
    "A level or a job title is not known": (bad("level_misspelt"), bad("job_title_unknown")),
    "Somebody is named who is not there": (bad("not_with_nobody"),),
    "Somebody in the plan has left the spreadsheet": (left_the_spreadsheet,),
    "`plan/` was edited, and does not fit together": (edited_by_hand,),
    "A level cannot form a set": (too_few,),
    "A set has no calendar any more": (away_for_long,),
    "Too few weeks are left": (too_few_weeks,),
    "A meeting cannot be moved there": (against_a_rule,),
    "An earlier plan cannot stand again": (cannot_stand_again,),
    "No plan was found in time": (out_of_time,),
    "Nobody could be asked": (unasked,),
    "There is no plan yet": (no_plan,),
    "A file is open in Excel": (open_in_excel,),
    "Somebody else has saved meanwhile": (changed_meanwhile, in_use),
    "Half of the people seem to have left": (broken_export,),
    "A fresh start is refused": (sent_already,),
    "The database is damaged": (damaged, row_damaged),
    "Another computer has a newer version": (newer,),
    "The PostgreSQL server does not answer": (unreachable, without_psycopg),
    "Mail is not sent": (no_mail_server, no_password, mail_unreachable),
    "A message may have arrived, or not": (in_doubt,),
    "A calendar server does not answer": (calendar_unreachable,),
    "Somebody cannot be forgotten yet": (still_placed,),
    "A spreadsheet was saved in another way": (windows_encoding,),
    "A spreadsheet is open while it is read": (open_while_read,),
    "The search was cut short": (cut_short,),
    "The plan no longer fits the spreadsheets": (edited_since,),
    "It met a fault of its own": (fault, broken_plan),
}


def test_every_message_that_is_quoted_is_provoked_and_no_other() -> None:
    assert {heading: len(quotes) for heading, (_, quotes) in entries().items()} == {
        heading: len(provoked) for heading, provoked in PROVOKED.items()
    }


@pytest.mark.parametrize(
    ("heading", "number"), [(heading, number) for heading, all_of in PROVOKED.items() for number in range(len(all_of))]
)
def test_the_program_says_so_and_ends_so(heading: str, number: int, tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.chdir(tmp_path)
    status, quotes = entries()[heading]
    result = PROVOKED[heading][number](monkeypatch)
    assert says(result, quotes[number]), result.output
    assert result.exit_code == status
