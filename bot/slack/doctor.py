"""Asks Slack whether the app is set up as its manifest says: tokens, scopes, workspace, connection, clock, channels.

It only asks. No event is taken: a Socket Mode address is requested and never connected to, since a connection would
get a share of the events that the running bot is to have.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

import aiohttp
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from bot.models.finding import Finding, ailing, unchecked, well
from bot.slack.scopes import Plan, scopes_of, users_of

SECONDS_PER_CALL = 10
MOST_CHANNELS = 40
"""conversations.history may be called 50 times a minute (Tier 3)."""
LARGEST_SKEW = timedelta(seconds=60)
"""Slack's signatures are refused beyond five minutes; a clock that is a minute off will get there."""
FAR_FUTURE = "9999999999"
"""A time after which there is no message, so that membership is told without reading one."""

REINSTALL = "api.slack.com/apps → your app → Install App → Reinstall, then take the new token"
BOT_TOKEN = "api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token"  # noqa: S105 - a place
APP_TOKEN = "api.slack.com/apps → your app → Basic Information → App-Level Tokens"  # noqa: S105 - a place

MENDING: Mapping[str, str] = {
    "account_inactive": f"the app was uninstalled or the bot switched off: {REINSTALL}",
    "token_revoked": f"the token was revoked: {REINSTALL}",
    "token_expired": "switch token rotation off in a new app, or renew the token",
    "not_allowed_token_type": "bot token and app-level token are swapped: xoxb- is the bot's, xapp- the app's",
    "access_denied": "this machine's address is not allowed: see the app's allowed IP ranges",
    "accesslimited": "this machine's address is not allowed: see the app's allowed IP ranges",
    "socket_mode_not_enabled": "switch Socket Mode on, or update the app from `skms-bot slack manifest`",
    "missing_scope": "make an app-level token with the scope connections:write",
    "ratelimited": "wait a minute and run doctor again",
}
_DOWN = (aiohttp.ClientError, TimeoutError, OSError, SlackRequestError)


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The current time, aware."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to examine: the tokens (None: not set), the plan that the manifest was made for, and the settings' word."""

    bot_token: SecretStr | None
    app_token: SecretStr | None
    plan: Plan
    api_url: str = "https://slack.com/api/"
    workspaces: Sequence[str] = ()
    allow: Sequence[str] | None = None
    alerts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What Slack said to one call: the error (empty: ok), the data, the headers; `down` why there was no answer."""

    error: str = ""
    data: Mapping[str, Any] | None = None
    headers: Mapping[str, str] | None = None
    down: str = ""

    def word(self, name: str) -> str:
        """A word of the answer, empty where it has none."""
        value = (self.data or {}).get(name)
        return value if isinstance(value, str) else ""


async def examine(asked: Asked, clock: Clock) -> list[Finding]:
    """Everything found, in the order in which it is to be mended; never raises for what Slack or the network does."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS_PER_CALL)) as session:
        examination = _Examination(asked, clock, session)
        return [finding async for finding in examination.findings()]


