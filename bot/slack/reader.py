"""Says for whom an answer is: language, audience, contacts; asks storage and Slack, and remembers for a while."""

from bot.models.answer import Reader
from bot.models.setup import Conduct
from bot.slack.surface import Surface


class Readers:
    """One for the whole process. No method raises: where storage or Slack cannot say, the careful answer holds."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface

    async def conduct_in(self, team: str, channel: str) -> Conduct:
        """How to behave in a channel: mode, language, audience, environment; the mode is never None."""
        raise NotImplementedError

    async def for_channel(self, team: str, channel: str, user: str, *, shared: bool | None = None) -> Reader:
        """Who reads an answer that all in the channel see, asked for by `user`.

        `shared` is the event's own word on whether the channel is shared with another organisation
        (`is_ext_shared_channel` of its envelope); None: Slack is asked. A direct message is its person's.
        """
        raise NotImplementedError

    async def for_person(self, team: str, user: str, channel: str = "") -> Reader:
        """Who reads an answer that only `user` sees, in `channel` or nowhere in particular.

        The language that the person chose, else the one of their Slack, else the site's.
        """
        raise NotImplementedError
