"""The Bolt app: authorized without asking Slack, its listeners registered, everything else caught; answers nothing."""

import re
from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import InboxFull
from bot.slack.clients import Clients, Identity
from bot.slack.surface import Surface

log = structlog.get_logger("skms_bot.bolt")

Register = Callable[[AsyncApp, Surface], None]
"""Registers the listeners, or a test's own."""

ANYTHING = re.compile("")


def make_bolt(clients: Clients, identity: Identity) -> AsyncApp:
    """An app without listeners.

    A listener acks, submits its work and returns: the ack leaves when it returns (process_before_response), without
    Bolt's polling, and a listener that breaks is no ack. Signatures were checked before (bot.slack.web_guard).
    """
    template = AsyncWebClient(base_url=clients.api_url, session=clients.session, retry_handlers=[])

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=identity.enterprise,
            team_id=identity.team,
            bot_id=identity.bot_id,
            bot_user_id=identity.bot_user,
            bot_token=clients.bot.token,
        )

    app = AsyncApp(
        client=template,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.error(_tell)
    return app


def catch_all(app: AsyncApp) -> None:
    """Ack what no listener took; called after the listeners were registered, since the first that fits wins."""
    app.event(ANYTHING)(_ignore)
    for kind in (app.command, app.shortcut, app.action, app.options, app.view_submission, app.view_closed):
        kind(ANYTHING)(_ack)


async def _ignore() -> None:
    """An event that we are subscribed to and do nothing with."""


async def _ack(ack: Callable[[], Any]) -> None:
    """A command, shortcut, button or view that is not, or no longer, ours."""
    await ack()


async def _tell(error: Exception) -> BoltResponse:
    """A listener broke: no ack, told by kind alone, since its words may quote a message."""
    if isinstance(error, InboxFull):
        log.error("too_much_work")
        return BoltResponse(status=503, body="")
    log.error("listener_broke", reason=type(error).__name__)
    return BoltResponse(status=500, body="")
