"""Messages through a mail server: in order, unchanged, each of them once, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from math import inf
from pathlib import Path

import pytest

from invites.eml import eml
from invites.outbox import Waiting
from invites.sending import PAUSES, RECONNECTING, Clock, Delivery, chosen, deliver
from invites.smtp import Post, post
from programme.messages import CANCEL, Message, Recipient
from programme.problems import WrongUse
from programme.records import Smtp
from programme.store import ledger
from programme.store.ledger import Ledger
from tests import build, letters, servers
from tests.databases import emptied
from tests.letters import ANNA, BEN, OFFICE, ROSA, message
from tests.servers import HOST, Mailbox
from tests.test_invites_safety import NASTY as NASTY_TEXTS

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
SENDER = "office@example.org"
NASTY = b"To: x\r\n\r\n.\r\n..\r\n.a leading dot\r\n\r\n" + b"x" * 998 + b"\r\n.\r\n"
"""What a server would take for the end of a message, were it sent as it is."""


@dataclass
class Watch:
    """Time that passes only by sleeping."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def clock(self, per_minute: float = inf) -> Clock:
        return Clock(per_minute=per_minute, now=lambda: self.seconds, sleep=self.sleep)


@dataclass
class Steps:
    """A bar that counts."""

    count: int = 0
    said: list[str] = field(default_factory=list)

    def step(self) -> None:
        self.count += 1

    def say(self, doing: str) -> None:
        self.said.append(doing)


@pytest.fixture
def book(tmp_path: Path) -> Ledger:
    return ledger.open(tmp_path, build.programme().settings)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with servers.smtp() as found:
        yield found


def plainly(box: Mailbox, user: str = "") -> Post:
    return Post(Smtp(host=HOST, port=box.port, security="none", user=user), "secret")


def written(folder: Path, *messages: Message, content: bytes = NASTY) -> list[Waiting]:
    """Files for these messages, each a little different."""
    found = [Waiting(folder / f"{number:04}.eml", one) for number, one in enumerate(messages)]
    for number, letter in enumerate(found):
        letter.path.write_bytes(b"Subject: %d\r\n" % number + content)
    return found


def send(to: Post, book: Ledger, these: list[Waiting], watch: Watch | None = None) -> Delivery:
    try:
        return deliver(these, SENDER, to, book, (watch or Watch()).clock(), Steps())
    finally:
        to.close()


def fates(found: Delivery) -> list[str]:
    return [fate.name if code is None else f"{fate.name} {code}" for fate, code in found.fates.values()]


def test_what_arrives_is_what_is_in_the_file_byte_for_byte_and_in_order(
    box: Mailbox, book: Ledger, tmp_path: Path
) -> None:
    these = written(tmp_path, message(BEN), message(ANNA), message(ROSA))
    found = send(plainly(box), book, these)
    assert box.accepted == [(SENDER, one.message.to.email, one.path.read_bytes()) for one in these]
    assert (found.sent, found.unsent(), found.stopped) == (3, {}, "")


def test_what_was_accepted_is_remembered_and_nothing_else_is(box: Mailbox, book: Ledger, tmp_path: Path) -> None:
    box.refused[BEN.email] = "550 5.1.1 <Ben.Ode@Example.org> is unknown"
    send(plainly(box), book, written(tmp_path, message(ANNA), message(BEN)))
    assert (list(book.sent()), book.in_doubt()) == ([message(ANNA).key], {})


def test_whatever_is_typed_into_a_spreadsheet_arrives_as_it_was_written(
    box: Mailbox, book: Ledger, tmp_path: Path
) -> None:
    settings = build.programme(name="Łódź 👩🏽‍🏫 " + "ż" * 200).settings
    people = [
        Recipient(kind=ANNA.kind, key=f"L{n}", name=text, email=f"l{n}@example.org")
        for n, text in enumerate(NASTY_TEXTS)
    ]
    these = []
    for number, to in enumerate(people):
        told = letters.announcement(venue=to.name, address=to.name, presenters=(to.name,))
        one = Waiting(tmp_path / f"{number}.eml", message(to, announcement=told))
        one.path.write_bytes(eml(settings, one.message))
        these.append(one)
    assert send(plainly(box), book, these).unsent() == {}
    assert [content for _, _, content in box.accepted] == [one.path.read_bytes() for one in these]


