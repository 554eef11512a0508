"""What asking needs, for tests: authorities of our own, secrets that are plainly none, names that lead where we say."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence

import trustme

from bot.models.target import Place, Target
from bot.status.addresses import Address

QUICK = dt.timedelta(milliseconds=300)
LOCAL = (ipaddress.IPv4Network("127.0.0.0/8"), ipaddress.IPv6Network("::1/128"))


class KnownSecrets:
    """The same secrets for every target."""

    def __init__(self, licence: str = "LICENCE-not-a-key", headers: Mapping[str, str] | None = None) -> None:
        self._licence = licence
        self._headers = headers or {}

    def licence_key(self, target: Target) -> str:
        return self._licence if target.kind == "sdf-health" else ""

    def headers(self, target: Target) -> Mapping[str, str]:
        return self._headers if target.kind in ("http", "sdf-health") else {}


class Names:
    """A resolver whose answers are scripted: each name has the answers of its askings in turn, the last for ever."""

    def __init__(self, answers: Mapping[str, Sequence[Sequence[str] | OSError]]) -> None:
        self.asked: list[str] = []
        self._answers = answers

    def __call__(self, host: str) -> list[Address]:
        self.asked.append(host)
        answers = self._answers.get(host) or [socket.gaierror(socket.EAI_NONAME, "no such name")]
        answer = answers[min(self.asked.count(host), len(answers)) - 1]
        if isinstance(answer, OSError):
            raise answer
        return [ipaddress.ip_address(address) for address in answer]


class StuckNames:
    """A resolver that hangs on every name but `healthy.example.test`, until it is let go."""

    def __init__(self) -> None:
        self.stuck = 0
        self._let_go = threading.Event()

    def __call__(self, host: str) -> list[Address]:
        if host == "healthy.example.test":
            return [ipaddress.ip_address("127.0.0.1")]
        self.stuck += 1
        self._let_go.wait(20)
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    def let_go(self) -> None:
        """Answer all who wait."""
        self._let_go.set()


def serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """The TLS context of a server with this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    """The TLS context of a client that trusts this authority alone."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def http(port: int, **given: object) -> Target:
    """An http target on loopback."""
    return _made({"kind": "http", "url": f"http://127.0.0.1:{port}/ready", **given})


def health(port: int, **given: object) -> Target:
    """An sdf-health target on loopback."""
    return _made({"kind": "sdf-health", "url": f"http://127.0.0.1:{port}", **given})


def tcp(port: int, **given: object) -> Target:
    """A tcp target on loopback."""
    return _made({"kind": "tcp", "place": Place(host="127.0.0.1", port=port), **given})


def tls(port: int, **given: object) -> Target:
    """A tls target on loopback, by a name."""
    return _made({"kind": "tls", "place": Place(host="localhost", port=port), **given})


def _made(given: Mapping[str, object]) -> Target:
    return Target.model_validate({"name": "asked", "networks": LOCAL, "deadline": "1s", **given})
