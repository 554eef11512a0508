"""Reads what Slack sends when somebody presses a button or takes a choice; pure, answers nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.slack.blocks import ids, runbook
from bot.slack.blocks.answer import count_lines
from bot.slack.blocks.ids import Reference
from bot.slack.envelope import Json


@dataclass(frozen=True, slots=True)
class Click:
    """One press: who, on what, where.

    `reference` is None where the value is not, or no longer, one of ours. `channel`, `message_ts`, `thread_ts` and
    `response_url` are of the message it stands on, empty in a view. `private`: only this person sees that message.
    `value` is the button's as it came, `lines` how many lines the message showed, 0 where Slack does not say.
    """

    team: str
    user: str
    action: str
    reference: Reference | None
    trigger_id: str = ""
    channel: str = ""
    message_ts: str = ""
    thread_ts: str = ""
    private: bool = False
    response_url: str = ""
    value: str = ""
    lines: int = 0
    view: "OpenView | None" = None

    @property
    def thread(self) -> str | None:
        """The thread that the press was in, which is that of the paste, too; None where nobody says."""
        return self.thread_ts or None


@dataclass(frozen=True, slots=True)
class OpenView:
    """The view that a button stands in: its state at the time of the press, and what it carries along."""

    id: str
    hash: str
    modal: bool
    shows: Reference | None = None
    noted: Mapping[str, str] = field(default_factory=dict)


def read_click(body: Json, team: str) -> Click:
    """The press in the body of a block_actions payload; `team` is ours, where the payload names none."""
    action = (body.get("actions") or [{}])[0]
    container = body.get("container") or {}
    message = body.get("message") or {}
    chosen = action.get("selected_option") or action
    return Click(
        team=str((body.get("team") or {}).get("id") or team),
        user=str((body.get("user") or {}).get("id") or ""),
        action=ids.action_of(str(action.get("action_id") or "")),
        reference=ids.unpack(str(chosen.get("value") or "")),
        trigger_id=str(body.get("trigger_id") or ""),
        channel=str(container.get("channel_id") or ""),
        message_ts=str(container.get("message_ts") or ""),
        thread_ts=str(container.get("thread_ts") or message.get("thread_ts") or ""),
        private=bool(container.get("is_ephemeral")),
        response_url=str(body.get("response_url") or ""),
        value=str(chosen.get("value") or ""),
        lines=count_lines(message.get("blocks") or ()),
        view=_view(body.get("view")),
    )


def _view(view: Json | None) -> OpenView | None:
    if not view:
        return None
    carried = runbook.read_metadata(str(view.get("private_metadata") or ""))
    shows, noted = carried or (None, {})
    return OpenView(
        id=str(view.get("id") or ""),
        hash=str(view.get("hash") or ""),
        modal=view.get("type") == "modal",
        shows=shows,
        noted=noted,
    )
