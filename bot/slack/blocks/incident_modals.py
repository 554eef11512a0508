"""Renders and reads the modals of an incident: what somebody waits for, what is to be muted; changes no incident."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.explain.incident import Telling
from bot.explain.incident_reply import offer_scopes, write_preview, write_scope
from bot.models.alerting import Preview, Scope
from bot.models.incident import Incident
from bot.slack import escape
from bot.slack.blocks import ids, page
from bot.slack.blocks.incident import show_line
from bot.slack.blocks.page import Block, View

MINUTES = (15, 30, 60, 120, 240, 480, 1_440, 4_320, 10_080)
"""What a person may choose, as far as the site allows it."""
USUAL = 60
LONGEST_WORDS = 120
WORDS_BLOCK, _SPAN_BLOCK, _SCOPE_BLOCK = "incident_words_block", "incident_span_block", "incident_scope_block"

_METADATA = re.compile(r"([0-9]{1,9}) ([0-9]) ([A-Za-z-]{2,12})")


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody put into a modal."""

    number: int
    choice: int
    locale: str
    span: dt.timedelta
    words: str


def render_waiting(incident: Incident, telling: Telling) -> View:
    """The modal: for whom, and until when."""
    phrases = telling.phrases
    blocks = [
        _spans("alert-waiting-span", telling, dt.timedelta(minutes=MINUTES[-1])),
        _words("alert-waiting-whom", telling, optional=True),
    ]
    return page.modal(
        phrases.say("alert-waiting-title"),
        phrases.say("slack-close"),
        blocks,
        callback_id=ids.WAITING_VIEW,
        private_metadata=f"{incident.number} 0 {telling.reader.locale}",
        submit=page.plain(phrases.say("alert-send"), page.TITLE_LIMIT),
    )


def render_mute(incident: Incident, choice: int, preview: Preview, telling: Telling, longest: dt.timedelta) -> View:
    """The modal: what, with what that would hide now; how long, and why."""
    phrases, scopes = telling.phrases, offer_scopes(incident)
    choices = {str(place): write_scope(scope, telling) for place, scope in enumerate(scopes)}
    select = page.select(ids.INCIDENT_SCOPE, phrases.say("alert-mute-scope"), choices, str(choice))
    hidden = write_preview(preview, scopes[choice], None, telling)
    blocks: list[Block] = [
        {**page.section(escape.bold(escape.mrkdwn(phrases.say("alert-mute-scope"))), select), "block_id": _SCOPE_BLOCK},
        page.context("\n".join(map(show_line, hidden))),
        _spans("alert-mute-span", telling, longest),
        _words("alert-mute-reason", telling),
    ]
    return page.modal(
        phrases.say("alert-mute-title"),
        phrases.say("slack-close"),
        blocks,
        callback_id=ids.MUTE_VIEW,
        private_metadata=f"{incident.number} {choice} {telling.reader.locale}",
        submit=page.plain(phrases.say("alert-confirm-mute"), page.TITLE_LIMIT),
    )


def read_metadata(metadata: str) -> tuple[int, int, str] | None:
    """The incident of a modal, which scope is chosen in it, and its language; None where it is not ours."""
    found = _METADATA.fullmatch(metadata)
    return (int(found[1]), int(found[2]), found[3]) if found else None


def read_filled(view: Mapping[str, object]) -> Filled | None:
    """What stands in a submitted modal; None where it is not ours."""
    found = read_metadata(str(view.get("private_metadata") or ""))
    minutes = _state(view, _SPAN_BLOCK, ids.INCIDENT_SPAN, "selected_option", "value")
    if found is None or not minutes.isascii() or not minutes.isdigit():
        return None
    words = " ".join(_state(view, WORDS_BLOCK, ids.INCIDENT_WORDS, "value").split())
    return Filled(*found, dt.timedelta(minutes=int(minutes)), words[:LONGEST_WORDS])


def scope_of(incident: Incident, choice: int) -> Scope | None:
    """The scope that a choice stands for; None where the incident offers no such one any more."""
    scopes = offer_scopes(incident)
    return scopes[choice] if choice < len(scopes) else None


def _spans(label: str, telling: Telling, longest: dt.timedelta) -> Block:
    phrases = telling.phrases
    spans: Sequence[dt.timedelta] = [dt.timedelta(minutes=minutes) for minutes in MINUTES]
    choices = {
        str(span // dt.timedelta(minutes=1)): phrases.say(
            "alert-span", span=telling.span(span), until=telling.clock(telling.now + span)
        )
        for span in spans
        if span <= longest
    }
    usual = str(USUAL) if str(USUAL) in choices else ""
    element = page.select(ids.INCIDENT_SPAN, phrases.say(label), choices, usual)
    return _input(_SPAN_BLOCK, phrases.say(label), element)


def _words(label: str, telling: Telling, *, optional: bool = False) -> Block:
    element: Block = {"type": "plain_text_input", "action_id": ids.INCIDENT_WORDS, "max_length": LONGEST_WORDS}
    return {**_input(WORDS_BLOCK, telling.phrases.say(label), element), "optional": optional}


def _input(block_id: str, label: str, element: Block) -> Block:
    return {"type": "input", "block_id": block_id, "label": page.plain(label, page.HEADER_LIMIT), "element": element}


def _state(view: Mapping[str, object], *path: str) -> str:
    found: object = view.get("state")
    for name in ("values", *path):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""
