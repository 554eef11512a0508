"""Work that was acknowledged: a bounded queue with a fair share per channel, its workers, and its end."""

import asyncio
from collections import Counter, deque
from dataclasses import dataclass

import structlog

from bot.errors import InboxFull, SkmsBotError, SlackUnreachable, StorageError
from bot.models.conversation import EventState
from bot.slack.admission import Admission
from bot.slack.ports import EventRows, Work

log = structlog.get_logger("skms_bot.inbox")

LONGEST = 1000
WORKERS = 4
SHARE = 2
"""A channel may occupy a half of the workers: one that Slack closed for a minute must not hold up the others."""
PROMPT_WORKERS = 8
"""Apart from the others: who pressed a button looks at the screen, and a view must be opened within three seconds."""
ASIDE_WORKERS = 16
"""Apart, too: they wait for SKMS and for nothing of Slack's, each within a deadline of its own (bot.checks.run)."""
LONGEST_JOB = 900.0
MARK_WITHIN = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What is left to do: `name` is for the log, `lane` keeps the order of jobs about one thing (a paste, its edit).

    `event_id` is the event that it answers; when the job ends the event is marked answered, or failed if it
    raised; one that raised SlackUnreachable stays open, for the sweep to let it in again.
    `prompt` is for what somebody waits for and no closed channel can hold up: it does not wait behind the others.
    `aside` is for what asks SKMS itself. One that `follows` another is taken in during a shutdown as well.
    """

    name: str
    work: Work
    channel: str = ""
    lane: str = ""
    event_id: str | None = None
    prompt: bool = False
    aside: bool = False
    follows: bool = False


class Inbox:
    """Jobs in the order of their coming, except that a lane waits for itself and a channel for its share."""

    def __init__(
        self, rows: EventRows, admission: Admission, *, longest: int = LONGEST, workers: int = WORKERS
    ) -> None:
        self._rows = rows
        self._admission = admission
        self._longest = longest
        self._most = workers
        self._share = max(1, workers // SHARE)
        self._waiting: deque[Job] = deque()
        self._prompt: deque[Job] = deque()
        self._aside: deque[Job] = deque()
        self._running: dict[asyncio.Task[None], Job] = {}
        self._lanes: Counter[str] = Counter()
        self._channels: Counter[str] = Counter()
        self._busy: Counter[int] = Counter()
        self._events: Counter[str] = Counter()
        self._closed = False
        self._idle = asyncio.Event()
        self._idle.set()

    def submit(self, job: Job) -> None:
        """Queue a job; raises InboxFull, also when the bot is shutting down: say so, or leave the event to a retry."""
        line = self._line_of(job)
        if (self._closed and not job.follows) or len(line) >= self._longest:
            raise InboxFull("too much work is waiting", hint="Slack sends events again; others are told to try again")
        line.append(job)
        if job.event_id:
            self._events[job.event_id] += 1
        self._idle.clear()
        self._start()

    def has(self, event_id: str) -> bool:
        """Whether a job for this event waits or runs."""
        return event_id in self._events

    def __len__(self) -> int:
        return len(self._waiting) + len(self._prompt) + len(self._aside) + len(self._running)

    async def drain(self, seconds: float) -> int:
        """Take nothing new, finish what is there in time; returns how many jobs were given up.

        The events of those stay recorded as unanswered, and are answered by the next life.
        """
        self._closed = True
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            left = len(self)
            for line in (self._waiting, self._prompt, self._aside):
                line.clear()
            for task in list(self._running):
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)
            return left
        return 0

    def _line_of(self, job: Job) -> deque[Job]:
        return self._prompt if job.prompt else self._aside if job.aside else self._waiting

    def _start(self) -> None:
        """Start what may run now."""
        self._start_from(self._prompt, PROMPT_WORKERS)
        self._start_from(self._aside, ASIDE_WORKERS)
        self._start_from(self._waiting, self._most)

    def _start_from(self, line: deque[Job], most: int) -> None:
        kept: deque[Job] = deque()
        while line and self._busy[id(line)] < most:
            job = line.popleft()
            if (job.lane and self._lanes[job.lane]) or (job.channel and self._channels[job.channel] >= self._share):
                kept.append(job)
                continue
            self._lanes[job.lane] += 1
            self._channels[job.channel] += 1
            self._busy[id(line)] += 1
            task = asyncio.get_running_loop().create_task(self._run(job), name=job.name)
            self._running[task] = job
            task.add_done_callback(self._ended)
        line.extendleft(reversed(kept))

    def _ended(self, task: asyncio.Task[None]) -> None:
        job = self._running.pop(task)
        self._busy[id(self._line_of(job))] -= 1
        for counter, key in (
            (self._lanes, job.lane),
            (self._channels, job.channel),
            (self._events, job.event_id or ""),
        ):
            counter[key] -= 1
            if counter[key] <= 0:
                del counter[key]
        self._start()
        if not len(self):
            self._idle.set()

    async def _run(self, job: Job) -> None:
        state: EventState = "failed"
        try:
            async with asyncio.timeout(LONGEST_JOB):
                await job.work()
            state = "answered"
        except SlackUnreachable as error:
            if job.event_id and self._admission.is_stored(job.event_id):
                log.warning("job_put_off", job=job.name, event_id=job.event_id, reason=str(error))
                return
            log.error("job_failed", job=job.name, event_id=job.event_id, reason=str(error))  # noqa: TRY400 - a trace may quote a message
        except (SkmsBotError, TimeoutError) as error:
            log.error("job_failed", job=job.name, event_id=job.event_id, reason=str(error) or type(error).__name__)  # noqa: TRY400 - a trace may quote a message
        except Exception as error:  # noqa: BLE001 - supervision point: told by type and place (a text may be a paste's), the event marked failed, the next job runs
            log.error("job_broke", job=job.name, event_id=job.event_id, reason=type(error).__name__, at=_place(error))  # noqa: TRY400 - a trace may quote a message
        if job.event_id and self._events[job.event_id] <= 1:
            await self.finish(job.event_id, state)

    async def finish(self, event_id: str, state: EventState) -> None:
        """Nothing is left to do for an event; without storage only memory knows."""
        self._admission.finished(event_id)
        if not self._admission.is_stored(event_id):
            return
        try:
            async with asyncio.timeout(MARK_WITHIN):
                await self._rows.mark(event_id, state)
        except (StorageError, TimeoutError) as error:
            log.warning("event_not_marked", event_id=event_id, reason=type(error).__name__)


def _place(error: BaseException) -> str:
    """Where it was raised, as file:line; never the message."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
