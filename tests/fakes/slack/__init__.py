"""A Slack on loopback that speaks Slack's protocols, refuses what Slack refuses, and keeps a ledger; for tests only.

A test reads as a conversation:

    async with FakeSlack(rules=Rules.quick()) as slack:
        ops, mina = slack.channel("ops"), slack.person("mina", locale="ko-KR")
        ...  # connect the app to slack.url with slack.app.bot_token and slack.app.app_token
        paste = mina.says(ops, '{"code": 40013, "message": "Key not found in the keyVault"}')
        answer = await slack.reply_to(paste)
        await mina.clicks(answer, "Full runbook")
        await slack.until(lambda: mina.user.views, "runbook")
        assert "Key not found" in mina.view.shown

Not modelled: OAuth installs and token rotation, org-wide installs, legacy dialogs, workflows and functions, assistant
and streaming, file uploads, work objects, link_shared, app_rate_limited, delayed events, the splitting of texts above
4,000 (noted as an oddity), rates of methods other than chat.postMessage and apps.connections.open, TLS.
"""

from tests.fakes.slack.app import App
from tests.fakes.slack.faults import (
    Accepted,
    DropAnswer,
    DropRequest,
    Hold,
    OddlyLimited,
    RateLimited,
    Refuse,
    ServerError,
    Slow,
)
from tests.fakes.slack.interaction import Interaction
from tests.fakes.slack.people import OtherBot, Person
from tests.fakes.slack.rules import Rules
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import Channel, File, Message, Team, User, View

__all__ = [
    "Accepted",
    "App",
    "Channel",
    "DropAnswer",
    "DropRequest",
    "FakeSlack",
    "File",
    "Hold",
    "Interaction",
    "Message",
    "OddlyLimited",
    "OtherBot",
    "Person",
    "RateLimited",
    "Refuse",
    "Rules",
    "ServerError",
    "Slow",
    "Team",
    "User",
    "View",
]