class _Examination:
    """One visit at Slack's."""

    def __init__(self, asked: Asked, clock: Clock, session: aiohttp.ClientSession) -> None:
        self._asked = asked
        self._clock = clock
        address = urlsplit(asked.api_url)
        self._host = address.hostname or asked.api_url
        self._port = address.port or (80 if address.scheme == "http" else 443)
        self._bot = self._client(asked.bot_token, session)
        self._app = self._client(asked.app_token, session)

    def _client(self, token: SecretStr | None, session: aiohttp.ClientSession) -> AsyncWebClient | None:
        if token is None:
            return None
        return AsyncWebClient(
            token=token.get_secret_value(),
            base_url=self._asked.api_url,
            session=session,
            timeout=SECONDS_PER_CALL,
            retry_handlers=[],
        )

    async def findings(self) -> AsyncIterator[Finding]:
        if self._bot is None:
            yield unchecked("scopes", "no bot token to ask with")
        else:
            before = self._clock.now()
            reply = await _call(self._bot, "auth.test")
            between = before + (self._clock.now() - before) / 2
            if reply.down:
                yield self._unreached("slack", reply)
                return
            yield self._judge_clock(reply, between)
            if reply.error:
                yield _judge_error("bot token", reply, BOT_TOKEN)
            else:
                async for finding in self._with_identity(self._bot, reply):
                    yield finding
        if self._app is not None and self._asked.plan.url is None:
            yield self._judge_connection(await _call(self._app, "apps.connections.open"))

    async def _with_identity(self, bot: AsyncWebClient, identity: Reply) -> AsyncIterator[Finding]:
        yield well("bot token", f"@{identity.word('user')}, bot {identity.word('bot_id')}")
        yield self._judge_workspace(identity)
        granted = _granted(identity)
        yield self._judge_scopes(granted)
        if self._asked.allow:
            yield await self._judge_channels(bot, "channels.allow", self._asked.allow, granted)
        if self._asked.alerts:
            yield await self._judge_channels(bot, "[alerts]", self._asked.alerts, granted)

    def _unreached(self, name: str, reply: Reply) -> Finding:
        return ailing(
            name,
            f"{self._host} was not reached ({reply.down}); nothing was asked",
            f"open {self._host}:{self._port} for this machine, or set HTTPS_PROXY, or SLACK_API_URL",
        )

    def _judge_workspace(self, identity: Reply) -> Finding:
        team, enterprise = identity.word("team_id"), identity.word("enterprise_id")
        said = f"{identity.word('team')} ({team}) at {identity.word('url')}"
        wanted = self._asked.workspaces
        if wanted and team not in wanted and enterprise not in wanted:
            return ailing(
                "workspace", f"{said} is not among slack.workspaces", "take that workspace's token, or add it"
            )
        return well("workspace", said)

    def _judge_clock(self, reply: Reply, ours: datetime) -> Finding:
        stamp = {name.lower(): value for name, value in (reply.headers or {}).items()}.get("date", "")
        try:
            theirs = parsedate_to_datetime(stamp)
            skew = ours - theirs
        except (TypeError, ValueError):
            return unchecked("clock", "Slack's answer had no date")
        seconds = round(skew.total_seconds())
        if abs(skew) > LARGEST_SKEW:
            way = "ahead of" if seconds > 0 else "behind"
            return ailing("clock", f"{abs(seconds)} s {way} Slack's", "let NTP set this machine's clock")
        return well("clock", "within a minute of Slack's")

    def _judge_scopes(self, granted: frozenset[str] | None) -> Finding:
        if granted is None:
            return unchecked("scopes", f"{self._host} does not say which were granted")
        plan = self._asked.plan
        if not granted & _ambient_only(plan):
            plan = replace(plan, ambient=False)
        missing = [scope for scope in plan.scopes if scope not in granted]
        extra = sorted(granted - set(self._asked.plan.scopes))
        if missing:
            stops = dict.fromkeys(f"{item.title}: {item.stops}" for s in missing for item in users_of(s, plan.features))
            return ailing(
                "scopes",
                f"missing {', '.join(missing)} ({'; '.join(stops)})",
                f"update the app from `skms-bot slack manifest`, then {REINSTALL}",
            )
        if extra:
            return ailing("scopes", f"granted and not needed: {', '.join(extra)}", f"remove them, then {REINSTALL}")
        if not plan.ambient and self._asked.allow:
            return ailing(
                "scopes",
                "the app may not read channels (least privilege), and channels.allow names some",
                "set channels.allow = [], or install the app from `skms-bot slack manifest` without --least-privilege",
            )
        return well("scopes", f"all {len(plan.scopes)} granted, none too many{'' if plan.ambient else ' (least)'}")

    def _judge_connection(self, reply: Reply) -> Finding:
        if reply.down:
            return self._unreached("socket mode", reply)
        if reply.error:
            return _judge_error("socket mode", reply, APP_TOKEN)
        host = urlsplit(reply.word("url")).hostname
        if host is None:
            return ailing("socket mode", "Slack gave no address to connect to", "run doctor again in a minute")
        return well("socket mode", f"Slack opens connections, at {host}; none was made")

    async def _judge_channels(
        self, bot: AsyncWebClient, setting: str, allow: Sequence[str], granted: frozenset[str] | None
    ) -> Finding:
        name = setting.strip("[]").partition(".")[0]
        if granted is not None and not granted & _ambient_only(self._asked.plan):
            return unchecked(name, "the app may not read channels")
        out = []
        for channel in allow[:MOST_CHANNELS]:
            reply = await _call(bot, "conversations.history", channel=channel, limit=1, oldest=FAR_FUTURE)
            if reply.down or reply.error in ("ratelimited", "missing_scope"):
                return unchecked(name, reply.down or reply.error)
            if reply.error:
                out.append(f"{channel} ({reply.error})")
        if out:
            return ailing(
                name,
                f"the bot is not in {', '.join(out)} of {setting}",
                f"write /invite @skms there, or remove them from {setting}",
            )
        rest = len(allow) - MOST_CHANNELS
        return well(name, f"the bot is in all channels of {setting}{f' ({rest} not asked for)' if rest > 0 else ''}")


async def _call(client: AsyncWebClient, method: str, **arguments: object) -> Reply:
    """One call; what Slack refuses and what the network does are answers, too."""
    try:
        response = await client.api_call(method, params=dict(arguments))
    except SlackApiError as error:
        return _refused(error)
    except _DOWN as error:
        return Reply(down=f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
    data = response.data if isinstance(response.data, dict) else {}
    return Reply(data=data, headers=dict(response.headers))


def _refused(error: SlackApiError) -> Reply:
    response = error.response
    data = getattr(response, "data", None)
    if not isinstance(data, dict) or not data.get("error"):
        return Reply(down=f"HTTP {getattr(response, 'status_code', '?')} and no answer of Slack's")
    return Reply(error=str(data["error"]), data=data, headers=dict(response.headers))


def _judge_error(name: str, reply: Reply, place: str) -> Finding:
    mend = MENDING.get(reply.error, f"take the right token: {place}")
    return ailing(name, f"Slack refuses it: {reply.error}", mend)


def _granted(reply: Reply) -> frozenset[str] | None:
    headers = {name.lower(): value for name, value in (reply.headers or {}).items()}
    if "x-oauth-scopes" not in headers:
        return None
    return frozenset(scope.strip() for scope in headers["x-oauth-scopes"].split(",") if scope.strip())


def _ambient_only(plan: Plan) -> frozenset[str]:
    """The scopes that reading unasked takes and nothing else does."""
    asked = scopes_of(feature for feature in plan.features if feature.needs != "ambient")
    return frozenset(plan.scopes) - frozenset(asked)
