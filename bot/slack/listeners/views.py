"""Takes presses inside the modal of a runbook: pages, languages, what people say of steps; does the work elsewhere."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp

from bot.slack.blocks import ids
from bot.slack.clicks import read_click
from bot.slack.desk import Desk
from bot.slack.recall import Recall
from bot.slack.runbooks import NotKnown, Runbooks
from bot.slack.surface import Job

log = structlog.get_logger("skms_bot.views")

Ack = Callable[..., Awaitable[Any]]

TURNED = (ids.RUNBOOK_PAGE, ids.RUNBOOK_LANGUAGE)
VOTED = (ids.RUNBOOK_STEP, ids.RUNBOOK_FIXED)


def register(app: AsyncApp, desk: Desk) -> None:
    """Let Bolt know the listener."""
    app.action(re.compile(rf"\A(?:{'|'.join((*TURNED, *VOTED))})(?::.*)?\Z"))(_Views(desk).on_pressed)


class _Views:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._runbooks = Runbooks(desk, Recall(desk))

    async def on_pressed(self, ack: Ack, body: dict[str, Any]) -> None:
        """Queue it, in the order of the presses; where there is no room there is no ack, and Slack says so."""
        click = read_click(body, self._desk.surface.identity.team)
        view, reference = click.view, click.reference
        if view is not None and reference is not None:
            do = self._runbooks.turn if click.action in TURNED else self._runbooks.vote

            async def work() -> None:
                try:
                    await do(click, view, reference)
                except NotKnown:
                    # The knowledge base dropped the code while its runbook was open: what is shown stays.
                    log.info("runbook_dropped", code=reference.code)

            self._desk.surface.inbox.submit(Job("runbook-press", work, lane=f"view:{view.id}", prompt=True))
        await ack()
