"""The way of every HTTP question: httpx on guarded connections of its own, one per question; judges no answer.

A transport and no client: a client follows, remembers cookies, decodes bodies, reads proxies from the environment and
logs addresses, and the address of a health check holds the licence key. Here none of that exists.
"""

import ssl
from collections.abc import Sequence
from pathlib import Path

import httpcore
import httpx
from typing_extensions import override

from bot.errors import BadSettings
from bot.status.addresses import Network
from bot.status.wire import Course, Dialler, GuardedBackend

BODY_BYTES = 64 * 1024
"""So much of a body is read; what is judged stands in it or is not there."""
HEAD_BYTES = 64 * 1024
"""For the status line, fields, informational answers and framing."""
_HANDSHAKE = 64 * 1024


class EncodedBody(Exception):  # noqa: N818 - named for the fact
    """The body is compressed although only a plain one was accepted; nothing of it was read."""


def shared_tls(ca_file: Path | None = None) -> ssl.SSLContext:
    """The TLS context of all askings, made once (30 ms each): the system's authorities and those of the file.

    Raises BadSettings where the file cannot be used. There is no way to ask without checking certificates.
    """
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    if ca_file is not None:
        try:
            context.load_verify_locations(ca_file)
        except OSError as error:
            raise BadSettings(
                f"status.ca_file: {ca_file}: cannot be used ({error.strerror})",
                hint="name a file with one or more certificates in PEM form",
            ) from None
    return context


class GuardedTransport(httpx.AsyncBaseTransport):
    """Asks once: connects anew, reads at most BODY_BYTES, hangs up.

    The response comes whole; `cut` in its extensions says that the body went on. Besides what httpcore raises,
    errors of the network and of TLS come as they are (OSError), and EncodedBody, AddressNotAllowed, TooMuchData.
    """

    def __init__(
        self,
        dialler: Dialler,
        networks: Sequence[Network],
        tls: ssl.SSLContext,
        course: Course,
        server_name: str | None,
    ) -> None:
        self._backend = GuardedBackend(dialler, networks, course, HEAD_BYTES + BODY_BYTES + _HANDSHAKE)
        self._tls = tls
        self._server_name = server_name

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raw = request.url
        url = httpcore.URL(scheme=raw.raw_scheme, host=raw.raw_host, port=raw.port, target=raw.raw_path)
        extensions = {"sni_hostname": self._server_name} if self._server_name else {}
        connection = httpcore.AsyncHTTPConnection(
            url.origin, ssl_context=self._tls, network_backend=self._backend, http1=True, http2=False, retries=0
        )
        asked = httpcore.Request(request.method, url, headers=request.headers.raw, extensions=extensions)
        try:
            answer = await connection.handle_async_request(asked)
            return await _whole(answer)
        finally:
            await connection.aclose()


async def _whole(answer: httpcore.Response) -> httpx.Response:
    headers = httpx.Headers(answer.headers)
    if headers.get("content-encoding", "identity").strip().lower() not in ("identity", ""):
        raise EncodedBody
    body = bytearray()
    async for piece in answer.aiter_stream():
        body += piece
        if len(body) > BODY_BYTES:
            break
    return httpx.Response(
        answer.status,
        headers=headers,
        content=bytes(body[:BODY_BYTES]),
        extensions={"cut": len(body) > BODY_BYTES},
    )
