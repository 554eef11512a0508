"""Forgets a workspace that has uninstalled the app, or taken its bot token away."""

from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp

from bot.slack.desk import Desk
from bot.slack.surface import Arrival, Job

log = structlog.get_logger("skms_bot.lifecycle")


def register(app: AsyncApp, desk: Desk) -> None:
    """Let Bolt know the listeners."""
    surface = desk.surface

    def forget(team: str, arrival: Arrival) -> None:
        async def work() -> None:
            gone = await surface.store.forget_workspace(team)
            log.warning("workspace_forgotten", team=team, rows=gone)

        surface.inbox.submit(Job("forget", work, lane=f"forget:{team}", event_id=arrival.event_id))

    async def on_uninstalled(body: dict[str, Any], context: dict[str, Any]) -> None:
        forget(body["team_id"], context["arrival"])

    async def on_tokens_revoked(event: dict[str, Any], body: dict[str, Any], context: dict[str, Any]) -> None:
        # A person's token may go without the bot's: then nothing was uninstalled.
        if (event.get("tokens") or {}).get("bot"):
            forget(body["team_id"], context["arrival"])

    app.event("app_uninstalled")(on_uninstalled)
    app.event("tokens_revoked")(on_tokens_revoked)
