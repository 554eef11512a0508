"""Asks one target, or one place that belongs to one, within its deadline; keeps nothing and judges nothing jointly."""

import asyncio
import datetime as dt
import re
import ssl
from collections.abc import Callable, Coroutine, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import quote

import httpx

from bot.models.target import Place, Reading, Target
from bot.recognition.redact import redact
from bot.status.judgement import Answer, Judgement, failed, judge, judge_health
from bot.status.ports import Secrets, Time, Understand
from bot.status.reasons import Failures, failure_of
from bot.status.resolver import Resolver
from bot.status.transport import GuardedTransport
from bot.status.wire import Course, Dialler, Wire

PlaceKind = Literal["dns", "tcp", "tls", "http", "https"]
"""How a place is asked: each includes those before it, http without TLS; http(s) wants any answer but a 5xx."""

LATE = 0.5
"""Seconds past a deadline after which it was this process that did not run: no fault of the other side's."""

_ANY_BUT_5XX = range(100, 500)
_LONGEST_DETAIL = 200
_PATH = "/api/healthCheck/"


@dataclass(frozen=True, slots=True)
class _Asking:
    """One asking under way: the target, how far it came, and what must not be seen of it."""

    target: Target
    course: Course
    secrets: tuple[str, ...] = ()

    def shown(self, text: str) -> str:
        """The text without this target's secrets, however they are spelt."""
        for secret in sorted(filter(None, self.secrets), key=len, reverse=True):
            text = _spellings(secret).sub("[hidden]", text)
        return text


Way = Callable[[_Asking], Coroutine[Any, Any, Judgement]]


