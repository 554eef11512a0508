"""What is known of SKMS while somebody is answered: how targets stand, what checks find; words and sends nothing."""

import asyncio
import datetime as dt
from collections import OrderedDict
from collections.abc import Iterable

import structlog

from bot.checks.lately import FRESH, Lately
from bot.checks.run import carry_out
from bot.errors import StorageError
from bot.explain.environment import recognise_environment
from bot.models.conversation import PostedAnswer
from bot.models.live import Finding, Live, Reports, Surroundings, Watched
from bot.models.target import Target
from bot.slack.explaining import Explained
from bot.slack.joint import Joint
from bot.slack.meeting import Meeting
from bot.slack.reader import Readers
from bot.slack.surface import Status, Surface

log = structlog.get_logger("skms_bot.sight")

REPORTED_WITHIN = dt.timedelta(minutes=10)
COUNT_WITHIN = 0.3
"""Seconds that an answer waits for its count: it is to be there within one."""
LONG_TEXT = 50_000
MOST = 500

Place = tuple[str, str]
"""A team and a channel."""


class Sight:
    """One for the whole process. Where no target is configured it knows nothing, and every answer is as without it."""

    def __init__(self, surface: Surface, readers: Readers, meeting: Meeting) -> None:
        self._surface = surface
        self._meeting = meeting
        self._readers = readers
        self._lately = None if surface.status is None else Lately(surface.status.asks, surface.clock, FRESH)
        self._found: OrderedDict[tuple[str, str, str], tuple[Finding, ...]] = OrderedDict()

    @property
    def status(self) -> Status | None:
        """The board and what goes with it; None where no target is configured."""
        return self._surface.status

    def now(self) -> dt.datetime:
        """Now, in the zone in which times are told."""
        return self._surface.clock.now().astimezone(self._surface.zone)

    async def join(self, explained: Explained, text: str, place: Place) -> Explained:
        """What a text holds, with what is known live at this place; the same where nothing is, or is to be told."""
        status = self.status
        if explained.audience == "external" or not explained.sightings:
            return explained
        conduct = await self._readers.conduct_in(*place)
        if status is not None:
            environment = await _recognise(text, conduct.environment, status)
            reports = await self.count(place[0], explained.fingerprint)
            explained = explained.joined(self._live(status, environment, reports))
        return await self._meeting.join(explained, conduct.environment or "")

    async def environment_of(self, text: str, place: Place) -> str:
        """The environment that a text at this place speaks of, empty where nothing says so, or too much does."""
        conduct = await self._readers.conduct_in(*place)
        if self.status is None:
            return conduct.environment or ""
        return (await _recognise(text, conduct.environment, self.status)).name

    async def check(self, joint: Joint) -> Joint:
        """Carry out the checks of an answer; after `bot.checks.run.DEADLINE` seconds at the latest."""
        if self.status is None or self._lately is None:
            return joint.having_found((), joint.live)
        findings = await carry_out(joint.row, self._lately, self._surface.clock)
        live = self._live(self.status, joint.live.surroundings, joint.live.reports)
        return joint.having_found(findings, live.model_copy(update={"incident": joint.live.incident}))

    async def recount(self, explained: Explained, answer: PostedAnswer) -> Explained:
        """The same explanation with how often its error came by now."""
        if explained.joint is None:
            return explained
        reports = await self.count(answer.team, answer.fingerprint)
        return explained.as_in(explained.joint.having_counted(reports or explained.joint.live.reports))

    def unasked(self, joint: Joint) -> Joint:
        """The answer where its checks are not carried out now."""
        return joint.having_found((), joint.live)

    async def count(self, team: str, fingerprint: str) -> Reports | None:
        """How often this very error came lately, this time included; None where storage does not say."""
        since = self._surface.clock.now() - REPORTED_WITHIN
        try:
            async with asyncio.timeout(COUNT_WITHIN):
                count = await self._surface.store.answers.reports(team, fingerprint, since)
        except (StorageError, TimeoutError) as error:
            log.info("not_counted", reason=type(error).__name__)
            return None
        return Reports(count=max(1, count), minutes=REPORTED_WITHIN // dt.timedelta(minutes=1))

    async def ask(self, targets: Iterable[Target]) -> None:
        """Bring these targets up to date on the board; those asked a few seconds ago are not asked again."""
        if self.status is None:
            return
        now, standings = self._surface.clock.now(), self.status.board.standings
        fresh = dt.timedelta(seconds=FRESH)
        last = {target.name: standings[target.name].reading for target in targets}
        await self.status.board.ask_now(
            [name for name, reading in last.items() if reading is None or now - reading.at >= fresh]
        )

    def remember(self, place: Place, explained: Explained) -> None:
        """Keep what the checks of a message found: its runbook shows it, too."""
        if explained.joint is None or not explained.joint.findings:
            return
        self._found[(*place, explained.fingerprint)] = explained.joint.findings
        self._found.move_to_end((*place, explained.fingerprint))
        if len(self._found) > MOST:
            self._found.popitem(last=False)

    def recall(self, place: Place, explained: Explained) -> Explained:
        """The same explanation with what the checks of that message found last; without, where they are forgotten."""
        if explained.joint is None:
            return explained
        found = self._found.get((*place, explained.fingerprint), ())
        fits = len(found) == len(explained.joint.row)
        return explained.as_in(explained.joint.having_found(found if fits else (), explained.joint.live))

    def _live(self, status: Status, environment: Surroundings, reports: Reports | None) -> Live:
        board = status.board
        watched = (Watched(target=target, standing=board.standings[name]) for name, target in board.targets.items())
        return Live(now=self.now(), watched=tuple(watched), surroundings=environment, reports=reports)


async def _recognise(text: str, channel: str | None, status: Status) -> Surroundings:
    """The environment; a long text is searched beside the event loop."""
    targets = tuple(status.board.targets.values())
    if len(text) < LONG_TEXT:
        return recognise_environment(text, channel, status.environments, targets)
    return await asyncio.to_thread(recognise_environment, text, channel, status.environments, targets)
