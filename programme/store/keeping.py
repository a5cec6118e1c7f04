"""The store: every revision of a programme's plan, and ``FOLDER/plan/`` as the newest has it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from programme.advice import command, no_plan
from programme.checker import Breach
from programme.decisions import Decisions, decided
from programme.identity import Identity, identity_of, serial_of
from programme.plans import Plan, Summary
from programme.problems import InputProblems, WrongUse
from programme.records import Programme, Settings
from programme.store.database import FILE, Database, database
from programme.store.files import Files, digest
from programme.store.judging import judge
from programme.store.reading import gone, read_plan
from programme.store.revisions import Entry, Revision
from programme.store.sheets import files_of
from programme.store.shelf import Shelf

T = TypeVar("T")

FOUND = "found in plan/"
EDITED = "plan/ edited by hand"
ATTEMPTS = 5
"""How often ``plan/`` is read again because somebody saves meanwhile."""


class Overtaken(WrongUse):
    """Somebody else has saved meanwhile; nothing was written."""


def now() -> datetime:
    """The time that is kept with a revision."""
    return datetime.now(UTC).replace(microsecond=0)


def open(folder: Path, settings: Settings) -> Store:
    """The store of a folder's programme; nothing is read or written yet."""
    return Store(folder, Files(folder / "plan"), database(folder, settings.store), identity_of(settings))


