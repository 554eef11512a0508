"""Renders and reads the button by which somebody confirms a silence that they typed; keeps and mutes nothing."""

from pydantic import ValidationError

from bot.explain.templates import Phrases
from bot.models.alerting import Wish
from bot.slack.blocks import ids, page
from bot.slack.blocks.page import Block


def render(wish: Wish, phrases: Phrases) -> Block:
    """The button; the time begins to count when it is pressed. Slack lets its value be 2,000 characters long."""
    value = wish.model_dump_json(exclude_none=True)
    return page.button(ids.INCIDENT_CONFIRM, phrases.say("alert-confirm-mute"), value, style="danger")


def read(value: str) -> Wish | None:
    """The silence that a button stands for, None where the value is not ours."""
    try:
        return Wish.model_validate_json(value)
    except ValidationError:
        return None
