"""The files that ``report`` writes, by their names."""

from __future__ import annotations

from programme.records import Programme
from programme.store import Revision
from report import changes
from report.page.content import page
from report.page.render import html
from report.sheets import sheets
from report.workbook import NAME, workbook


def page_name(set_id: str = "", *, members_only: bool = False) -> str:
    """``report.html``, ``report-members.html``, ``report-S03.html`` or ``report-members-S03.html``."""
    return "-".join(filter(None, ["report", "members" * members_only, set_id])) + ".html"


def page_of(
    programme: Programme, standing: Revision, edited: str, set_id: str = "", *, members_only: bool = False
) -> dict[str, bytes]:
    """The page of a plan or of one of its sets, for the office or for members; ``edited`` as for ``page``."""
    content = page(
        programme,
        standing.plan,
        standing.summary,
        edited=edited,
        members_only=members_only,
        set_id=set_id,
    )
    return {page_name(set_id, members_only=members_only): html(content)}


def workbook_of(programme: Programme, standing: Revision, before: Revision | None) -> dict[str, bytes]:
    """The workbook, with what changed since the revision before."""
    changed = changes.since(programme, before, standing)
    return {NAME: workbook(programme.settings.name, sheets(programme, standing.plan, standing.summary, changed))}
