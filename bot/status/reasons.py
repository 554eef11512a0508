"""Why an asking failed, in our words: the reason, the cause of the knowledge base, down or blind; asks nobody.

Blind is what lies on our side: our resolver, our network, our limits, our settings. All else speaks of the other side.
"""

import errno
import socket
import ssl
from collections.abc import Mapping
from dataclasses import replace

import httpcore

from bot.status.judgement import Judgement, failed
from bot.status.transport import EncodedBody
from bot.status.wire import AddressNotAllowed, Course, Phase, TooMuchData

Failures = (OSError, httpcore.ProtocolError, AddressNotAllowed, TooMuchData, EncodedBody)
"""Everything that an asking raises for what happens outside of this process; OSError holds TLS and time out, too."""

_LATE: Mapping[Phase, Judgement] = {
    "dns": failed("dns-deadline", "dns_failure", "blind", "our resolver did not answer in time"),
    "connect": failed("connect-deadline", "connect_timeout", detail="no connection in time"),
    "tls": failed("tls-deadline", "tls_handshake", detail="connected, but the TLS handshake did not end in time"),
    "answer": failed("answer-deadline", "read_timeout", detail="connected, but no whole answer in time"),
}
_UNKNOWN_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})

_OURS = failed("network-unreachable", "no_route", "blind", "this machine has no way there")
_LIMIT = failed("own-limit", None, "blind", "this machine has no connection left to give")
_GONE = failed("connection-reset", "connection_reset", detail="the other side broke the connection off")
_NO_ROUTE = failed("no-route", "no_route", detail="rejected on the way, or the host is off")
_FORBIDDEN = failed("not-permitted", "no_route", "blind", "this machine may not connect there")
_ERRNO: Mapping[int, Judgement] = {
    errno.ECONNREFUSED: failed("connect-refused", "connection_refused", detail="nothing listens there"),
    errno.ECONNRESET: _GONE,
    errno.ECONNABORTED: _GONE,
    errno.EPIPE: _GONE,
    errno.EHOSTUNREACH: _NO_ROUTE,
    errno.EHOSTDOWN: _NO_ROUTE,
    errno.ENETUNREACH: _OURS,
    errno.ENETDOWN: _OURS,
    errno.EADDRNOTAVAIL: _OURS,
    errno.EAFNOSUPPORT: _OURS,
    errno.EPERM: _FORBIDDEN,
    errno.EACCES: _FORBIDDEN,
    errno.EMFILE: _LIMIT,
    errno.ENFILE: _LIMIT,
    errno.ENOBUFS: _LIMIT,
    errno.ENOMEM: _LIMIT,
}

# X509_V_ERR_… of OpenSSL, doc/man3/X509_STORE_CTX_get_error.
_CERTIFICATE: Mapping[int, Judgement] = {
    9: failed("certificate-not-yet-valid", "tls_expired"),
    10: failed("certificate-expired", "tls_expired"),
    62: failed("certificate-name", "tls_hostname"),
    64: failed("certificate-name", "tls_hostname"),
}
_UNTRUSTED = failed("certificate-untrusted", "tls_untrusted")


def failure_of(error: BaseException, course: Course) -> Judgement:
    """What an exception out of Failures means, given how far the asking had come."""
    if isinstance(error, AddressNotAllowed):
        return failed("address-not-allowed", None, "blind", "the name leads to an address outside the allowed networks")
    if isinstance(error, TooMuchData):
        return failed("too-much-data", "parse_error", detail="the answer's head goes on and on")
    if isinstance(error, EncodedBody):
        return failed("encoded-body", "parse_error", detail="unexpected encoding: the body is compressed unasked")
    if isinstance(error, httpcore.ProtocolError):
        return _of_protocol(error, course)
    return _of_system(error, course)


def _of_protocol(error: httpcore.ProtocolError, course: Course) -> Judgement:
    if isinstance(error, httpcore.LocalProtocolError):
        return failed("own-request", None, "blind", "the question itself is no HTTP: look at its address and headers")
    if course.hung_up:
        return failed("connection-closed", "connection_reset", detail="the connection ended before the answer did")
    return failed("protocol-error", "parse_error", detail="what was answered is no HTTP")


def _of_system(error: BaseException, course: Course) -> Judgement:
    if isinstance(error, socket.gaierror):
        known = error.errno in _UNKNOWN_NAME
        text = "there is no such name" if known else "our resolver could not tell"
        return failed("dns-failure" if known else "dns-unavailable", "dns_failure", "down" if known else "blind", text)
    if isinstance(error, ssl.SSLCertVerificationError):
        found = _CERTIFICATE.get(error.verify_code, _UNTRUSTED)
        return replace(found, detail=error.verify_message)
    if isinstance(error, ssl.SSLError):
        return failed("tls-failed", "tls_handshake", detail=str(error.reason or "").replace("_", " ").lower())
    if isinstance(error, TimeoutError):
        return _LATE[course.phase]
    number = error.errno if isinstance(error, OSError) else None
    if number is None and course.phase == "tls":
        # asyncio's word for a peer that hung up in the handshake: a ConnectionResetError without a number.
        return replace(_GONE, detail="the other side hung up in the TLS handshake")
    return _ERRNO.get(number or 0, failed("connect-failed", "other", detail=errno.errorcode.get(number or 0, "")))
