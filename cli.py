"""The program: its commands, and how each ends."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Any

import click

from commands import changing, forgetting, looking, planning, sending
from programme.problems import InputProblems, SetwrightError, WrongUse

FAULT = "Setwright met a fault of its own ({where}) and stopped; SETWRIGHT_DEBUG=1 shows where, if you report it."

NOBODY_READS = 141
"""The exit status of other programs too when whoever read their output has gone: 128 + SIGPIPE."""


class Commands(click.Group):
    """Lists commands in the order people need them, and ends each as docs/formats.md says."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Ends with the exit status that docs/formats.md gives for whatever happens."""
        _keep_standard_output()
        _print_whatever_the_names()
        try:
            done = super().invoke(ctx)
            sys.stdout.flush()
            return done
        except (click.ClickException, click.exceptions.Exit):
            raise
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(NOBODY_READS)
        except SetwrightError as error:
            _tell(error, err=ctx.invoked_subcommand != "check")
            ctx.exit(error.exit_code)
        except (KeyboardInterrupt, click.Abort):
            click.echo("\nNothing was changed.", err=True)
            ctx.exit(130)
        except PermissionError as error:
            click.echo(f"{error.filename or 'A file'} cannot be read or written: {error.strerror}.", err=True)
            ctx.exit(WrongUse.exit_code)
        except Exception as error:
            _tell_fault(error)
            ctx.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
def main() -> None:
    """Form action learning sets for school leaders, and give each a year of meetings.

    A FOLDER holds one programme: programme.toml and the spreadsheets leaders.csv,
    facilitators.csv, venues.csv and closures.csv, or one workbook programme.xlsx.

    \b
    Example:
      setwright new leeds      a small example to start from
      setwright check leeds    every problem at once, with its cure
      setwright plan leeds     sets, meetings and waiting list
      setwright show leeds     the plan again
      setwright invites leeds  calendars for everyone
      setwright report leeds   a page and a workbook to read
    """


def _tell(error: SetwrightError, *, err: bool) -> None:
    from report import terminal

    if isinstance(error, InputProblems):
        terminal.tell_problems(error.problems, err=err)
    else:
        terminal.tell(str(error), err=True)


def _tell_fault(error: Exception) -> None:
    """No personal data: the message of an exception may hold names, its type and place do not."""
    if os.environ.get("SETWRIGHT_DEBUG") == "1":
        traceback.print_exception(error)
        return
    last = traceback.extract_tb(error.__traceback__)[-1]
    click.echo(FAULT.format(where=f"{type(error).__name__}, {Path(last.filename).name} line {last.lineno}"), err=True)


def _keep_standard_output() -> None:
    """For what commands say: HiGHS prints lines of its own now and then, silenced or not, and these go nowhere.

    A Windows terminal keeps its handle, which colours need.
    """
    stream = sys.__stdout__
    if stream is None or sys.stdout is not stream or (os.name == "nt" and stream.isatty()):
        return
    own = os.dup(stream.fileno())
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.stdout = os.fdopen(own, "w", encoding=stream.encoding)


def _print_whatever_the_names() -> None:
    """Letters that the terminal or file cannot show become question marks instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")


for command in (
    planning.new,
    planning.check,
    planning.closures,
    planning.plan,
    changing.withdraw,
    changing.rejoin,
    changing.decline,
    changing.confirm,
    looking.show,
    changing.move,
    looking.history,
    changing.restore,
    sending.invites,
    sending.send,
    sending.publish,
    sending.replies,
    looking.report,
    forgetting.forget,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