@dataclass(frozen=True, slots=True)
class Store:
    """The revisions of one programme. StoreTrouble, in words, wherever the database fails."""

    folder: Path
    files: Files
    database: Database
    identity: Identity

    def newest(self) -> Revision | None:
        """The revision saved last; None before the first."""
        return self._ask(Shelf.newest, None)

    def revision(self, number: int) -> Revision:
        """The revision of this number; WrongUse where there is none."""
        found = self._ask(lambda shelf: shelf.revision(number), None)
        if found is None:
            raise WrongUse(f"There is no revision {number}. {command('history', self.folder)} lists those there are.")
        return found

    def as_saved(self, standing: Revision) -> Revision:
        """The plan that stands as it was saved, before people edited it; as it is where nothing was saved."""
        return standing if standing.fingerprint else self.newest() or standing

    def before(self, standing: Revision) -> Revision | None:
        """The revision before that which stands: its parent, or itself as saved where people have edited it since."""
        saved = self.as_saved(standing)
        if saved.plan != standing.plan:
            return saved
        return None if standing.parent is None else self.revision(standing.parent)

    def history(self) -> tuple[Entry, ...]:
        """Every revision without its plan, the first one first."""
        return self._ask(Shelf.entries, ())

    def last_serial(self) -> int:
        """The highest number that a set was ever given, of sets that are gone too; 0 before the first."""
        newest = self.newest()
        return max(newest.last_serial if newest else 0, self.files.last_serial())

    def has_plan(self) -> bool:
        """Whether a plan stands, readable or not."""
        return self.files.exist() or self._last() > 0

    def standing(self, programme: Programme, *, as_saved: bool = False) -> Revision | None:
        """The plan that stands: the newest revision, or what people made of it in ``plan/``; None before the first.

        Whoever has left the spreadsheets since is still named in it. A plan edited by hand, or
        found without a store, has no fingerprint; ``files`` are those there are. Where these cannot
        be read: InputProblems, or with ``as_saved`` the newest revision all the same. Overtaken
        where they were edited and somebody else has saved meanwhile.
        """
        for _ in range(ATTEMPTS):
            self.recover(programme)
            newest, there = self.newest(), self.files.digest()
            try:
                found = self._as_edited(programme, newest)
            except InputProblems:
                if self._undisturbed(newest) and not as_saved:
                    raise
                found = newest
            if self._undisturbed(newest):
                return found and replace(found, files=there)
        raise Overtaken("Somebody else is saving at this moment. Run this again.")

    def load(self, programme: Programme) -> Revision:
        """As ``standing``; WrongUse where there is none, InputProblems too where a set needs somebody who has left."""
        found = self.standing(programme)
        if found is None:
            raise WrongUse(no_plan(self.folder))
        if left := tuple(gone(decided(programme, found.decisions), found.plan, self.folder)):
            raise InputProblems(left)
        return found

    def save(
        self,
        programme: Programme,
        plan: Plan,
        summary: Summary,
        *,
        parent: Revision | None,
        reason: str,
        decisions: Decisions,
        fingerprint: str = "",
        but: Collection[Breach] = (),
    ) -> Revision:
        """Keeps a plan as the newest revision, and writes ``plan/`` in the place of the one before.

        ``parent`` is what ``standing`` gave when this was begun, None where that was nothing. If it
        was edited by hand, or found without a store, it becomes a revision of its own first.
        BrokenPlan where the plan breaks a rule, apart from ``but`` (see ``judge``), Overtaken where
        somebody has saved or edited since, NotSaved where the system refuses; all is then as it was.
        """
        judge(programme, plan, but)
        with self.database.writing() as connection:
            shelf = self._shelf(connection)
            before = self._before(shelf, parent)
            serials = [serial_of(one.set_id) for one in plan.sets]
            made = Revision(
                number=(before.number if before else self.files.number()) + 1,
                parent=before.number if before else None,
                saved_at=now(),
                reason=reason,
                fingerprint=fingerprint,
                last_serial=max([before.last_serial if before else 0, self.files.last_serial(), *serials]),
                files="",
                decisions=decisions,
                plan=plan,
                summary=summary,
            )
            return self._put(shelf, programme, made)

    def save_anew(
        self, programme: Programme, change: Callable[[Connection], None], *, parent: Revision, reason: str
    ) -> Revision:
        """Keeps the plan that stands as a revision more, after ``change`` of everything that is kept, all or nothing.

        ``parent`` and the errors are as for ``save``; no rule is asked, for the plan is as it was.
        """
        with self.database.writing() as connection:
            shelf = self._shelf(connection)
            self._before(shelf, parent)
            change(connection)
            stands = shelf.newest() or parent
            made = replace(
                stands, number=stands.number + 1, parent=stands.number, saved_at=now(), reason=reason, fingerprint=""
            )
            return self._put(shelf, programme, made)

    def recover(self, programme: Programme) -> None:
        """Writes ``plan/`` anew where it is missing, half replaced by a crash, or older than the newest revision.

        Overtaken where the older one was edited by hand; WrongUse where a server would forget
        what a file in the folder has kept so far.
        """
        last = self._last()
        if last == 0:
            self._refuse_to_forget()
        if not self.files.unsettled(last):
            return
        if not self.database.exists():
            self.files.put_back()
            return
        with self.database.writing() as connection:
            self.files.put_back()
            shelf = self._shelf(connection)
            newest = shelf.newest()
            if newest and self.files.unsettled(newest.number):
                self._refuse_to_lose(shelf, programme, newest)
                with self.files.replacing(
                    files_of(programme.settings, newest.plan, newest.summary, newest.last_serial)
                ):
                    pass

    def _put(self, shelf: Shelf, programme: Programme, made: Revision) -> Revision:
        """Adds a revision, and puts its files in the place of those that stand while it is committed."""
        summary = replace(made.summary, revision=made.number)
        sheets = files_of(programme.settings, made.plan, summary, made.last_serial)
        made = shelf.add(replace(made, summary=summary, files=digest(sheets)))
        with self.files.replacing(sheets):
            shelf.connection.commit()
        return made

    def _shelf(self, connection: Connection) -> Shelf:
        return Shelf(self.database, connection, self.identity)

    def _ask(self, question: Callable[[Shelf], T], nothing: T) -> T:
        """What the shelf answers; ``nothing`` where nothing was ever saved."""
        with self.database.reading() as connection:
            return nothing if connection is None else question(self._shelf(connection))

    def _last(self) -> int:
        return self._ask(Shelf.last, 0)

    def _undisturbed(self, newest: Revision | None) -> bool:
        """Whether nobody has saved since this was the newest, nor is about to: the files were those of one plan."""
        return self._last() == (newest.number if newest else 0) and not self.files.half_replaced()

    def _as_edited(self, programme: Programme, newest: Revision | None) -> Revision | None:
        """The newest revision, with what the files say in place of its plan where that differs."""
        if not self.files.exist():
            return newest
        saved = newest if newest and newest.number == self.files.number() else None
        if saved and saved.files == self.files.digest():
            return saved
        plan, summary = read_plan(self.files.path, programme, newest.plan if newest else None)
        if saved is None:
            return self._found(plan, summary, newest)
        return saved if saved.plan == plan else replace(saved, plan=plan, summary=summary, fingerprint="")

    def _found(self, plan: Plan, summary: Summary, newest: Revision | None) -> Revision:
        """A plan that was never saved in this store, as a revision that could be."""
        return Revision(
            number=max(1, summary.revision),
            parent=newest.number if newest else None,
            saved_at=now(),
            reason=FOUND,
            fingerprint="",
            last_serial=self.last_serial(),
            files=self.files.digest(),
            decisions=newest.decisions if newest else Decisions(),
            plan=plan,
            summary=summary,
        )

    def _before(self, shelf: Shelf, parent: Revision | None) -> Revision | None:
        """The newest revision; what people made of it by hand, or had without a store, becomes one first."""
        newest = shelf.newest()
        if newest and (parent is None or parent.number < newest.number):
            begun = f"this was begun from revision {parent.number}" if parent else "this was begun without a plan"
            raise Overtaken(
                f"The plan has changed meanwhile: {_told(newest)}, and {begun}. Nothing was written. Run this again, "
                f"and it begins from revision {newest.number}."
            )
        if parent and self.files.exist() and self.files.digest() != parent.files:
            raise Overtaken(f"{self.files.path} was edited meanwhile. Nothing was written. Run this again.")
        if parent and (newest is None or newest.number < parent.number):
            return shelf.add(parent)
        return newest if not parent or (newest and newest.plan == parent.plan) else shelf.add(_edited(parent))

    def _refuse_to_forget(self) -> None:
        """WrongUse where the folder's own file has kept what the server that is to keep it now has not."""
        if self.database.file is None and (self.folder / FILE).exists():
            raise WrongUse(
                f"{self.folder / FILE} keeps this programme, and {self.database.place} has no plan of it. To go on "
                "there from the plan that stands, move that file away: earlier plans, and what was sent, stay in it."
            )

    def _refuse_to_lose(self, shelf: Shelf, programme: Programme, newest: Revision) -> None:
        """Overtaken where ``plan/`` has what people wrote there and no revision has."""
        if not self.files.exist():
            return
        number = self.files.number()
        saved = shelf.revision(number)
        if saved and saved.files == self.files.digest():
            return
        try:
            plan, _ = read_plan(self.files.path, programme, newest.plan)
        except InputProblems:
            plan = None
        if plan is None or not shelf.holds(plan):
            raise Overtaken(
                f"{self.files.path} is revision {number} edited by hand, and {_told(newest)} meanwhile. Nothing was "
                "written. Rename the folder plan: run again, this writes it anew as it was saved, and what you had "
                "edited can be copied into it."
            )


def _edited(parent: Revision) -> Revision:
    number = parent.number + 1
    summary = replace(parent.summary, revision=number)
    return replace(
        parent, number=number, parent=parent.number, saved_at=now(), reason=EDITED, files="", summary=summary
    )


def _told(revision: Entry) -> str:
    return f"revision {revision.number} ({revision.reason}) was saved at {revision.saved_at:%H:%M on %d %b %Y} (UTC)"