@pytest.mark.parametrize("kept", ["in the folder", "on a server"])
def test_two_who_send_at_once_send_each_message_once(
    box: Mailbox, tmp_path: Path, request: pytest.FixtureRequest, kept: str
) -> None:
    url = emptied(request.getfixturevalue("server")) if kept == "on a server" else ""
    book = ledger.open(tmp_path, build.programme(store=url).settings)
    people = [Recipient(kind="leader", key=f"L{n}", name="", email=f"l{n}@example.org") for n in range(8)]
    these = written(tmp_path, *map(message, people))
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda post: send(post, book, these), [plainly(box), plainly(box)]))
    assert sorted(box.recipients) == [one.email for one in people]
    assert sum(one.sent for one in found) == len(book.sent()) == 8


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_is_encrypted_by_starttls_or_from_the_start(
    book: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    made = servers.certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made[0]))
    with servers.smtp(tls=made, from_the_start=security == "tls", user=("anna", "secret")) as box:
        settings = Smtp(host="localhost", port=box.port, security=security, user="anna")
        these = written(tmp_path, message())
        send(Post(settings, "secret"), book, these)
    assert box.accepted == [(SENDER, ANNA.email, these[0].path.read_bytes())]


def test_a_certificate_that_is_not_known_is_not_trusted(book: Ledger, tmp_path: Path) -> None:
    with servers.smtp(tls=servers.certificate(tmp_path)) as box:
        found = send(Post(Smtp(host="localhost", port=box.port), ""), book, written(tmp_path, message()))
    assert found.stopped == f"The certificate of localhost, port {box.port} cannot be trusted. Nothing was sent to it."
    assert fates(found) == ["LEFT"]


def test_a_server_without_starttls_gets_nothing_in_clear(box: Mailbox, book: Ledger, tmp_path: Path) -> None:
    found = send(Post(Smtp(host=HOST, port=box.port), ""), book, written(tmp_path, message()))
    assert found.stopped.startswith("127.0.0.1 offers no STARTTLS.")
    assert box.heard == 0


def test_a_wrong_password_is_told_and_not_repeated(book: Ledger, tmp_path: Path) -> None:
    with servers.smtp(user=("anna", "another")) as box:
        found = send(plainly(box, user="anna"), book, written(tmp_path, message()))
    assert found.stopped.startswith("The server does not accept user and password (535). Check the table smtp")
    assert "secret" not in found.stopped


def test_a_password_beyond_ascii_is_told(book: Ledger, tmp_path: Path) -> None:
    with servers.smtp(user=("anna", "another")) as box:
        settings = Smtp(host=HOST, port=box.port, security="none", user="anna")
        found = send(Post(settings, "pässword"), book, written(tmp_path, message()))
    assert found.stopped == "User and password can have no letters beyond ASCII, such as é or £."


def test_a_server_that_is_not_there_is_told_at_once(book: Ledger, tmp_path: Path) -> None:
    watch, port = Watch(), servers.free_port()
    settings = Smtp(host="localhost", port=port, security="none")
    found = send(Post(settings, ""), book, written(tmp_path, message()), watch)
    assert found.stopped.startswith(f"localhost, port {port} cannot be reached: Connection refused.")
    assert watch.slept == []


@pytest.mark.parametrize(
    ("settings", "password", "told"),
    [
        (Smtp(), "", r"programme.toml names no mail server\. Write a line \[smtp\]"),
        (Smtp(host="smtp.example.org", user="anna"), "", r"Set SETWRIGHT_SMTP_PASSWORD in the environment\."),
    ],
)
def test_settings_that_will_not_do_are_told(settings: Smtp, password: str, told: str) -> None:
    with pytest.raises(WrongUse, match=told):
        post(settings, password)


def test_whoever_is_refused_for_good_is_told_and_does_not_stop_the_rest(
    box: Mailbox, book: Ledger, tmp_path: Path
) -> None:
    box.refused[ANNA.email] = "550 5.1.1 <anna@example.org> is unknown"
    watch = Watch()
    found = send(plainly(box), book, written(tmp_path, message(ANNA), message(BEN)), watch)
    assert (fates(found), box.recipients, watch.slept) == (["REFUSED 550", "SENT 250"], [BEN.email], [])


