"""The clients of Slack's Web API: one shared session, no retry of its own, the token as it is now; knows no message."""

import time
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from typing_extensions import override

from bot.errors import SlackRefused
from bot.slack.ports import Secret

log = structlog.get_logger("skms_bot.clients")

SECONDS_PER_CALL = 10
SLACK = "https://slack.com/api/"

REFUSED = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
"""Errors that another try with the same token does not mend."""
TOKEN_GONE = frozenset({"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"})
"""Those that no call with this token escapes, whatever it asks for: a new token may stand in its file at any time."""
ASK_AGAIN_AFTER = 60.0
"""Seconds in which Slack is not asked with a token that it refused."""

HINT = "check the token and the app's settings; skms-bot doctor says which"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are in the workspace, from auth.test."""

    team: str
    bot_user: str
    bot_id: str
    enterprise: str | None = None
    url: str = ""


class BotClient(AsyncWebClient):
    """Speaks with one token. Once Slack refused that, calls fail here, but for one a minute that tries it again."""

    _refused: SlackApiError | None = None
    _asked = 0.0

    @override
    async def api_call(self, api_method: str, **given: Any) -> Any:
        """As slack_sdk's; raises what Slack said of the token, without asking it again within the minute."""
        if self._refused is not None and time.monotonic() < self._asked + ASK_AGAIN_AFTER:
            raise self._refused
        try:
            answer = await super().api_call(api_method, **given)
        except SlackApiError as error:
            if error_of(error) not in TOKEN_GONE:
                raise
            self._refused, self._asked = error, time.monotonic()
            log.error("token_refused", reason=error_of(error), next_try_in=ASK_AGAIN_AFTER)  # noqa: TRY400 - a trace may quote a message
            raise
        self._refused = None
        return answer


class Clients:
    """Makes and keeps the clients; `session` is shared by all and closed by `close`.

    Slack's own default retries a write whose answer was lost, and so posts twice (measured, slack_sdk 3.47): none of
    these does.
    """

    def __init__(self, bot_token: Secret, app_token: Secret, api_url: str = SLACK) -> None:
        """Must be made on the event loop, which the session belongs to."""
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS_PER_CALL))
        self.api_url = api_url if api_url.endswith("/") else f"{api_url}/"
        self._bot_token = bot_token
        self._app_token = app_token
        self._made: dict[str, AsyncWebClient] = {}

    @property
    def bot(self) -> AsyncWebClient:
        """Speaks as the bot; raises SlackRefused where there is no token."""
        return self._client("bot", self._bot_token, "SLACK_BOT_TOKEN")

    @property
    def app(self) -> AsyncWebClient:
        """Opens connections; raises SlackRefused where there is no token."""
        return self._client("app", self._app_token, "SLACK_APP_TOKEN")

    async def who_we_are(self) -> Identity:
        """Ask Slack once; raises SlackRefused for a token that will not do, else what slack_sdk and aiohttp raise."""
        try:
            told: Any = await self.bot.auth_test()
        except SlackApiError as error:
            if error_of(error) in REFUSED:
                raise SlackRefused(f"Slack refuses the bot token: {error_of(error)}", hint=HINT) from None
            raise
        return Identity(
            team=told["team_id"],
            bot_user=told["user_id"],
            bot_id=told.get("bot_id") or "",
            enterprise=told.get("enterprise_id"),
            url=told.get("url") or "",
        )

    async def close(self) -> None:
        """Close the session."""
        await self.session.close()

    def _client(self, name: str, secret: Secret, setting: str) -> AsyncWebClient:
        token = secret()
        if not token:
            raise SlackRefused(f"{setting} is not set", hint=f"set {setting}, or {setting}_FILE")
        client = self._made.get(name)
        if client is None or client.token != token:
            kind = BotClient if name == "bot" else AsyncWebClient
            client = kind(
                token=token, base_url=self.api_url, session=self.session, retry_handlers=[], timeout=SECONDS_PER_CALL
            )
            self._made[name] = client
        return client


def error_of(error: SlackApiError) -> str:
    """Slack's word for what is wrong; empty where the answer was not Slack's."""
    response = error.response
    data = getattr(response, "data", response)
    return str(data.get("error") or "") if isinstance(data, dict) else ""


def status_of(error: SlackApiError) -> int:
    """The HTTP status of the answer; 0 where it is unknown."""
    for name in ("status_code", "status"):
        status = getattr(error.response, name, None)
        if isinstance(status, int):
            return status
    return 0


def retry_after(error: SlackApiError, otherwise: int = 30) -> int | None:
    """Seconds that Slack tells us to wait, within 1 and 600; None where it did not limit us."""
    if status_of(error) != 429 and error_of(error) not in {"ratelimited", "rate_limited", "message_limit_exceeded"}:  # noqa: PLR2004 - Too Many Requests
        return None
    headers: Any = getattr(error.response, "headers", None) or {}
    told = str(headers.get("Retry-After", headers.get("retry-after", ""))).strip()
    if not told.isascii() or not told.isdigit() or len(told) > 9 or int(told) == 0:  # noqa: PLR2004 - 9 digits are too many seconds anyway
        return otherwise
    return min(600, int(told))
