"""The directory of the workspace: finds teams, people, channels, files and groups by id, or refuses."""

from tests.fakes.slack.app import App
from tests.fakes.slack.ids import Ids
from tests.fakes.slack.problems import SlackError
from tests.fakes.slack.world import Channel, File, Kind, Team, User


class Workspace:
    """Our team with its bot, and everything else by id."""

    def __init__(self, ids: Ids, app: App) -> None:
        self._ids = ids
        self.team = Team(ids.next("T"), "Night Shift", "night-shift")
        self.teams = {self.team.id: self.team}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.groups: dict[str, list[str]] = {}
        self.bot = self.add_user(app.name, bot_id=ids.next("B"), app_id=app.id)

    def add_team(self, name: str) -> Team:
        """Another organisation."""
        team = Team(self._ids.next("T"), name, name.lower().replace(" ", "-"))
        self.teams[team.id] = team
        return team

    def add_user(
        self,
        name: str,
        *,
        team: Team | None = None,
        locale: str = "en-US",
        bot_id: str | None = None,
        app_id: str | None = None,
    ) -> User:
        """A new member."""
        user = User(self._ids.next("U"), name, team or self.team, locale, bot_id, app_id)
        self.users[user.id] = user
        return user

    def add_channel(self, name: str, kind: Kind = "channel") -> Channel:
        """A new conversation without members; a private one may have the id of a public one, as in Slack."""
        prefix = "D" if kind == "im" else "C"
        channel = Channel(self._ids.next(prefix), name, kind, self.team)
        self.channels[channel.id] = channel
        return channel

    def direct(self, user: User) -> Channel:
        """The direct conversation of the bot with somebody."""
        members = {user.id, self.bot.id}
        found = next((one for one in self.channels.values() if one.kind == "im" and one.members == members), None)
        channel = found or self.add_channel(f"dm-{user.name}", "im")
        channel.members |= members
        return channel

    def user(self, user_id: object) -> User:
        """Raises `user_not_found`."""
        if user_id not in self.users:
            raise SlackError("user_not_found")
        return self.users[str(user_id)]

    def channel(self, channel_id: object) -> Channel:
        """Raises `channel_not_found`, also for private ones that the bot is not in."""
        channel = self.channels.get(str(channel_id))
        if channel is None or (channel.kind != "channel" and self.bot.id not in channel.members):
            raise SlackError("channel_not_found")
        return channel

    def file(self, file_id: object) -> File:
        """Raises `file_not_found`, `file_deleted`."""
        if file_id not in self.files:
            raise SlackError("file_not_found")
        file = self.files[str(file_id)]
        if file.deleted:
            raise SlackError("file_deleted")
        return file

    def names(self) -> dict[str, str]:
        """User ids by name, for mentions."""
        return {user.name: user.id for user in self.users.values()}
