"""Fetches files from Slack as text: the token to allowed hosts only, a deadline, a byte cap; understands no content."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.models.setup import Files
from bot.slack.clients import Clients, error_of
from bot.slack.envelope import Json

log = structlog.get_logger("skms_bot.downloads")

SECONDS = 20.0
"""For all that one file takes: asking for it, redirects, reading."""
MOST = 5
"""Files of one message that are read; more than that is no report of an error."""
REDIRECTS = 3
CHUNK = 1 << 16
HEAD = 4096
CONTROLS = 0.05
"""More control characters than this share of the first bytes, and it is no text."""

Why = Literal["too-large", "no-text", "refused", "unreachable"]
"""`refused`: by Slack (gone, no permission), or by us (its address is on a host where the token must not go)."""

_ADDRESS = re.compile(r"(https?)://([A-Za-z0-9.-]+)(?::([0-9]{1,5}))?/[^\s\\]*")
"""So narrow that every reader of addresses finds the same host in it."""
_CONTROL = bytes(number for number in range(32) if number not in b"\t\n\v\f\r\x1b")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_MODES = frozenset({"hosted", "snippet", ""})
"""Others are somebody else's (external), gone (tombstone), or pages of Slack's own (canvas, list, email)."""
_NO_TEXT = ("image/", "video/", "audio/", "font/")
_HTML = "text/html"
_OK = 200
_MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class FileText:
    """A file that was read; bytes that are not UTF-8 became replacement characters."""

    text: str


@dataclass(frozen=True, slots=True)
class NotRead:
    """A file that was not read."""

    why: Why


class Downloads:
    """Reads the files of messages. Raises nothing that Slack or the network did; SlackRefused for want of a token."""

    def __init__(self, clients: Clients, files: Files, *, seconds: float = SECONDS) -> None:
        self._clients = clients
        self._most = files.max_bytes
        self._hosts = frozenset(files.hosts)
        self._seconds = seconds

    async def read_all(self, files: Sequence[Json]) -> list[FileText | NotRead]:
        """The files of a message at once, MOST at most, in their order."""
        return await asyncio.gather(*(self.read(file) for file in files[:MOST]))

    async def read(self, file: Json) -> FileText | NotRead:
        """One file, given as in an event; what the event leaves out is asked for."""
        try:
            async with asyncio.timeout(self._seconds):
                read = await self._read(file)
        except SlackApiError as error:
            read = self._refuse(error_of(error))
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError, AttributeError) as error:
            # The last two: what slack_sdk raises for a success that is no JSON object.
            log.warning("file_not_fetched", reason=type(error).__name__)
            read = NotRead("unreachable")
        return read

    async def _read(self, file: Json) -> FileText | NotRead:
        if file.get("file_access") == "check_file_info" or not _address_of(file):
            # Slack Connect, and some snippets: the event has the id alone.
            told: Any = await self._clients.bot.api_call(
                "files.info", http_verb="GET", params={"file": str(file.get("id"))}
            )
            file = told.get("file") or {}
        kind = str(file.get("mimetype") or "")
        if str(file.get("mode") or "") not in _MODES or file.get("is_external") or kind.startswith(_NO_TEXT):
            return NotRead("no-text")
        size = file.get("size")
        if isinstance(size, int) and size > self._most:
            return NotRead("too-large")
        return await self._fetch(_address_of(file), page_meant=kind == _HTML)

    async def _fetch(self, address: str, *, page_meant: bool) -> FileText | NotRead:
        headers = {"Authorization": f"Bearer {self._clients.bot.token}", "Accept-Encoding": "identity"}
        for hop in range(REDIRECTS + 1):
            if not self._is_allowed(address):
                return self._refuse(f"the host {urlsplit(address).hostname} is not in files.hosts")
            async with self._clients.session.get(
                address,
                headers=headers,
                allow_redirects=False,
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(total=None),
            ) as answer:
                if answer.status not in _MOVED:
                    return await self._body(answer, page_meant=page_meant and not hop)
                address = urljoin(address, answer.headers.get("Location", ""))
        return self._refuse("too many redirects")

    async def _body(self, answer: aiohttp.ClientResponse, *, page_meant: bool) -> FileText | NotRead:
        if answer.status != _OK:
            return self._refuse(f"status {answer.status}")
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            return self._refuse("compressed, though not asked for")
        if answer.content_type == _HTML and not page_meant:
            return self._refuse("a page instead of the file, as for a token without files:read")
        if (answer.content_length or 0) > self._most:
            return NotRead("too-large")
        data = bytearray()
        async for chunk in answer.content.iter_chunked(CHUNK):
            data += chunk
            if len(data) > self._most:
                return NotRead("too-large")
        return FileText(decode(bytes(data))) if is_text(data) else NotRead("no-text")

    def _is_allowed(self, address: str) -> bool:
        """Whether the token may go there: an allowed host by https, or the very server that SLACK_API_URL names."""
        found = _ADDRESS.fullmatch(address)
        if found is None or found[2].lower() not in self._hosts:
            return False
        if found[1] == "https":
            return found[3] in (None, "443")
        stand_in = urlsplit(self._clients.api_url)
        return (stand_in.scheme, stand_in.netloc) == ("http", urlsplit(address).netloc)

    def _refuse(self, reason: str) -> NotRead:
        log.warning("file_refused", reason=reason)
        return NotRead("refused")


def is_text(data: bytes | bytearray) -> bool:
    """Whether bytes are text: what Slack says of a file is a guess from its name."""
    if data.startswith(_WIDE):
        return True
    head = data[:HEAD]
    controls = len(head) - len(head.translate(None, _CONTROL))
    return b"\0" not in data and controls <= CONTROLS * len(head)


def decode(data: bytes) -> str:
    """`data` as text; bytes that are not UTF-8 become replacement characters, a byte order mark is dropped."""
    return data.decode("utf-16" if data.startswith(_WIDE) else "utf-8-sig", errors="replace")


def _address_of(file: Json) -> str:
    return str(file.get("url_private_download") or file.get("url_private") or "")
