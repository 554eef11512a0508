"""Where a paste meets an incident: says which one it is part of, and lets the engine know of it; sends nothing."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Sequence

import structlog

from bot.errors import InboxFull, StorageError
from bot.explain.incident import PERSON, Telling, person, write_holder, write_paste_line
from bot.explain.paste import Findings
from bot.incidents.counting import find_cause
from bot.models.alerting import PasteReport
from bot.models.incident import Incident
from bot.models.live import OpenIncident
from bot.slack.duty import MOST_SHOWN, Duty
from bot.slack.explaining import Explained
from bot.slack.question import Question
from bot.slack.reader import Readers
from bot.slack.surface import Job, Surface

log = structlog.get_logger("skms_bot.meeting")

LOOK_WITHIN = 0.3
"""Seconds that an answer waits to hear of incidents: it is to be there within one."""
KNOWN_FOR = 1.0
"""Seconds for which the open incidents are not read again, so that many pastes at once cost one reading."""
AWAY_FOR = 5.0
TELL_WITHIN = 10.0
CODES_TOLD = 3
MOST_PLACES = 500
LONGEST_REALM = 64
_PERSON = re.compile(f"{PERSON}([^{PERSON}]*){PERSON}")


class Meeting:
    """One for the whole process. Where no alerts are set up, or nobody can say, every answer is as without it."""

    def __init__(self, surface: Surface, readers: Readers, duty: Duty | None) -> None:
        self._surface = surface
        self._readers = readers
        self._duty = duty
        self._open: tuple[float, list[Incident]] = (float("-inf"), [])
        self._reading = asyncio.Lock()
        self._away_until = float("-inf")
        self._places: OrderedDict[int, str] = OrderedDict()

    async def join(self, explained: Explained, environment: str) -> Explained:
        """What a text holds, with the open incident that its worst error is part of; never raises, never waits long."""
        duty, source = self._duty, explained.source
        if duty is None or source is None or source.reader.audience == "external" or self._is_away():
            return explained
        try:
            async with asyncio.timeout(LOOK_WITHIN):
                incident = self._cause(explained, environment, await self._all_open(duty))
                if incident is None:
                    return explained
                telling = duty.telling(source.reader)
                line = await self._name_people(
                    write_paste_line(incident, telling), telling.phrases.say("alert-somebody")
                )
                known = await self._as_known(incident, telling)
                return explained.part_of(known, line, await self._link(incident))
        except (StorageError, TimeoutError) as error:
            log.warning("incidents_unread", reason=type(error).__name__)
            self._away_until = self._surface.clock.monotonic() + AWAY_FOR
            return explained

    def tell(self, question: Question, findings: Findings, environment: Callable[[], Awaitable[str]]) -> None:
        """Let the engine know of a paste, beside the answer to it; somebody who only names a code pastes nothing."""
        duty = self._duty
        reports = list(self._reports(question, findings)) if question.user else []
        if duty is None or not reports:
            return

        async def work() -> None:
            try:
                async with asyncio.timeout(TELL_WITHIN):
                    where = {"environment": (await environment())[:LONGEST_REALM]}
                    for report in reports:
                        await duty.engine.paste(report.model_copy(update=where), self._surface.clock.now())
            except (StorageError, TimeoutError) as error:
                log.warning("paste_not_told", reason=type(error).__name__)

        try:
            self._surface.inbox.submit(Job("paste-told", work, aside=True))
        except InboxFull:
            log.warning("paste_not_told", reason="too much work")

    def _is_away(self) -> bool:
        return self._surface.clock.monotonic() < self._away_until

    async def _all_open(self, duty: Duty) -> list[Incident]:
        async with self._reading:
            until, known = self._open
            if until <= self._surface.clock.monotonic():
                known = await duty.engine.open(MOST_SHOWN)
                self._open = (self._surface.clock.monotonic() + KNOWN_FOR, known)
            return known

    def _cause(self, explained: Explained, environment: str, incidents: Sequence[Incident]) -> Incident | None:
        """The incident that the worst error is part of, else the next one's."""
        hosts = {sighting.error.code: diagnosis.host for sighting, diagnosis in explained.sightings}
        joint = explained.joint
        environment = (joint.live.surroundings.name if joint else "") or environment
        for code in explained.codes[:CODES_TOLD]:
            found = find_cause(incidents, code, environment, hosts.get(code) or "")
            if found is not None:
                return found
        return None

    async def _as_known(self, incident: Incident, telling: Telling) -> OpenIncident:
        somebody = telling.phrases.say("alert-somebody")
        holder = await self._name_people(write_holder(incident, telling), somebody) if incident.holder else ""
        return OpenIncident(number=incident.number, holder=holder, reports=incident.count + incident.pastes)

    async def _name_people(self, line: str, somebody: str) -> str:
        """A line with people by name: a mention would call them at night for every paste."""
        for user in dict.fromkeys(_PERSON.findall(line)):
            name = await self._readers.name_of(user) or somebody
            line = line.replace(person(user), name)
        return line

    async def _link(self, incident: Incident) -> str:
        """The address of the incident's message, empty where it has none yet."""
        known = self._places.get(incident.number)
        if known is not None:
            return known
        url = self._surface.identity.url
        rows = await self._surface.store.incidents.deliveries(incident.number)
        shown = next((row for row in rows if row.kind == "parent" and row.ts), None)
        if shown is None or shown.ts is None or not url:
            return ""
        link = f"{url.rstrip('/')}/archives/{shown.channel}/p{shown.ts.replace('.', '')}"
        self._places[incident.number] = link
        if len(self._places) > MOST_PLACES:
            self._places.popitem(last=False)
        return link

    def _reports(self, question: Question, findings: Findings) -> Iterator[PasteReport]:
        catalog, now = self._surface.catalog(), self._surface.clock.now()
        found = {
            sighting.error.code: diagnosis
            for sighting, diagnosis in findings.sightings
            if not (question.direct and sighting.form == "prose") and sighting.error.code in catalog.entries
        }
        worst = sorted(found, key=lambda code: (catalog.entries[code].severity.level, code))
        for code in worst[:CODES_TOLD]:
            diagnosis = found[code]
            yield PasteReport(
                code=code,
                by=question.user,
                at=now,
                host=diagnosis.host or "",
                company=diagnosis.company_id or findings.company or "",
            )
