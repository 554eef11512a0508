"""Answers a paste with what its own checks find, for `explain --check`: asks the configured targets once, from here."""

import asyncio
import datetime as dt
from dataclasses import dataclass

from bot.checks.plan import plan
from bot.checks.run import carry_out
from bot.clock import SystemClock
from bot.explain.compose import compose, order_by_severity
from bot.explain.environment import recognise_environment
from bot.explain.live import compose_live
from bot.explain.paste import Findings
from bot.models.answer import Answer, PasteContext, Reader
from bot.models.catalog import Catalog
from bot.models.diagnosis import Diagnosis
from bot.models.live import Live, Watched
from bot.models.sighting import PasteFacts, Sighting
from bot.models.target import Standing
from bot.settings.status import StatusSettings, open_target_secrets, read_status_settings
from bot.status.probe import Prober
from bot.status.transport import shared_tls
from bot.status.understanding import understanding


def answer_checked(
    text: str, found: Findings, catalog: Catalog, reader: Reader, *, knows: PasteFacts, zone: dt.tzinfo | None
) -> list[Answer]:
    """The answers to what was found, most severe first, after the checks; raises BadSettings for wrong targets.

    `text` tells the environment; times are told in `zone`, the system's for None. It takes as long as the slowest
    check, `bot.checks.run.DEADLINE` at most.
    """
    site = read_status_settings()
    site.demand_components(catalog.components)
    return order_by_severity(asyncio.run(_Checking(_Question(text, found, reader, zone), catalog, site).answers(knows)))


@dataclass(frozen=True, slots=True)
class _Question:
    """A paste, who asks, and in which zone times are told to them."""

    text: str
    found: Findings
    reader: Reader
    zone: dt.tzinfo | None


class _Checking:
    """One round of asking for all errors of a paste: what several of them need is asked once."""

    def __init__(self, question: _Question, catalog: Catalog, site: StatusSettings) -> None:
        self._found = question.found
        self._zone = question.zone
        self._catalog = catalog
        self._reader = question.reader
        self._clock = SystemClock()
        self._targets = site.targets
        self._surroundings = recognise_environment(question.text, None, site.environments, site.targets)
        self._secrets = open_target_secrets(site)
        self._ca_file = site.ca_file

    async def answers(self, knows: PasteFacts) -> list[Answer]:
        facts = None if self._found.facts is None else self._found.facts | knows
        at = self._clock.now().astimezone(self._zone).isoformat(timespec="seconds")
        paste = PasteContext(facts=facts, hidden=self._found.hidden, at=at)
        understand = understanding(lambda: self._catalog)
        prober = Prober(self._clock, self._secrets, understand, shared_tls(self._ca_file))
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(self._answer(sighting, diagnosis, paste, prober))
                    for sighting, diagnosis in self._found.sightings
                ]
        finally:
            await prober.aclose()
        return [task.result() for task in tasks]

    async def _answer(self, sighting: Sighting, diagnosis: Diagnosis, paste: PasteContext, prober: Prober) -> Answer:
        before = compose(sighting, diagnosis, self._catalog, self._reader, paste)
        live = self._live()
        findings = await carry_out(plan(before, diagnosis, live, self._catalog), prober, self._clock)
        after = self._live().having_found(findings)
        return compose_live(sighting, diagnosis, self._catalog, self._reader, paste, after)

    def _live(self) -> Live:
        watched = (Watched(target=target, standing=Standing(target=target.name)) for target in self._targets)
        return Live(
            now=self._clock.now().astimezone(self._zone), watched=tuple(watched), surroundings=self._surroundings
        )
