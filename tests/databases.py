"""A real PostgreSQL server of the tests' own, on a socket that nobody else can reach."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USER, PASSWORD, DATABASE = "office", "a secret of the tests", "sets"
ACCOUNT = "postgres"
"""Whom the server runs as where the tests run as root, which it refuses."""


def _program(name: str) -> str:
    found = shutil.which(name) or next(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), "")
    if not found:
        pytest.skip(f"PostgreSQL is not installed here: there is no {name}")
    return found


def _account() -> str | None:
    if os.name != "posix" or os.getuid() != 0:
        return None
    import pwd

    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        pytest.skip(f"PostgreSQL does not run as root, and there is no account {ACCOUNT}")
    return ACCOUNT


def _run(*words: str, user: str | None) -> None:
    subprocess.run(words, user=user, cwd="/", check=True, stdout=subprocess.DEVNULL, env={"LC_ALL": "C"})


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of an empty database, with the password in the environment; skips where there is no server."""
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    user, home = _account(), Path(tempfile.mkdtemp(prefix="setwright-"))
    try:
        secret, data = home / "password", home / "data"
        secret.write_text(PASSWORD)
        if user:
            for path in (home, secret):
                shutil.chown(path, user)
        how = ("--username", USER, "--pwfile", str(secret), "--auth", "scram-sha-256")
        _run(initdb, "--pgdata", str(data), *how, "--encoding", "UTF8", "--no-sync", user=user)
        options = f"-c listen_addresses='' -c unix_socket_directories='{home}' -c fsync=off"
        log = str(home / "log")
        _run(pg_ctl, "--pgdata", str(data), "--log", log, "--options", options, "--wait", "start", user=user)
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("PGPASSWORD", PASSWORD)
                _create(home)
                yield f"postgresql+psycopg://{USER}@/{DATABASE}?host={home}"
        finally:
            _run(pg_ctl, "--pgdata", str(data), "--mode", "immediate", "--wait", "stop", user=user)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _create(home: Path) -> None:
    import psycopg

    with psycopg.connect(host=str(home), user=USER, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")


def emptied(url: str) -> str:
    """The same database without anything in it."""
    from sqlalchemy import create_engine

    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return url
