"""A calendar on a CalDAV server (RFC 4791): looked at, written to and deleted from, a resource at a time.

Plain HTTP by the standard library; docs/decisions/transports.md says why.
"""

from __future__ import annotations

import base64
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree

from programme.loopback import is_loopback
from programme.problems import WrongUse

PASSWORD = "SETWRIGHT_CALDAV_PASSWORD"
SECONDS = 60
"""How long the server may be silent."""
LARGEST = 128 * 1024 * 1024
"""Bytes of an answer; a calendar of 2,000 meetings comes to some 4 MB."""
DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
KIND = b'<propfind xmlns="DAV:"><prop><resourcetype/></prop></propfind>'
EVENTS = (
    b'<c:calendar-query xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop><getetag/><c:calendar-data/></prop>'
    b'<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"/></c:comp-filter></c:filter>'
    b"</c:calendar-query>"
)
STRONG = re.compile(r'"[!#-~]*"')
NO_ADDRESS = (
    "The URL is not the address of a calendar. Write one such as https://cloud.example.org/calendars/office/sets/."
)
REFUSALS = {
    401: f"does not accept user and password. Check --user and {PASSWORD}",
    403: "does not let this user do that. Check who may write to the calendar",
    404: "has no calendar there. Make it first, or correct the URL",
    405: "has no calendar there. Make it first, or correct the URL",
    412: "has a meeting that somebody else has changed meanwhile. Run this again",
    507: "has no room left, or gives only a part of the calendar",
}


class ServerTrouble(WrongUse):
    """The server cannot be reached, or refuses; what was written before stays written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A calendar object on the server: its path, its version ("" where none is told) and what it holds."""

    path: str
    etag: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a calendar is, and who writes to it: nobody in particular where ``user`` is ""."""

    host: str
    port: int | None
    secure: bool
    path: str
    user: str = ""
    password: str = ""


def address(url: str, user: str = "", password: str = "") -> Address:
    """The address in a URL; ``user`` overrules the one there.

    WrongUse where it is none, where it holds a password or would send one in clear, or where a
    user has no password.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise WrongUse(NO_ADDRESS) from None
    if parts.password is not None:
        raise WrongUse(f"A password does not belong in a URL. Take it out, and set {PASSWORD} in the environment.")
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment:
        raise WrongUse(NO_ADDRESS)
    if parts.scheme == "http" and not is_loopback(host):
        raise WrongUse("Without TLS anybody on the way can read password and meetings. Write https:// in the URL.")
    user = user or unquote(parts.username or "")
    if user and not password:
        raise WrongUse(f"No password is given for this user. Set {PASSWORD} in the environment.")
    secure, path = parts.scheme == "https", _encoded(parts.path.rstrip("/") + "/")
    return Address(host=host, port=port, secure=secure, path=path, user=user, password=password)


class Server:
    """A conversation about one calendar; ServerTrouble, in words, whatever goes wrong in it."""

    def __init__(self, at: Address) -> None:
        self.at = at
        self.headers = {"User-Agent": "Setwright", "Content-Type": "application/xml; charset=utf-8"}
        if at.user:
            secret = base64.b64encode(f"{at.user}:{at.password}".encode()).decode()
            self.headers["Authorization"] = f"Basic {secret}"
        self.connection = (
            HTTPSConnection(at.host, at.port, timeout=SECONDS, context=ssl.create_default_context())
            if at.secure
            else HTTPConnection(at.host, at.port, timeout=SECONDS)
        )

    def resources(self) -> list[Resource]:
        """Every calendar object with an event; ServerTrouble where the address is not a calendar's."""
        if self._xml("PROPFIND", KIND, "0").find(f".//{CALDAV}calendar") is None:
            raise ServerTrouble("There is something else at this URL than a calendar. Give the calendar's own address.")
        return list(self._found(self._xml("REPORT", EVENTS, "1")))

    def put(self, path: str, content: bytes, etag: str | None) -> None:
        """Writes a resource: a new one where ``etag`` is None, else over the version that has it."""
        condition = {"If-None-Match": "*"} if etag is None else _if_still(etag)
        self._ask("PUT", path, content, {"Content-Type": "text/calendar; charset=utf-8"} | condition)

    def delete(self, path: str, etag: str) -> None:
        """Deletes the version of a resource that has this etag."""
        self._ask("DELETE", path, b"", _if_still(etag))

    def close(self) -> None:
        """Ends the conversation."""
        self.connection.close()

    def _xml(self, method: str, body: bytes, depth: str) -> ElementTree.Element:
        try:
            return ElementTree.fromstring(self._ask(method, self.at.path, body, {"Depth": depth}))
        except ElementTree.ParseError:
            raise ServerTrouble("What the server answers is not CalDAV. Check the URL.") from None

    def _found(self, root: ElementTree.Element) -> Iterator[Resource]:
        for response in root.iter(f"{DAV}response"):
            if "507" in response.findtext(f"{DAV}status", ""):
                raise ServerTrouble(_refusal(507))
            path = _encoded(urlsplit(response.findtext(f"{DAV}href", "").strip()).path)
            content = response.findtext(f".//{CALDAV}calendar-data", "")
            etag = response.findtext(f".//{DAV}getetag", "").strip()
            if content and unquote(path).startswith(unquote(self.at.path)):
                yield Resource(path=path, etag=etag, content=content.encode())

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        try:
            self.connection.request(method, path, body, self.headers | headers)
            response = self.connection.getresponse()
            content = response.read(LARGEST + 1)
        except ssl.SSLCertVerificationError:
            raise ServerTrouble(
                f"The certificate of {self.at.host} cannot be trusted. Nothing was sent to it."
            ) from None
        except (OSError, HTTPException, UnicodeError) as error:
            why = getattr(error, "strerror", None) or "the connection broke off"
            raise ServerTrouble(f"{self.at.host} cannot be reached ({why}). Run this again later.") from None
        if len(content) > LARGEST:
            raise ServerTrouble(
                f"The calendar is larger than {LARGEST // 2**20} MB. Give one that is for meetings only."
            )
        if not 200 <= response.status < 300:
            raise ServerTrouble(_refusal(response.status))
        return content


def _encoded(path: str) -> str:
    return quote(path, safe="/%:@!$&'()*+,;=~")


def _if_still(etag: str) -> dict[str, str]:
    """The condition that nobody else has changed a resource; a weak etag cannot state it (RFC 9110, 13.1.1)."""
    return {"If-Match": etag} if STRONG.fullmatch(etag) else {}


def _refusal(status: int) -> str:
    if 300 <= status < 400:
        return "The server says that the calendar is elsewhere. Give the URL that it has now."
    return f"The server {REFUSALS.get(status, 'refuses')} (HTTP status {status})."