def test_a_message_that_is_refused_for_good_at_its_end_is_not_in_doubt(
    box: Mailbox, book: Ledger, tmp_path: Path
) -> None:
    box.on_data = lambda n: "554 looks like spam" if n == 0 else "250 OK"
    found = send(plainly(box), book, written(tmp_path, message(ANNA), message(BEN)))
    assert (fates(found), book.in_doubt()) == (["REFUSED 554", "SENT 250"], {})


def test_what_is_refused_for_now_is_tried_again_after_the_rest(box: Mailbox, book: Ledger, tmp_path: Path) -> None:
    box.on_data = lambda n: "451 try later" if n == 0 else "250 OK"
    watch = Watch()
    found = send(plainly(box), book, written(tmp_path, message(ANNA), message(BEN)), watch)
    assert (fates(found), box.recipients) == (["SENT 250", "SENT 250"], [BEN.email, ANNA.email])
    assert watch.slept == [PAUSES[1]]


def test_what_is_refused_for_now_every_time_is_left_in_the_end(box: Mailbox, book: Ledger, tmp_path: Path) -> None:
    box.refused[ANNA.email] = "450 greylisted"
    watch = Watch()
    found = send(plainly(box), book, written(tmp_path, message(ANNA), message(BEN)), watch)
    assert (fates(found), watch.slept) == (["LATER 450", "SENT 250"], [60, 300])
    assert list(found.unsent()) == ["refused for now"]


def test_of_messages_about_one_meeting_none_overtakes_another(box: Mailbox, book: Ledger, tmp_path: Path) -> None:
    old = Recipient(kind=ANNA.kind, key=ANNA.key, name=ANNA.name, email="old@example.org")
    taken_back, anew = message(old, method=CANCEL, sequence=1), message(ANNA, sequence=2)
    box.on_data = lambda n: "451 try later" if n == 0 else "250 OK"
    send(plainly(box), book, written(tmp_path, taken_back, anew))
    assert box.recipients == ["old@example.org", ANNA.email]


def test_a_sender_who_is_refused_ends_it(book: Ledger, tmp_path: Path) -> None:
    with servers.smtp(user=("anna", "secret")) as box:
        found = send(plainly(box), book, written(tmp_path, message(ANNA), message(BEN)))
    assert found.stopped.startswith("The server takes no messages from the organiser in programme.toml (530).")
    assert fates(found) == ["LEFT", "LEFT"]


def test_after_a_lost_connection_it_goes_on_and_nothing_is_sent_twice(
    box: Mailbox, book: Ledger, tmp_path: Path
) -> None:
    people = [Recipient(kind="leader", key=f"L{n}", name="", email=f"l{n}@example.org") for n in range(6)]
    these = written(tmp_path, *map(message, people))
    box.on_recipient = lambda n: n % 3 != 2
    found = send(plainly(box), book, these)
    assert box.recipients == [one.message.to.email for one in these]
    assert (found.sent, len(book.sent())) == (6, 6)


def test_where_every_connection_is_lost_it_gives_up_after_a_while(box: Mailbox, book: Ledger, tmp_path: Path) -> None:
    watch = Watch()
    box.on_recipient = lambda _: False
    found = send(plainly(box), book, written(tmp_path, message()), watch)
    assert found.stopped == "The connection breaks off again and again."
    assert (watch.slept, box.accepted, book.in_doubt()) == (list(RECONNECTING), [], {})


def test_where_the_answer_is_lost_the_message_is_in_doubt_and_the_rest_is_sent(
    box: Mailbox, book: Ledger, tmp_path: Path
) -> None:
    box.on_data = lambda n: "" if n == 0 else "250 OK"
    these = written(tmp_path, message(ANNA), message(BEN))
    found = send(plainly(box), book, these)
    assert fates(found) == ["DOUBTFUL", "SENT 250"]
    assert (list(book.in_doubt()), list(book.sent())) == ([message(ANNA).key], [message(BEN).key])
    assert chosen(these, None, book.in_doubt()) == these[1:]


