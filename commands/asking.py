"""Who can be asked, what day it is, and whether to go on and write."""

from __future__ import annotations

import sys
from datetime import date

import click

from programme.problems import WrongUse


def today() -> date:
    """The day that counts as today."""
    return date.today()


def at_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def may_write(dry_run: bool, agreed: bool, question: str, unasked: str) -> bool:
    """Whether to go on and write; where not, that is said. WrongUse where it must be asked and nobody can be."""
    from report import terminal, words

    if dry_run:
        terminal.tell(words.NOTHING_WRITTEN)
        return False
    if not agreed and not at_terminal():
        raise WrongUse(unasked)
    if agreed or click.confirm(question):
        return True
    terminal.tell(words.NOTHING_CHANGED)
    return False
