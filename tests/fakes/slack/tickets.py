"""What an interaction hands out for a short while: trigger ids, used once, and response_urls, used five times."""

from dataclasses import dataclass

from tests.fakes.slack.ids import Ids
from tests.fakes.slack.moments import SlackTime
from tests.fakes.slack.problems import SlackError
from tests.fakes.slack.rules import Rules
from tests.fakes.slack.world import Channel, Message, User, View


@dataclass(slots=True, eq=False)
class Trigger:
    """The right to show one view to one person, for a moment; `view` is the modal it came from."""

    id: str
    user: User
    at: float
    view: View | None = None
    used: bool = False


class Triggers:
    """All trigger ids that were handed out."""

    def __init__(self, time: SlackTime, rules: Rules, ids: Ids) -> None:
        self._time = time
        self._rules = rules
        self._ids = ids
        self._all: dict[str, Trigger] = {}

    def hand_out(self, user: User, view: View | None = None) -> str:
        """A new one."""
        trigger = Trigger(self._ids.secret("trigger"), user, self._time.now(), view)
        self._all[trigger.id] = trigger
        return trigger.id

    def exchange(self, trigger_id: object) -> Trigger:
        """Raises `invalid_trigger_id`, `exchanged_trigger_id`, `expired_trigger_id`."""
        trigger = self._all.get(str(trigger_id))
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._time.now() - trigger.at > self._rules.trigger_lifetime:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger


@dataclass(slots=True, eq=False)
class ResponseUrl:
    """The right to answer one interaction; `origin` is the message that `replace_original` replaces."""

    path: str
    user: User
    channel: Channel
    at: float
    origin: Message | None = None
    uses: int = 0


class ResponseUrls:
    """All response_urls that were handed out."""

    def __init__(self, time: SlackTime, rules: Rules, ids: Ids) -> None:
        self._time = time
        self._rules = rules
        self._ids = ids
        self._all: dict[str, ResponseUrl] = {}

    def hand_out(self, user: User, channel: Channel, origin: Message | None = None) -> ResponseUrl:
        """A new one."""
        path = self._ids.secret("response")
        self._all[path] = ResponseUrl(path, user, channel, self._time.now(), origin)
        return self._all[path]

    def use(self, path: str) -> ResponseUrl:
        """Raises `used_url`, `expired_url`, `invalid_url`; counts the use."""
        url = self._all.get(path)
        if url is None:
            raise SlackError("invalid_url")
        if self._time.now() - url.at > self._rules.response_url_lifetime:
            raise SlackError("expired_url")
        if url.uses >= self._rules.response_url_uses:
            raise SlackError("used_url")
        url.uses += 1
        return url