def test_what_another_run_has_begun_is_left_to_it(box: Mailbox, book: Ledger, tmp_path: Path) -> None:
    assert book.begin(message(ANNA))
    found = send(plainly(box), book, written(tmp_path, message(ANNA), message(BEN)))
    assert (fates(found), box.recipients) == (["ELSEWHERE", "SENT 250"], [BEN.email])
    assert list(book.in_doubt()) == [message(ANNA).key]


def test_what_another_run_has_sent_meanwhile_is_not_sent_again(box: Mailbox, book: Ledger, tmp_path: Path) -> None:
    book.mark([message(ANNA)])
    assert fates(send(plainly(box), book, written(tmp_path, message(ANNA)))) == ["ELSEWHERE"]
    assert box.accepted == []


@pytest.mark.parametrize(
    "content",
    [b"To: x\n\nunix\n", b"To: x\r\n\r\nno end", b"To: x\r\n\r\n\xc3\xa9\r\n", b"x" * 999 + b"\r\n", b"a\rb\r\n", b""],
)
def test_a_file_that_would_be_changed_on_the_way_is_not_sent(
    box: Mailbox, book: Ledger, tmp_path: Path, content: bytes
) -> None:
    these = written(tmp_path, message(ANNA))
    these[0].path.write_bytes(content)
    assert fates(send(plainly(box), book, these)) == ["CHANGED"]
    assert box.accepted == []


def test_a_file_that_has_gone_meanwhile_is_not_sent(box: Mailbox, book: Ledger, tmp_path: Path) -> None:
    these = written(tmp_path, message(ANNA))
    these[0].path.unlink()
    assert fates(send(plainly(box), book, these)) == ["CHANGED"]


def test_an_address_that_would_be_a_command_is_not_sent_to(box: Mailbox, book: Ledger, tmp_path: Path) -> None:
    eve = Recipient(kind="leader", key="L09", name="Eve", email="eve@example.org>\r\nDATA")
    assert fates(send(plainly(box), book, written(tmp_path, message(eve)))) == ["CHANGED"]


def test_no_more_messages_go_out_in_a_minute_than_are_allowed(box: Mailbox, book: Ledger, tmp_path: Path) -> None:
    watch = Watch()
    these = written(tmp_path, message(ANNA), message(BEN), message(ROSA))
    deliver(these, SENDER, plainly(box), book, watch.clock(per_minute=20), Steps())
    assert watch.slept == [3.0, 3.0]


def test_an_interruption_is_told_and_leaves_the_rest(box: Mailbox, book: Ledger, tmp_path: Path) -> None:
    class Interrupting(Watch):
        def sleep(self, seconds: float) -> None:
            raise KeyboardInterrupt

    these = written(tmp_path, message(ANNA), message(BEN))
    found = deliver(these, SENDER, plainly(box), book, Interrupting().clock(per_minute=1), Steps())
    assert (found.stopped, found.by_hand, fates(found)) == ("You have stopped it.", True, ["SENT 250", "LEFT"])


def test_the_bar_goes_on_by_each_message_that_is_done_with(box: Mailbox, book: Ledger, tmp_path: Path) -> None:
    box.refused[ANNA.email] = "450 greylisted"
    bar = Steps()
    deliver(written(tmp_path, message(ANNA), message(BEN)), SENDER, plainly(box), book, Watch().clock(), bar)
    assert (bar.count, bar.said[1]) == (1, "Waiting 60 s to try 1 again")


TO_ANNA = [message(ANNA), message(OFFICE)]


@pytest.mark.parametrize("who", ["L01", "anna bell", "ANNA@example.org"])
def test_only_what_is_for_one_leader_and_their_assistant(tmp_path: Path, who: str) -> None:
    these = written(tmp_path, message(BEN), *TO_ANNA)
    found = [letter.message for letter in chosen(these, who, {})]
    assert found == (TO_ANNA if who == "L01" else TO_ANNA[:1])


def test_nobody_by_that_name_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"Nothing in the outbox is for 'Eve'\."):
        chosen(written(tmp_path, message(BEN)), "Eve", {})


def test_several_by_that_name_are_told(tmp_path: Path) -> None:
    twin = Recipient(kind="leader", key="L07", name="anna BELL", email="bell@example.org")
    with pytest.raises(WrongUse, match=r"'Anna Bell' is several recipients \(L01, L07\)\. Give an id\."):
        chosen(written(tmp_path, message(ANNA), message(twin)), "Anna Bell", {})
