"""The outbox: ``FOLDER/plan/outbox/``, one file a message, in the order to be sent, beside a list of what they say."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from invites.eml import eml
from invites.files import replace_folder, stems
from programme.advice import command
from programme.messages import Message, Sent
from programme.problems import WrongUse
from programme.records import Settings
from programme.store.ledger import message_in, text_of

LIST = "messages.json"


class Waiting(NamedTuple):
    """A message that is still to be sent, and the file to send as it is."""

    path: Path
    message: Message


@dataclass(frozen=True, slots=True)
class Outbox:
    """The messages of the programme in ``folder``."""

    folder: Path

    @property
    def path(self) -> Path:
        """Where they lie."""
        return self.folder / "plan" / "outbox"

    def write(self, settings: Settings, messages: Sequence[Message], step: Callable[[], None]) -> Path:
        """Replaces the outbox by these messages, all or nothing, with a step for each.

        WrongUse where it cannot be replaced.
        """
        files: dict[PurePosixPath, bytes] = {}
        for path, message in _paths(messages).items():
            files[path] = eml(settings, message)
            step()
        told = {str(path): text_of(message) for path, message in _paths(messages).items()}
        files[PurePosixPath(LIST)] = json.dumps(told, indent=0, ensure_ascii=False).encode()
        return replace_folder(self.path, files)

    def clear(self) -> None:
        """Removes the outbox: what is in it is owed to nobody any more."""
        shutil.rmtree(self.path, ignore_errors=True)

    def waiting(self, sent: Sent) -> tuple[Waiting, ...]:
        """What lies in the outbox and was not sent, in the order to be sent.

        A file that somebody has deleted is not among these: its message stays owed. WrongUse
        where the list of messages cannot be read.
        """
        found = (Waiting(self.path / name, message) for name, message in self._listed().items())
        return tuple(one for one in found if one.path.exists() and not _was_sent(one.message, sent))

    def _listed(self) -> dict[str, Message]:
        try:
            listed = json.loads((self.path / LIST).read_text("utf-8"))
            return {name: message_in(text) for name, text in listed.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            cure = command("invites", self.folder)
            raise WrongUse(f"{self.path / LIST} cannot be read. Write the outbox anew: {cure}") from None


def _was_sent(message: Message, sent: Sent) -> bool:
    return message.key in sent and sent[message.key].age >= message.age


def _paths(messages: Sequence[Message]) -> dict[PurePosixPath, Message]:
    """``L01/0001-UID.0.eml`` and so on, numbered over the whole outbox."""
    width = max(4, len(str(len(messages))))
    folders = stems(sorted({message.to.key for message in messages}))
    uids = stems(sorted({message.announcement.uid for message in messages}))
    return {
        PurePosixPath(folders[m.to.key], f"{number:0{width}}-{uids[m.announcement.uid]}.{m.sequence}.eml"): m
        for number, m in enumerate(messages, start=1)
    }
