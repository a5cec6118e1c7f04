"""The server for messages, in programme.toml: what is read, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from programme.records import Smtp
from tests.tiny_folder import Tiny


def told(path: Path, text: str) -> list[str]:
    return Tiny(path).table(f"[smtp]\n{text}").told()


def test_without_the_table_there_is_no_server(tmp_path: Path) -> None:
    assert Tiny(tmp_path).read().settings.smtp == Smtp()


def test_every_key_is_read(tmp_path: Path) -> None:
    text = 'host = "smtp.example.org"\nport = 2525\nsecurity = "tls"\nuser = "office"\nmessages_per_minute = 10'
    assert Tiny(tmp_path).table(f"[smtp]\n{text}").read().settings.smtp == Smtp(
        host="smtp.example.org", port=2525, security="tls", user="office", messages_per_minute=10
    )


@pytest.mark.parametrize("value", ['"s3cr3t"', "12345", '["s3cr3t"]', '""', "{s3cr3t = 1}"])
def test_a_password_in_the_file_is_told_and_not_repeated(tmp_path: Path, value: str) -> None:
    assert told(tmp_path, f'host = "smtp.example.org"\npassword = {value}') == [
        "programme.toml, smtp.password: does not belong in a file. "
        "Delete it, and set SETWRIGHT_SMTP_PASSWORD in the environment."
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('user = "anna"', 'smtp.host: is missing. Write smtp.host = "smtp.example.org".'),
        (
            'host = "smtp.example.org:587"',
            "smtp.host: 'smtp.example.org:587' is not the name of a server. Write smtp.host = \"smtp.example.org\".",
        ),
        (
            'host = "smtp.example.org"\nsecurity = "ssl"',
            'smtp.security: \'ssl\' is neither "starttls" nor "tls" nor "none". Write "starttls" or "tls".',
        ),
        (
            'host = "smtp.example.org"\nsecurity = "none"',
            'smtp.security: is "none": anybody on the way to the server could read password and meetings. '
            'Write "starttls" or "tls".',
        ),
        (
            'host = "smtp.example.org"\nport = 0',
            "smtp.port: '0' is less than 1. Write a whole number from 1 to 65535, and nothing else.",
        ),
    ],
)
def test_what_will_not_do_is_told(tmp_path: Path, text: str, expected: str) -> None:
    assert told(tmp_path, text) == [f"programme.toml, {expected}"]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_this_computer_alone_may_be_without_encryption(tmp_path: Path, host: str) -> None:
    assert told(tmp_path, f'host = "{host}"\nsecurity = "none"') == []
