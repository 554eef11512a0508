"""Finds the peer that failed (host, port, address) and the request (method, path); knows no causes."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.diagnosis.places import ADDRESS, AUTHORITY, IP4, LINK, METHODS, PEER, REQUEST, SHAPES
from bot.diagnosis.reading import Reading
from bot.lazily import compiled


class Place(NamedTuple):
    """A peer named somewhere in the text, and how."""

    rank: int
    start: int
    end: int
    host: str | None
    port: int | None = None
    ip: str | None = None
    path: str | None = None
    proxy: bool = False
    implied: int | None = None
    """The port that the URL's scheme implies; it tells two peers apart, it is never stated."""


class Peer(NamedTuple):
    """The peer that failed and the request it failed for; what the text does not state is None."""

    host: str | None = None
    port: int | None = None
    ip: str | None = None
    method: str | None = None
    path: str | None = None


_URL = (
    r"(?i)(?<![a-z0-9+.-])(?:jdbc:)?(?:https?|wss?|grpcs?|tcp|rediss?|amqps?|ldaps?|postgresql|mysql|mariadb"
    r"|mongodb|lb|(?:sasl_)?(?:plaintext|ssl))://"
    r"(?:[^\s/@\"'<>]{1,200}@)?" + AUTHORITY + r"(?P<path>/[^\s\"'<>?#\])},;]*+)?"
)
_REQUEST_BEFORE = (
    r"(?i)(?:\b(?:" + METHODS + r"|for|to|from|url|uri|target|endpoint|calling|requesting|reach|connect|upstream)"
    r"[\s:='\"\[(<`]{0,6}|request to \w{3,7} )\Z"
)
_METHOD_BEFORE = r"(?i)\b(?:" + METHODS + r")(?: request for)?[\s\[(]{1,2}[\"'<]?\Z"
_IMPLIED = {"https": 443, "http": 80}
_DOCUMENT = (
    r"(?i)(?:^|\.)(?:aka\.ms|ietf\.org|w3\.org|json-schema\.org|(?:docs|learn|go|support)\.microsoft\.com|github\.com"
    r"|stackoverflow\.com|curl\.(?:se|haxx\.se)|readthedocs\.io|spring\.io|apache\.org|mozilla\.org|slf4j\.org"
    r"|xmlsoap\.org|portal\.azure\.com|netty\.io|sqlalche\.me|golang\.org|nodejs\.org|python\.org|oracle\.com)$"
)
_HELP_BEFORE = (
    r"(?:\b(?:iss|issuer|error_uri|realm|resource|audience|scopes?|authority|[Ee]xpected(?: one of)?|found"
    r"|[Ss]ee|[Ss]ee also|[Vv]isit|[Dd]ocs?|type)\b"
    r"|more (?:info|details|information)[^\n]{0,20})\"?[:=]{0,2}[\s\"'(<\[]{0,4}\Z"
)
_BARE = (
    rf"(?<![\w./:@-])(?P<host>{IP4}|localhost|(?:[a-zA-Z0-9_-]{{1,63}}\.){{1,8}}[a-zA-Z][\w-]{{1,62}})"
    r":(?P<port>\d{2,5})(?!\d|:\d)"
)
_LOCAL_BEFORE = r"(?:\bfrom|\bL:|[Ll]ocal(?: address)?:?|client:|\[\d{1,9}:|(?<!stream )\bon)[\s(]*\Z"
_SOURCE_FILE = r"(?i)\.(?:c|cc|cpp|h|java|kt|scala|py|go|js|ts|mjs|rb|php|cs|rs|jar)\Z"
_IP4_ONLY = r"\d{1,3}(?:\.\d{1,3}){3}"
_METHOD = (
    r"\b(?:" + METHODS + r")(?=\]? (?:request\b|(?:for |to |on |from )?[\"'\[<]?(?:https?://|lb://|/)))"
    r"|(?<=method \[)(?:" + METHODS + r")(?=\])"
    r"|(?<=during \[)(?:" + METHODS + r")(?=\])"
    r"|(?<=executing )(?:" + METHODS + r")\b"
    r"|(?<=Request to )(?:" + METHODS + r")\b"
    r"|(?<=Request method ')(?:" + METHODS + r")(?=')"
    r"|\b(?:Get|Post|Put|Delete|Patch|Head|Options)(?= \"?https?://)"
)
_METHOD_FIELD = r"(?i)\bmethod[\"']?\s{0,4}[:=]\s{0,4}[\"']?(" + METHODS + r")\b"
_URL_PATH = r"with url: (/[^\s?#)]{0,2000})"


def find_peer(reading: Reading) -> Peer:
    """The deepest peer that the text says failed, joined with what else the text states of that same peer.

    An IP literal as host fills `ip`, too; a port that is not written is None, never the scheme's.
    """
    places = list(_places(reading.main, reading.low)) or list(_places(reading.aside, reading.aside.lower()))
    method = _find_method(reading.main) or _find_method(reading.aside)
    best = _deepest(places)
    if best is None:
        return Peer(method=method, path=_find_path(reading.main, places, None))
    host, port, ip = _joined(best, places)
    return Peer(host=host, port=port, ip=ip, method=method, path=_find_path(reading.main, places, host))


