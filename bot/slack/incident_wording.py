"""Words incidents for the channels they go to and for the pager, with the checks of their runbooks; sends nothing."""

import asyncio
import datetime as dt
from collections import OrderedDict
from collections.abc import Collection, Sequence

import structlog

from bot.checks.lately import Lately
from bot.checks.plan import Errand
from bot.checks.run import carry_out
from bot.errors import StorageError
from bot.explain.incident import PERSON, Telling, write_row
from bot.incidents.routing import route
from bot.models.answer import Answer, Reader
from bot.models.incident import Incident
from bot.models.live import Finding, Live, Surroundings, Watched
from bot.slack.explaining import explain_code
from bot.slack.joint import Joint
from bot.slack.reader import Readers
from bot.slack.surface import Alerts, Status, Surface

log = structlog.get_logger("skms_bot.incident_wording")

WAIT = 1.5
"""Seconds that a message waits for its checks: one that must be seen at once goes out without, and is edited when they
are done, since what is broken answers late."""
GOOD_FOR = 60.0
"""Seconds for which findings are shown again: edits of one incident, and others of its kind, cost no new asking."""
MOST = 200

_Asked = tuple[int, str]
"""A code, and the environment that it is asked about."""


class IncidentWording:
    """One for the whole process; its methods are what bot.slack.incident_screen.Words wants."""

    def __init__(self, surface: Surface, alerts: Alerts) -> None:
        self._surface = surface
        self._alerts = alerts
        self._readers = Readers(surface)
        self._status = surface.status
        self._lately = None if surface.status is None else Lately(surface.status.asks, surface.clock)
        self._asking: dict[_Asked, asyncio.Task[None]] = {}
        self._waiting: dict[_Asked, set[int]] = {}
        self._found: OrderedDict[_Asked, tuple[float, tuple[Finding, ...]]] = OrderedDict()

    async def tell(self, incident: Incident, channel: str) -> Telling:
        """For the readers of a channel, in the language of the route; company names where they are ours alone."""
        routed = route(incident.subject, self._alerts.alerting(), self._surface.clock.now())
        language = routed.language if channel in routed.channels else None
        team = self._surface.identity.team
        reader, ours = await self._readers.for_alerts(team, channel, language)
        return self._telling(reader, named=ours)

    def line(self, incident: Incident) -> str:
        """An incident in one line for the pager, in the site's language."""
        reader = Reader(locale=self._surface.locale)
        return write_row(incident, self._telling(reader, named=True)).replace(PERSON, "")

    async def answer(self, code: int, incident: Incident, telling: Telling) -> Answer | None:
        """The answer to an incident's code, with what its checks found lately; None for a code that is unknown."""
        explained = explain_code(code, telling.catalog, telling.reader, at=telling.now)
        status = self._status
        if not explained.answers or status is None or telling.reader.audience == "external" or not incident.open:
            return next(iter(explained.answers), None)
        environment = incident.subject.environment
        live = _live(status, environment, telling.now)
        joint = explained.joined(live).joint
        if joint is None or not joint.worth_checking:
            return explained.answers[0]
        found = await self._find((code, environment), joint, incident.number)
        return joint.having_found(found, live).ordered()[0]

    def _telling(self, reader: Reader, *, named: bool) -> Telling:
        surface = self._surface
        now = surface.clock.now().astimezone(surface.zone)
        companies = self._alerts.companies if named else {}
        return Telling(surface.catalog(), reader, now, now.tzinfo or dt.UTC, companies)

    async def _find(self, asked: _Asked, joint: Joint, number: int) -> tuple[Finding, ...]:
        """What the checks found, lately or now; nothing where they take longer than a message may wait."""
        known = self._known(asked, joint)
        if known:
            return known
        if asked not in self._asking:
            self._asking[asked] = asyncio.create_task(self._check(asked, joint.row), name=f"checks {asked[0]}")
        _, unfinished = await asyncio.wait({self._asking[asked]}, timeout=WAIT)
        if unfinished:
            self._waiting.setdefault(asked, set()).add(number)
        return self._known(asked, joint)

    async def _check(self, asked: _Asked, row: Sequence[Errand]) -> None:
        try:
            if self._lately is not None:
                found = await carry_out(row, self._lately, self._surface.clock)
                self._found[asked] = (self._surface.clock.monotonic(), found)
                self._found.move_to_end(asked)
                if len(self._found) > MOST:
                    self._found.popitem(last=False)
        except Exception as error:  # noqa: BLE001 - supervision point: a message goes out without its checks rather than not
            log.error("checks_failed", code=asked[0], reason=type(error).__name__)  # noqa: TRY400 - a trace may quote what was asked
        finally:
            del self._asking[asked]
        await self._show_late(self._waiting.pop(asked, set()))

    async def _show_late(self, numbers: Collection[int]) -> None:
        """Have the messages that did not wait written anew."""
        for number in numbers:
            try:
                await self._alerts.engine.refresh(number, self._surface.clock.now())
            except StorageError as error:
                log.warning("checks_not_shown", incident=number, reason=type(error).__name__)

    def _known(self, asked: _Asked, joint: Joint) -> tuple[Finding, ...]:
        at, found = self._found.get(asked, (float("-inf"), ()))
        fresh = self._surface.clock.monotonic() - at < GOOD_FOR
        return found if fresh and len(found) == len(joint.row) else ()


def _live(status: Status, environment: str, now: dt.datetime) -> Live:
    board = status.board
    watched = (Watched(target=target, standing=board.standings[name]) for name, target in board.targets.items())
    surroundings = Surroundings(name=environment)
    return Live(now=now, watched=tuple(watched), surroundings=surroundings, lasting=True)
