"""Reads the body of a request under every cap (size, time, encoding, memory of all) before anybody sees it."""

import asyncio
import contextlib
import zlib
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Generic, TypeVar

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from bot.models.intake import Caps
from bot.web.refusal import Refused, come_again

Order = TypeVar("Order")
"""What is known of a request once it is admitted."""
Taking = Awaitable[Response]

GZIP = 16 + zlib.MAX_WBITS
PIECE = 64 * 1024
LINGER_SECONDS = 1.0
LINGER_BYTES = 16 * 1024 * 1024


class Gone(Exception):  # noqa: N818 - named for the fact
    """The sender went away; nobody waits for an answer."""


class Plain:
    """Takes a body as it comes."""

    def unpack(self, chunk: bytes, most: int) -> Iterator[bytes]:
        """The chunk, or so much of it that the cap is seen to be passed."""
        yield chunk[: most + 1]

    def finish(self) -> None:
        """There is nothing that could be missing."""


class Gunzip:
    """Unpacks gzip piece by piece, never more than is asked for, so that a bomb stays small."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(GZIP)
        self._begun = False

    def unpack(self, chunk: bytes, most: int) -> Iterator[bytes]:
        """What the chunk unpacks to, in pieces, one byte beyond `most` at most; raises Refused for what is no gzip."""
        self._begun = self._begun or bool(chunk)
        left = most + 1
        while True:
            found = self._piece(chunk, min(PIECE, left))
            yield found
            chunk = self._member.unconsumed_tail
            left -= len(found)
            # What zlib holds when nothing is left of a chunk comes with the next: the trailer is always behind it.
            if not left or not chunk:
                return

    def _piece(self, chunk: bytes, most: int) -> bytes:
        try:
            found = self._member.decompress(chunk, most)
        except zlib.error:
            raise Refused(400, "the body is no gzip") from None
        if self._member.unused_data:
            raise Refused(400, "more follows the end of the gzip body")
        return found

    def finish(self) -> None:
        """Raises Refused where the end is missing."""
        if self._begun and not self._member.eof:
            raise Refused(400, "the gzip body is cut off")


class Guard(Generic[Order]):
    """An ASGI application of one kind of request: a body that is small, from somebody who may send it."""

    def __init__(self, caps: Caps, admit: Callable[[Scope], Order], take: Callable[[Order, bytes], Taking]) -> None:
        """`admit` looks at a request before its body is read, `take` has the body; both may raise Refused."""
        self._caps = caps
        self._admit = admit
        self._take = take
        self.held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, have it taken and answer; refuse what is too much, too slow or not to be read."""
        reading = _Reading(self, scope, receive)
        try:
            order = self._admit(scope)
            response = await self._take(order, await reading.read())
        except Refused as refused:
            # The frames of its trace hold what was read, which nobody needs while the sender is told.
            refused.with_traceback(None)
            response = refused.respond(close=not reading.done)
        except Gone:
            return
        finally:
            self.held -= reading.held
        await response(scope, receive, send if reading.done else _linger(receive, send))

    @property
    def caps(self) -> Caps:
        """What a request may take."""
        return self._caps


class _Reading:
    """One body on its way in."""

    def __init__(self, guard: Guard[Any], scope: Scope, receive: Receive) -> None:
        self._guard = guard
        self._headers = Headers(scope=scope)
        self._receive = receive
        self.held = 0
        self.done = False

    async def read(self) -> bytes:
        """The body, unpacked; raises Refused or Gone."""
        caps = self._guard.caps
        length = self._headers.get("content-length", "0")
        if length.isdecimal() and int(length[:20]) > caps.max_bytes:
            raise self._too_large()
        unpacker = self._unpacker()
        try:
            async with asyncio.timeout(caps.body_within):
                body = await self._collect(unpacker)
        except TimeoutError:
            raise Refused(408, f"the body did not come within {caps.body_within:g} s") from None
        unpacker.finish()
        return body

    async def _collect(self, unpacker: Plain | Gunzip) -> bytes:
        most = self._guard.caps.max_bytes
        body, packed = bytearray(), 0
        while True:
            message = await self._receive()
            if message["type"] != "http.request":
                raise Gone
            chunk = message.get("body", b"")
            self.done = not message.get("more_body", False)
            packed += len(chunk)
            for found in unpacker.unpack(chunk, most - len(body)):
                body += found
                if max(packed, len(body)) > most:
                    raise self._too_large()
                self._hold(len(found))
            if self.done:
                return bytes(body)

    def _hold(self, count: int) -> None:
        if self._guard.held + count > self._guard.caps.held_bytes:
            raise come_again("too much is being taken in at once")
        self._guard.held += count
        self.held += count

    def _unpacker(self) -> Plain | Gunzip:
        encoding = self._headers.get("content-encoding", "identity").strip().lower()
        if encoding == "identity":
            return Plain()
        if encoding == "gzip":
            return Gunzip()
        raise Refused(415, "send the body plain or as gzip", {"accept-encoding": "gzip, identity"})

    def _too_large(self) -> Refused:
        return Refused(413, f"the body is larger than {self._guard.caps.max_bytes} bytes")


def _linger(receive: Receive, send: Send) -> Send:
    """Sends an answer, and ends the connection only when the sender had time to read it.

    Closed at once while bytes are under way, a connection is reset, and the answer with it: the sender would know of a
    lost connection only, and send the same for ever. What it still sends is dropped, up to a second and some bytes.
    """

    async def linger(message: Message) -> None:
        if message["type"] != "http.response.body":
            await send(message)
            return
        await send({**message, "more_body": True})
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                await _drop(receive)
        await send({"type": "http.response.body"})

    return linger


async def _drop(receive: Receive) -> None:
    dropped = 0
    while dropped < LINGER_BYTES:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            return
        dropped += len(message.get("body", b""))