def _places(text: str, low: str) -> Iterator[Place]:
    for sign, rank, pattern in SHAPES:
        if sign in low:
            for match in compiled(pattern).finditer(text):
                if _may_be_peer(text, match):
                    yield _place(match, rank)
    if "://" in low:
        yield from _urls(text)
    if compiled(r":\d\d").search(low):
        yield from (_place(match, ADDRESS) for match in compiled(_BARE).finditer(text) if _may_be_peer(text, match))


def _may_be_peer(text: str, match: re.Match[str]) -> bool:
    host = match.groupdict().get("host")
    if host and compiled(_SOURCE_FILE).search(host):  # `_ssl.c:1007` is a line of code
        return False
    return compiled(_LOCAL_BEFORE).search(text, max(0, match.start() - 24), match.start()) is None


def _urls(text: str) -> Iterator[Place]:
    for match in compiled(_URL).finditer(text):
        before = max(0, match.start() - 32)
        if _is_document(match) or compiled(_HELP_BEFORE).search(text, before, match.start()):
            continue
        asked = compiled(_REQUEST_BEFORE).search(text, before, match.start())
        yield _place(match, REQUEST if asked else LINK)


def _is_document(match: re.Match[str]) -> bool:
    """Whether a URL is one to read about errors or a scope; the same page may be asked for (`Get "https://…"`)."""
    if match["path"] == "/.default":
        return True
    if compiled(_DOCUMENT).search(match["host"]) is None:
        return False
    return compiled(_METHOD_BEFORE).search(match.string, max(0, match.start() - 32), match.start()) is None


def _place(match: re.Match[str], rank: int) -> Place:
    named = match.groupdict()
    host, port, ip = named.get("host"), named.get("port") or named.get("port2"), named.get("ip")
    if named.get("host6"):
        host, _, port = named["host6"].rpartition(":")
    if named.get("list"):
        ip = _first_address(named["list"])
    return Place(
        rank=rank,
        start=match.start(),
        end=match.end(),
        host=_clean(host),
        port=int(port) if port and port.isascii() and port.isdigit() else None,
        ip=_clean(ip),
        path=named.get("path"),
        proxy=bool(named.get("proxy")),
        implied=_IMPLIED.get(match[0].partition("://")[0].lower()),
    )


def _first_address(listed: str) -> str | None:
    match = compiled(rf"/({IP4}|[0-9A-Fa-f]{{0,4}}:[0-9A-Fa-f:.]{{2,60}})").search(listed)
    return match[1] if match else None


def _clean(host: str | None) -> str | None:
    return host.strip("[]").rstrip(".").lower() or None if host else None


def _deepest(places: list[Place]) -> Place | None:
    best: Place | None = None
    for place in sorted(places, key=lambda place: (place.start, -place.end)):
        inside = best is not None and best.rank == place.rank and place.end <= best.end
        if best is None or (place.rank <= best.rank and not inside):
            best = place
    return best


def _joined(best: Place, places: list[Place]) -> tuple[str | None, int | None, str | None]:
    host, port, ip = best.host, best.port, best.ip
    if host is not None and is_address(host):
        host, ip = None, ip or host
    for place in reversed(places):
        if best.proxy or place is best:
            continue
        named = place.host is not None and not is_address(place.host)
        agrees = port is None or (place.port or place.implied or port) == port
        if host is None and named and agrees and place.rank <= REQUEST:
            host, port = place.host, port or place.port
        elif place.host == (host or ip):
            port = port or place.port
            ip = ip or place.ip
    for place in reversed(places):
        if place.host is not None and place.host == (host or ip):
            port, ip = port or place.port, ip or place.ip
    return host or ip, port, ip or _address_tried(port, best, places)


def _address_tried(port: int | None, best: Place, places: list[Place]) -> str | None:
    """The address a tool says it tried, before it names the host and the same port (curl does)."""
    if port is None or best.proxy:
        return None
    tried = (place.host for place in places if place.rank == PEER and place.port == port and not place.proxy)
    return next((host for host in tried if host is not None and is_address(host)), None)


def is_address(host: str) -> bool:
    """Whether a host is an IP literal."""
    return ":" in host or compiled(_IP4_ONLY).fullmatch(host) is not None


def _find_method(text: str) -> str | None:
    upper = text.upper()
    if not any(method in upper for method in METHODS.split("|")):
        return None
    methods = compiled(_METHOD).findall(text)
    if methods:
        return str(methods[-1]).upper()
    field = compiled(_METHOD_FIELD).search(text)
    return field[1].upper() if field else None


def _find_path(text: str, places: list[Place], host: str | None) -> str | None:
    paths = [place.path for place in places if place.path and (host is None or place.host == host)]
    if paths:
        return paths[-1]
    match = compiled(_URL_PATH).search(text) if "with url" in text else None
    if match:
        return match[1]
    return next((place.path for place in reversed(places) if place.path and place.rank == REQUEST), None)
