"""A Slack on loopback that speaks Slack's protocols, refuses what Slack refuses, and keeps a ledger; for tests only."""

from tests.fakes.slack.app import App
from tests.fakes.slack.faults import DropAnswer, DropRequest, Hold, RateLimited, Refuse, ServerError, Slow
from tests.fakes.slack.interaction import Interaction
from tests.fakes.slack.people import OtherBot, Person
from tests.fakes.slack.rules import Rules
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import Channel, File, Message, Team, User, View

__all__ = [
    "App",
    "Channel",
    "DropAnswer",
    "DropRequest",
    "FakeSlack",
    "File",
    "Hold",
    "Interaction",
    "Message",
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