class Prober:
    """Asks, for the whole process: one shared TLS context, few resolver threads, one asking of a target at a time."""

    def __init__(
        self,
        clock: Time,
        secrets: Secrets,
        understand: Understand,
        tls: ssl.SSLContext,
        *,
        resolver: Resolver | None = None,
    ) -> None:
        self._clock = clock
        self._secrets = secrets
        self._understand = understand
        self._tls = tls
        self._dialler = Dialler(resolver or Resolver())
        self._running: dict[Hashable, asyncio.Task[Reading]] = {}

    async def probe(self, target: Target) -> Reading:
        """Ask a target once; never raises for what the other side does, and ends within the target's deadline.

        Whoever asks while the same target is being asked shares that asking and its reading.
        """
        way: Way
        match target.kind:
            case "sdf-health":
                way = self._health
            case "http":
                way = self._http
            case "tcp":
                way = self._tcp
            case "tls":
                way = self._tls_end
        return await self._share(target.name, target, way)

    async def ask_place(self, place: Place, kind: PlaceKind, targets: Sequence[Target]) -> Reading | None:
        """Ask exactly this host and port, if it is that of one of the targets or among its `also_allow`.

        The reading carries that target's name. None where it belongs to no target: nothing was contacted then. No
        secret goes there, and of a path that an error names nothing is asked: a web server is asked for `/`.
        """
        owner = owner_of(place, targets)
        if owner is None:
            return None
        ways: Mapping[PlaceKind, Way] = {
            "dns": self._dns,
            "tcp": self._tcp,
            "tls": self._tls_end,
            "http": self._root,
            "https": self._root,
        }
        url = f"{kind}://{place.host}:{place.port}/" if kind in ("http", "https") else None
        asked = owner.model_copy(
            update={
                "kind": "tcp" if url is None else "http",
                "place": place if url is None else None,
                "url": url,
                "server_name": owner.server_name if place == owner.asked else None,
                "body_has": None,
            }
        )
        return await self._share((place, kind, owner.name), asked, ways[kind])

    async def aclose(self) -> None:
        """End what is being asked; whoever waits for it is cancelled."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _share(self, key: Hashable, target: Target, way: Way) -> Reading:
        task = self._running.get(key)
        if task is None:
            task = asyncio.create_task(self._ask(target, way))
            self._running[key] = task
            task.add_done_callback(lambda _done: self._running.pop(key))
        return await asyncio.shield(task)

    async def _ask(self, target: Target, way: Way) -> Reading:
        at, begun = self._clock.now(), self._clock.monotonic()
        seconds = target.deadline.total_seconds()
        asking = _Asking(target, Course(ends_at=asyncio.get_running_loop().time() + seconds))
        answered = False
        try:
            async with asyncio.timeout(seconds):
                found = await way(asking)
            answered = True
        except Failures as error:
            found = _of_sidecar(target, failure_of(error, asking.course))
        took = self._clock.monotonic() - begun
        if not answered and took > seconds + LATE:
            found = failed("late-ourselves", None, "blind", "this process did not run for a while")
        return self._reading(asking, found, at, took if answered else None)

    def _reading(self, asking: _Asking, found: Judgement, at: dt.datetime, latency: float | None) -> Reading:
        course, target = asking.course, asking.target
        days = None if course.certificate_ends is None else (course.certificate_ends - at).days
        if found.verdict == "up" and days is not None and days <= target.certificate_days:
            found = replace(found, reason="certificate-ends-soon", detail=f"the certificate ends in {days} days")
        return Reading(
            target=target.name,
            verdict=found.verdict,
            at=at,
            reason=found.reason,
            cause=found.cause,
            latency=latency,
            certificate_days=days,
            http_status=found.http_status,
            items=found.items,
            error=found.error,
            address="" if course.address is None else str(course.address),
            detail=redact(found.detail).text[:_LONGEST_DETAIL] if found.detail else "",
        )

    async def _dns(self, asking: _Asking) -> Judgement:
        await self._dialler.resolve(asking.target.asked.host, asking.target.networks, asking.course)
        return Judgement()

    async def _tcp(self, asking: _Asking) -> Judgement:
        sock = await self._dialler.dial(asking.target.asked, asking.target.networks, asking.course)
        sock.close()
        return Judgement()

    async def _tls_end(self, asking: _Asking) -> Judgement:
        target = asking.target
        wire = Wire(await self._dialler.dial(target.asked, target.networks, asking.course), asking.course, 0)
        try:
            await wire.start_tls(self._tls, target.server_name or target.asked.host)
        finally:
            await wire.aclose()
        return Judgement()

    async def _root(self, asking: _Asking) -> Judgement:
        answer = await self._get(asking, asking.target.url or "", {})
        return judge(asking.target, answer, self._understand, _ANY_BUT_5XX)

    async def _http(self, asking: _Asking) -> Judgement:
        target = asking.target
        secret = self._secrets.headers(target)
        asking = replace(asking, secrets=tuple(secret.values()))
        answer = await self._get(asking, target.url or "", {**target.headers, **secret})
        return judge(target, answer, self._understand, target.statuses)

    async def _health(self, asking: _Asking) -> Judgement:
        """Ask for each SCI server in turn, as one question: all items together, the first that is not well decides."""
        target = asking.target
        secret, key = self._secrets.headers(target), self._secrets.licence_key(target)
        asking = replace(asking, secrets=(key, *secret.values()))
        base = f"{(target.url or '').rstrip('/')}{_PATH}{quote(key, safe='')}"
        whole: Judgement | None = None
        for server in target.sci_servers or ("",):
            url = f"{base}?sciServerId={quote(server, safe='')}" if server else base
            answer = await self._get(asking, url, {**target.headers, **secret})
            found = judge_health(target, answer, server, self._understand)
            if whole is None:
                whole = found
            else:
                decides = whole if whole.verdict != "up" else found
                whole = replace(decides, items=(*whole.items, *found.items))
        return whole or Judgement()

    async def _get(self, asking: _Asking, url: str, headers: Mapping[str, str]) -> Answer:
        target, course = asking.target, asking.course
        transport = GuardedTransport(self._dialler, target.networks, self._tls, course, target.server_name)
        given = {"User-Agent": "skms-bot", "Accept": "*/*", **headers, "Accept-Encoding": "identity"}
        request = httpx.Request("GET", url, headers={**given, "Connection": "close"})
        response = await transport.handle_async_request(request)
        body = asking.shown(response.content.decode("utf-8", "replace"))
        return Answer(response.status_code, body, cut=bool(response.extensions["cut"]))


def owner_of(place: Place, targets: Sequence[Target]) -> Target | None:
    """The target that a place belongs to: it is asked there, or allows it, too; compared by name, never resolved."""
    asked = (target for target in targets if target.asked == place)
    allowing = (target for target in targets if place in target.also_allow)
    return next(asked, None) or next(allowing, None)


def _of_sidecar(target: Target, found: Judgement) -> Judgement:
    """A health check is asked of a container beside us: where that is away, of SKMS behind it nothing was learnt."""
    if target.kind != "sdf-health" or found.reason != "connect-refused":
        return found
    detail = "nothing listens there, so SKMS was not asked: is our SDF Container running?"
    return replace(found, verdict="blind", detail=detail)


@lru_cache(maxsize=1_000)
def _spellings(secret: str) -> re.Pattern[str]:
    """The secret as it is, as an address spells it, and as JSON does, within JSON, too."""
    spelt = (rf"(?:{re.escape(letter)}|%(?i:{ord(letter):02x}))" for letter in secret)
    return re.compile(r"\\{0,8}".join(spelt))
