"""Decides what cause a detail names and which words it rests on; the words themselves are data in `phrases`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.diagnosis.chain import simple_name
from bot.diagnosis.classes import CLASSES
from bot.diagnosis.phrases import MEANING, STRONG, WEAK, WRAPPING, Phrases
from bot.diagnosis.reading import Reading
from bot.diagnosis.status import TELLING, Status, find_status, read_status
from bot.lazily import compiled
from bot.models.diagnosis import CauseId


class Clue(NamedTuple):
    """A cause and where the words that name it stand."""

    cause: CauseId
    start: int
    end: int


class Verdict(NamedTuple):
    """The cause, the characters it rests on, and the HTTP status inside the text."""

    cause: CauseId
    words: str
    http_status: int | None


_IN_GO = r"(?: \(client\.timeout[^)\n]{0,60}\))?"
# A sign that must stand in the text before its pattern is compiled and tried.
_SHAPES: tuple[tuple[str, CauseId, str], ...] = (
    ("failed to respond", "connection_reset", r"[\w.-]{1,253}+:\d{1,5}+ failed to respond"),
    ("ms", "connect_timeout", r"failed to connect to [^\n;]{1,300}?\bafter \d{1,9}+ ?ms"),
    ("timed out", "connect_timeout", r"connect(?:ion)? to [^\s;,]{1,300}+(?: port \d+)? timed out"),
    ("timed out", "connect_timeout", r"connection to [^\s;,]{1,300}+ timed out\. \(connect timeout"),
    ("timeout was reached", "connect_timeout", r"failed to connect to [^\n;]{1,300}?: timeout was reached"),
    ("couldn't connect", "connection_refused", r"failed to connect to [^\n;]{1,300}?: couldn't connect to server"),
    ("could not connect", "connection_refused", r"failed to connect to [^\n;]{1,300}?: could not connect to server"),
    ("i/o timeout", "connect_timeout", r"dial (?:tcp|udp)\d? \S{1,300}+ (?:connect: )?i/o timeout" + _IN_GO),
    ("dial ", "connect_timeout", r"dial (?:tcp|udp)\d? \S{1,300}+ (?:connect: )?context deadline exceeded"),
    ("i/o timeout", "dns_failure", r"lookup [^\n]{1,300}? i/o timeout" + _IN_GO),
    ("tls handshake", "tls_handshake", r"tls handshake timeout" + _IN_GO),
    ("i/o timeout", "read_timeout", r"i/o timeout"),
    ("timed out", "connect_timeout", r"upstream timed out \(\d+: [^)\n]{1,60}+\) while connecting to upstream"),
    ("timed out", "read_timeout", r"upstream timed out \(\d+: [^)\n]{1,60}+\) while (?:reading|sending)[^,\n]{0,80}"),
    ("timed out", "tls_handshake", r"upstream timed out \(\d+: [^)\n]{1,60}+\) while ssl handshaking[^,\n]{0,80}"),
    ("timed out", "pool_exhausted", r"queuepool limit of [^\n]{1,80}?connection timed out"),
    ("timed out", "pool_exhausted", r"timed out after \d+ ?ms while waiting for a connection"),
    ("timed out", "dns_failure", r"\[[^\]\n]{0,200}\] query [^\n]{0,200}?timed out after"),
    ("timeout of", "read_timeout", r"timeout of \d+ ?ms exceeded"),
    ("timeoutexception: timeout", "read_timeout", r"sockettimeoutexception: timeout(?=$|[\s;\]\"])"),
    ("aggregateerror", "connect_timeout", r"aggregateerror \[etimedout\]"),
    ("timed out after", "connect_timeout", r"connection timed out after \d+ ?m?s"),
    (
        "request for",
        "dns_failure",
        r"request for \"[a-z]{2,8}://([^\s/:\"]{1,253}+)[^\s\"]{0,2000}+\": \1(?=[\"']?\s*(?:$|;))",
    ),
    ("aadsts", "auth_expired_or_invalid", r"\baadsts\d{4,9}+"),
    ("eof", "connection_reset", r"(?:: |^|\()(?:unexpected )?eof(?:\)|(?=[ \t]*$)|(?= *[\n;,\"]))"),
    ("epipe", "connection_reset", r"\bepipe\b"),
    ("econnrefused", "connection_refused", r"\b(?:connect )?econnrefused\b"),
    ("econnreset", "connection_reset", r"\beconnreset\b"),
    ("enotfound", "dns_failure", r"\benotfound\b"),
    ("eai_", "dns_failure", r"\beai_(?:again|noname|nodata)\b"),
    ("unreach", "no_route", r"\be(?:host|net)unreach\b"),
    ("ehostdown", "no_route", r"\behostdown\b"),
    ("eproto", "tls_handshake", r"\beproto\b"),
    ("unknown ca", "tls_untrusted", r"\bunknown ca\b"),
    ("nil", "null_pointer", r"\bfor nil\b"),
    ("null", "null_pointer", r"\b(?:function|method|property) [^\n]{1,200}? on null\b"),
    ("undefined", "null_pointer", r"\bof undefined\b"),
    ("is valid for", "tls_hostname", r"certificate is (?:not )?valid for [^\n]{1,600}?, not "),
    ("not verified", "tls_hostname", r"hostname [^\s]{1,300}+ (?:was )?not verified"),
    ("not valid for", "tls_hostname", r"certificate (?:is |was )?not valid for"),
    ("doesn't match", "tls_hostname", r"hostname ['\"][^\s]{1,300}+ doesn't match"),
    ("expired", "tls_expired", r"certificate[^\n.;]{0,120}? (?:has |is )?expired"),
    ("because", "null_pointer", r"because [^\n]{1,200}? is null"),
    ("rejected from", "pool_exhausted", r"rejected from [^\n]{1,200}?\[running, pool size"),
    ("ratelimiter", "rate_limited", r"ratelimiter '[^'\n]{0,100}+' does not permit"),
    ("refused", "connection_refused", r"connection to [^\s;,]{1,300}+ (?:was )?refused\b"),
    ("connect refused", "connection_refused", r"connect refused(?! by proxy)"),
    ("timeout", "connect_timeout", r" => \S{1,300}+ timeout\b"),
    ("can't connect", "connection_refused", r"can't connect to [^\n(]{1,200}+\((?:111|10061)\b"),
    ("can't connect", "connect_timeout", r"can't connect to [^\n(]{1,200}+\((?:110|10060)\b"),
    ("can't connect", "no_route", r"can't connect to [^\n(]{1,200}+\((?:113|10065)\b"),
    ("query timed out", "dns_failure", r"dnsnameresolver\w{0,40}exception:[^\n]{0,200}? timed out"),
    ("reason", "connection_reset", r"reason(?::|=>|,) :?closed\b"),
    ("reason", "read_timeout", r"reason(?::|=>|,) :?timeout\b"),
    ("reason", "connect_timeout", r"reason(?::|=>|,) :?connect_timeout\b"),
    ("failed_connect", "connect_timeout", r"failed_connect[^\n]{0,300}?,(?:etimedout|timeout)\b"),
    ("tls_alert", "tls_untrusted", r"tls_alert, ?\{?[:\"]?(?:unknown[ _]ca|certificate[ _]unknown|bad[ _]certificate)"),
    ("tls_alert", "tls_expired", r"tls_alert, ?\{?[:\"]?certificate[ _]expired"),
    ("tls_alert", "tls_handshake", r"tls_alert\b"),
    ("address", "dns_failure", r"getaddrinfo (?:failed|error)"),
    ("sslhandshake", "connection_reset", r"sslhandshakeexception: connection reset"),
)
_HINTS: tuple[tuple[str, CauseId, str], ...] = (
    ("connect", "connect_timeout", r"connect(?:ing|ion)?\b[^\n.;:]{0,60}? (?:timed out|timeout)\b"),
    ("key", "not_found", r"\bkey[ _-]?id[\"']?\s{0,9}+[:=]\s{0,9}+[\"']?[0-9a-z_-]{1,128}+"),
)


def judge(reading: Reading, chain: tuple[str, ...]) -> Verdict:
    """The root cause: the deepest words that name one, else a class, else the status, else a hint.

    Rules (issue "Explain", section Diagnosis): a root cause wins over its wrapper, so words of a transport
    fault win over the status around them; longer words swallow the shorter ones inside them.
    """
    status = find_status(reading.low)
    clue = _by_words(reading, status) or _by_class(reading, chain) or _by_status(reading, status) or _by_hint(reading)
    http_status = status.number if status else None
    if clue is None:
        return Verdict("other", "", http_status)
    return Verdict(clue.cause, reading.main[clue.start : clue.end], http_status)


def _by_words(reading: Reading, status: Status | None) -> Clue | None:
    found = [*_find(STRONG, reading.low), *_find_shapes(_SHAPES, reading.low)]
    if status is not None:  # the reason phrase of a status (408 Request Timeout) is no root cause
        found = [clue for clue in found if not (status.start <= clue.start and clue.end <= status.end)]
    return _deepest(found) or _deepest(list(_find(WRAPPING, reading.low)))


def _by_class(reading: Reading, chain: tuple[str, ...]) -> Clue | None:
    for name in reversed(chain):
        cause = CLASSES.get(simple_name(name))
        if cause is not None:
            start = reading.main.rfind(name)
            return Clue(cause, start, start + len(name))
    return None


def _by_status(reading: Reading, status: Status | None) -> Clue | None:
    telling = status is not None and status.number in TELLING
    meant = None if telling else _deepest(list(_find(MEANING, reading.low)))
    if meant is not None or status is None:
        return meant
    cause = read_status(status.number)
    return None if cause == "other" else Clue(cause, status.start, status.end)


def _by_hint(reading: Reading) -> Clue | None:
    shaped = _deepest(list(_find_shapes(_HINTS[:1], reading.low)))
    if shaped is not None:
        return shaped
    return _deepest(list(_find(WEAK, reading.low))) or _deepest(list(_find_shapes(_HINTS[1:], reading.low)))


def _find(phrases: Phrases, low: str) -> Iterator[Clue]:
    for cause, words in phrases.items():
        for phrase in words:
            if phrase in low:
                start = low.rfind(phrase)
                yield Clue(cause, start, start + len(phrase))


def _find_shapes(shapes: tuple[tuple[str, CauseId, str], ...], low: str) -> Iterator[Clue]:
    for sign, cause, pattern in shapes:
        if sign in low:
            for match in compiled(pattern, re.MULTILINE).finditer(low):
                yield Clue(cause, match.start(), match.end())


def _deepest(clues: list[Clue]) -> Clue | None:
    """The clue that starts last, without those that stand inside longer ones."""
    best: Clue | None = None
    for clue in sorted(clues, key=lambda clue: (clue.start, -clue.end)):
        if best is None or clue.end > best.end:
            best = clue
    return best
