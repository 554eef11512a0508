"""Text, options and confirmations, the small objects that blocks and elements are made of."""

from typing import Any

from slackblocks import _limits as limits

from tests.fakes.slack.shapes.check import (
    Check,
    Findings,
    Shape,
    anything,
    boolean,
    either,
    items,
    one_of,
    only_one,
    string,
    typed,
    unique,
)

STYLE = one_of("primary", "danger")
ACTION_ID = string(limits.ACTION_ID_MAX_LENGTH)


def plain(most: int = limits.TEXT_MAX_LENGTH) -> Check:
    """A `plain_text` object."""
    return typed({"plain_text": Shape({"text": string(most)}, {"emoji": boolean})})


def text(most: int = limits.TEXT_MAX_LENGTH) -> Check:
    """A `plain_text` or `mrkdwn` object."""
    return typed(
        {
            "plain_text": Shape({"text": string(most)}, {"emoji": boolean}),
            "mrkdwn": Shape({"text": string(most)}, {"verbatim": boolean}),
        }
    )


CONFIRM = Shape(
    {"title": plain(limits.CONFIRMATION_TITLE_MAX_LENGTH), "text": text(limits.CONFIRMATION_TEXT_MAX_LENGTH)},
    {
        "confirm": plain(limits.CONFIRMATION_CONFIRM_MAX_LENGTH),
        "deny": plain(limits.CONFIRMATION_DENY_MAX_LENGTH),
        "style": STYLE,
    },
)

OPTION = Shape(
    {"text": text(limits.OPTION_TEXT_MAX_LENGTH), "value": string(limits.OPTION_VALUE_MAX_LENGTH)},
    {"description": text(limits.OPTION_DESCRIPTION_MAX_LENGTH)},
)

PLAIN_OPTION = Shape(
    {"text": plain(limits.OPTION_TEXT_MAX_LENGTH), "value": string(limits.OPTION_VALUE_MAX_LENGTH)},
    {"description": plain(limits.OPTION_DESCRIPTION_MAX_LENGTH)},
)

OVERFLOW_OPTION = Shape(
    {"text": plain(limits.OPTION_TEXT_MAX_LENGTH), "value": string(limits.OPTION_VALUE_MAX_LENGTH)},
    {"description": plain(limits.OPTION_DESCRIPTION_MAX_LENGTH), "url": string(limits.OPTION_URL_MAX_LENGTH)},
)


def distinct_options(value: Any, pointer: str, findings: Findings) -> None:
    """A rule: no two options of a list carry the same value."""
    options = value.get("options")
    if isinstance(options, list):
        pairs = [
            (option["value"], f"{pointer}/options/{index}/value")
            for index, option in enumerate(options)
            if isinstance(option, dict) and isinstance(option.get("value"), str)
        ]
        unique(pairs, findings, "value")


OPTION_GROUP = Shape(
    {
        "label": plain(limits.OPTION_GROUP_LABEL_MAX_LENGTH),
        "options": items(PLAIN_OPTION, limits.OPTION_GROUP_OPTIONS_MAX_ITEMS, limits.OPTION_GROUP_OPTIONS_MIN_ITEMS),
    }
)

SLACK_FILE = Shape({}, {"id": string(255), "url": string(3000)}, (only_one("id", "url"),))

FILTER = Shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    (either("include", "exclude_external_shared_channels", "exclude_bot_users"),),
)

DISPATCH = Shape(
    {},
    {
        "trigger_actions_on": items(
            one_of("on_enter_pressed", "on_character_entered"),
            limits.DISPATCH_ACTION_CONFIGURATION_TRIGGER_ACTIONS_ON_MAX_ITEMS,
        )
    },
)

WORKFLOW = Shape({"trigger": anything})
