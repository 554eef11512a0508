"""The loopback Slack as a test holds it: starts and ends, introduces people and channels, waits for answers."""

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.slack import events, posting
from tests.fakes.slack.answers import ResponseUrlHost
from tests.fakes.slack.api.directory import uninstall
from tests.fakes.slack.app import App
from tests.fakes.slack.core import Core
from tests.fakes.slack.delivery import Deliveries
from tests.fakes.slack.faults import Faults
from tests.fakes.slack.file_host import FileHost
from tests.fakes.slack.http import HttpPush
from tests.fakes.slack.ledger import Call, Ledger
from tests.fakes.slack.moments import SlackTime
from tests.fakes.slack.people import OtherBot, Person
from tests.fakes.slack.posting import Draft
from tests.fakes.slack.rates import Rates
from tests.fakes.slack.rules import Rules
from tests.fakes.slack.sockets import Sockets
from tests.fakes.slack.transcript import transcript
from tests.fakes.slack.web_api import WebApi
from tests.fakes.slack.world import Channel, File, Json, Kind, Message, Team


class FakeSlack:
    """`async with FakeSlack() as slack:` — a workspace with one app installed, on a free port of 127.0.0.1."""

    def __init__(self, app: App | None = None, rules: Rules | None = None) -> None:
        self.app = app or App()
        self.rules = rules or Rules()
        self._core: Core | None = None
        self._runner: web.AppRunner | None = None
        self._push: HttpPush | None = None

    async def __aenter__(self) -> Self:
        """Starts the server; from now on everything below can be used."""
        core = self._core = Core(self.app, self.rules)
        site = web.Application(client_max_size=8 * 1024 * 1024)
        files = FileHost(core)
        site.router.add_route("*", "/api/{method}", WebApi(core).handle)
        site.router.add_get("/link", core.sockets.handle)
        site.router.add_post("/response/{path}", ResponseUrlHost(core).handle)
        site.router.add_get("/files-pri/{file}/{name}", files.handle)
        site.router.add_get("/files-pri/{file}/{name}/download", files.handle)
        site.router.add_get("/login", files.login)
        site.router.add_get("/elsewhere/{rest:.*}", files.elsewhere)
        self._runner = web.AppRunner(site, shutdown_timeout=0.2, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        core.base = f"http://{host}:{port}"
        core.sockets.base = f"ws://{host}:{port}/link"
        core.deliveries.transport = core.sockets
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops delivering, closes sockets and server."""
        await self.deliveries.close()
        await self.sockets.close()
        if self._push is not None:
            await self._push.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def core(self) -> Core:
        """All parts; only inside `async with`."""
        if self._core is None:
            raise AssertionError("use it as `async with FakeSlack() as slack`")
        return self._core

    @property
    def url(self) -> str:
        """What SLACK_API_URL is set to."""
        return f"{self.core.base}/api/"

    @property
    def elsewhere(self) -> str:
        """An address on another host, to which a redirect may lead; tokens seen there are in `ledger.leaks`."""
        return f"{self.core.base.replace('127.0.0.1', 'localhost')}/elsewhere/file"

    @property
    def time(self) -> SlackTime:
        """Slack's clock; `skip` moves it."""
        return self.core.time

    @property
    def ledger(self) -> Ledger:
        """Everything received."""
        return self.core.ledger

    @property
    def calls(self) -> list[Call]:
        """All Web API calls and uses of response_urls."""
        return self.core.ledger.calls

    @property
    def oddities(self) -> list[str]:
        """What Slack let pass and a careful app does not do."""
        return self.core.ledger.oddities

    @property
    def faults(self) -> Faults:
        """The script of bad weather."""
        return self.core.faults

    @property
    def rates(self) -> Rates:
        """How fast the app wrote, and where it did not wait."""
        return self.core.rates

    @property
    def sockets(self) -> Sockets:
        """The Socket Mode connections."""
        return self.core.sockets

    @property
    def deliveries(self) -> Deliveries:
        """What was brought to the app, and how it went."""
        return self.core.deliveries

    @property
    def bot(self) -> Person:
        """The app's own user: its id, and what it sees."""
        return Person(self.core, self.core.workspace.bot)

    def environment(self) -> dict[str, str]:
        """What the app's process needs in its environment to find this Slack."""
        return {
            "SLACK_API_URL": self.url,
            "SLACK_BOT_TOKEN": self.app.bot_token,
            **(
                {"SLACK_APP_TOKEN": self.app.app_token}
                if self._push is None
                else {"SLACK_SIGNING_SECRET": self.app.signing_secret}
            ),
        }

    def deliver_to(self, url: str) -> HttpPush:
        """HTTP mode: from now on everything goes to this address, signed; Socket Mode is off."""
        self.app.socket_mode = False
        push = HttpPush(url, self.app.signing_secret, self.time, self.rules)
        self._push = self.deliveries.transport = push
        return push

    def person(self, name: str, *, team: Team | None = None, locale: str = "en-US") -> Person:
        """The person of that name, new at the first mention."""
        known = next((user for user in self.core.workspace.users.values() if user.name == name), None)
        return Person(self.core, known or self.core.workspace.add_user(name, team=team, locale=locale))

    def organisation(self, name: str) -> Team:
        """Another organisation, for Slack Connect."""
        return self.core.workspace.add_team(name)

    def other_bot(self, name: str) -> OtherBot:
        """A bot of somebody else."""
        ids = self.core.ids
        return OtherBot(self.core, self.core.workspace.add_user(name, bot_id=ids.next("B"), app_id=ids.next("A")))

    def channel(
        self, name: str, *, kind: Kind = "channel", with_bot: bool = True, shared_with: Sequence[Team] = ()
    ) -> Channel:
        """The channel of that name or id, new at the first mention; the bot is in it unless told otherwise."""
        for known in self.core.workspace.channels.values():
            if name in {known.id, known.name}:
                return known
        channel = self.core.workspace.add_channel(name, kind)
        channel.shared_with = list(shared_with)
        if with_bot:
            channel.members.add(self.bot.id)
        return channel

    def direct(self, person: Person) -> Channel:
        """The direct conversation of that person with the bot."""
        return self.core.workspace.direct(person.user)

    def group(self, *members: Person) -> str:
        """A new user group; its id."""
        group_id = self.core.ids.next("S")
        self.core.workspace.groups[group_id] = [member.id for member in members]
        return group_id

    def file(self, name: str, content: bytes | str, **claims: Any) -> File:
        """A file nobody has shared yet; `claims` are fields of File, such as mimetype, served_as, size, repeat."""
        data = content.encode() if isinstance(content, str) else content
        file = File(self.core.ids.next("F"), name, data, **claims)
        file.url = f"{self.core.base}/files-pri/{file.id}/{name}"
        self.core.workspace.files[file.id] = file
        return file

    def unfurl(self, message: Message) -> None:
        """Slack adds a preview to a message: `message_changed` without a change of text."""
        draft = Draft(message.text, message.blocks, attachments=[{"from_url": "https://kms.example.test/"}])
        posting.change(self.core, message, draft, edited_by=None)

    def invite(self, channel: Channel) -> None:
        """Somebody adds the bot to a channel."""
        self.bot.joins(channel)

    def remove_bot(self, channel: Channel) -> None:
        """Somebody removes the bot from a channel."""
        events.publish(self.core, {"type": "channel_left", "channel": channel.id, "event_ts": self.core.ids.ts()})
        channel.members.discard(self.bot.id)

    def publish(self, event: Json, channel: Channel | None = None) -> None:
        """An event of the test's own making, in a true envelope."""
        events.publish(self.core, event, channel=channel)

    def uninstall(self) -> None:
        """An admin removes the app."""
        uninstall(self.core)

    async def connected(self, count: int = 1, *, within: float = 5.0) -> None:
        """Waits until the app has that many connections."""
        await self.until(lambda: len(self.sockets.live) >= count, f"{count} connections", within=within)

    async def reply_to(self, message: Message, *, number: int = 1, within: float = 3.0) -> Message:
        """Waits for the bot's reply in the message's thread; `number` 2 is the second."""

        def replies() -> list[Message]:
            return [one for one in message.channel.thread(message) if one.user == self.bot.id]

        await self.until(lambda: len(replies()) >= number, f"reply {number} to {message.text[:60]!r}", within=within)
        return replies()[number - 1]

    async def until(self, condition: Callable[[], object], what: str, *, within: float = 3.0) -> None:
        """Waits for something to become true; fails with the transcript when it does not."""
        if not await self.ledger.until(condition, within):
            raise AssertionError(f"no {what} within {within} s\n{self.transcript()}")

    async def settles(self, *, quiet: float = 0.1, within: float = 5.0) -> None:
        """Waits until everything is delivered and answered and the app has been quiet for a moment."""

        def busy() -> bool:
            return bool(self.deliveries.pending or self.ledger.in_flight)

        await self.until(lambda: not busy(), "end of the deliveries", within=within)
        seen = -1
        while seen != len(self.calls) or busy():
            seen = len(self.calls)
            await self.ledger.until(lambda before=seen: len(self.calls) != before, quiet)  # type: ignore[misc]

    def transcript(self) -> str:
        """The conversations as a person would read them, with what was refused and what was odd."""
        return transcript(self.core)
