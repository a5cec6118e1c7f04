"""Options and arguments that several commands have, and how their values are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

When = tuple[date | None, int | None]


def a_day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """A day as people write it."""
    from programme.reading.cells import Unreadable, day

    try:
        return day(value.strip()) if value is not None else None
    except Unreadable as unreadable:
        fault = unreadable.faults[0]
        raise click.BadParameter(f"{fault.value!r} {fault.fault}. {fault.cure}", ctx, param) from None


def a_half_day(ctx: click.Context, param: click.Parameter, value: str | None) -> When:
    """The day and, where am or pm follows it, the half of it."""
    from programme.slots import HALVES

    text = (value or "").strip()
    half = text[-2:].lower()
    if half not in HALVES:
        return a_day(ctx, param, value), None
    return a_day(ctx, param, text[:-2]), HALVES.index(half)


FILE = click.Path(exists=True, dir_okay=False, resolve_path=True)
folder_argument = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
today_option = click.option("--from", "from_day", callback=a_day, metavar="DATE", help="The day that counts as today.")
yes_option = click.option("--yes", is_flag=True, help="Replace the plan without asking.")
gias_option = click.option("--gias", type=FILE, help="The register of schools, to fill in columns from.")
links_option = click.option("--gias-links", type=FILE, help="The register's links from closed schools to successors.")
dry_run_option = click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")


def given(options: dict[str, str | None]) -> dict[str, str]:
    """The options that were given, by the key of programme.toml for which they stand in."""
    return {name: value for name, value in options.items() if value is not None}
