"""Buttons, selects, inputs and images: what stands inside a block, and where each may stand."""

from collections.abc import Mapping

from slackblocks import _limits as limits

from tests.fakes.slack.shapes.check import Check, Shape, anything, boolean, items, number, one_of, only_one, string
from tests.fakes.slack.shapes.composition import (
    ACTION_ID,
    CONFIRM,
    DISPATCH,
    FILTER,
    OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLAIN_OPTION,
    SLACK_FILE,
    STYLE,
    WORKFLOW,
    distinct_options,
    plain,
)

BUTTON = Shape(
    {"text": plain(limits.BUTTON_TEXT_MAX_LENGTH)},
    {
        "action_id": ACTION_ID,
        "url": string(limits.BUTTON_URL_MAX_LENGTH),
        "value": string(limits.BUTTON_VALUE_MAX_LENGTH),
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": string(limits.BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH),
    },
)

WORKFLOW_BUTTON = Shape(
    {"text": plain(limits.WORKFLOW_BUTTON_TEXT_MAX_LENGTH), "workflow": WORKFLOW, "action_id": ACTION_ID},
    {"style": STYLE, "accessibility_label": string(limits.WORKFLOW_BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH)},
)

IMAGE = Shape(
    {"alt_text": string(limits.IMAGE_ELEMENT_ALT_TEXT_MAX_LENGTH)},
    {"image_url": string(limits.IMAGE_ELEMENT_IMAGE_URL_MAX_LENGTH), "slack_file": SLACK_FILE},
    (only_one("image_url", "slack_file"),),
)

OVERFLOW = Shape(
    {
        "options": items(OVERFLOW_OPTION, limits.OVERFLOW_OPTIONS_MAX_ITEMS, limits.OVERFLOW_OPTIONS_MIN_ITEMS),
    },
    {"action_id": ACTION_ID, "confirm": CONFIRM},
    (distinct_options,),
)

_FOCUS: Mapping[str, Check] = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": boolean}
_SELECT: Mapping[str, Check] = {**_FOCUS, "placeholder": plain(limits.SELECT_PLACEHOLDER_MAX_LENGTH)}
_MULTI: Mapping[str, Check] = {
    **_SELECT,
    "max_selected_items": number(1_000, limits.MULTI_SELECT_MAX_SELECTED_ITEMS_MIN),
}
_LISTS: Mapping[str, Check] = {
    "options": items(PLAIN_OPTION, limits.SELECT_OPTIONS_MAX_ITEMS, limits.SELECT_OPTIONS_MIN_ITEMS),
    "option_groups": items(OPTION_GROUP, limits.SELECT_OPTION_GROUPS_MAX_ITEMS, limits.SELECT_OPTION_GROUPS_MIN_ITEMS),
}
_LISTED = (only_one("options", "option_groups"), distinct_options)
_IDS = items(string(255), 1_000)
_CONVERSATIONS: Mapping[str, Check] = {"default_to_current_conversation": boolean, "filter": FILTER}

SELECTS: Mapping[str, Check] = {
    "static_select": Shape({}, {**_SELECT, **_LISTS, "initial_option": PLAIN_OPTION}, _LISTED),
    "external_select": Shape({}, {**_SELECT, "initial_option": PLAIN_OPTION, "min_query_length": number(3_000)}),
    "users_select": Shape({}, {**_SELECT, "initial_user": string(255)}),
    "conversations_select": Shape(
        {}, {**_SELECT, **_CONVERSATIONS, "initial_conversation": string(255), "response_url_enabled": boolean}
    ),
    "channels_select": Shape({}, {**_SELECT, "initial_channel": string(255), "response_url_enabled": boolean}),
}

MULTI_SELECTS: Mapping[str, Check] = {
    "multi_static_select": Shape({}, {**_MULTI, **_LISTS, "initial_options": items(PLAIN_OPTION, 100)}, _LISTED),
    "multi_external_select": Shape(
        {}, {**_MULTI, "initial_options": items(PLAIN_OPTION, 100), "min_query_length": number(3_000)}
    ),
    "multi_users_select": Shape({}, {**_MULTI, "initial_users": _IDS}),
    "multi_conversations_select": Shape({}, {**_MULTI, **_CONVERSATIONS, "initial_conversations": _IDS}),
    "multi_channels_select": Shape({}, {**_MULTI, "initial_channels": _IDS}),
}

CHOICES: Mapping[str, Check] = {
    "checkboxes": Shape(
        {"options": items(OPTION, limits.CHECKBOXES_OPTIONS_MAX_ITEMS)},
        {**_FOCUS, "initial_options": items(OPTION, limits.CHECKBOXES_OPTIONS_MAX_ITEMS)},
        (distinct_options,),
    ),
    "radio_buttons": Shape(
        {"options": items(OPTION, limits.RADIO_BUTTONS_OPTIONS_MAX_ITEMS)},
        {**_FOCUS, "initial_option": OPTION},
        (distinct_options,),
    ),
}

_PICK: Mapping[str, Check] = {**_FOCUS, "placeholder": plain(limits.DATE_PICKER_PLACEHOLDER_MAX_LENGTH)}
PICKERS: Mapping[str, Check] = {
    "datepicker": Shape({}, {**_PICK, "initial_date": string(10, 10)}),
    "timepicker": Shape({}, {**_PICK, "initial_time": string(5, 5), "timezone": string(255)}),
    "datetimepicker": Shape({}, {**_FOCUS, "initial_date_time": number(9_999_999_999, 1_000_000_000)}),
}

_WRITE: Mapping[str, Check] = {
    "action_id": ACTION_ID,
    "placeholder": plain(limits.PLAIN_TEXT_INPUT_PLACEHOLDER_MAX_LENGTH),
    "dispatch_action_config": DISPATCH,
    "focus_on_load": boolean,
}
WRITTEN: Mapping[str, Check] = {
    "plain_text_input": Shape(
        {},
        {
            **_WRITE,
            "initial_value": string(limits.PLAIN_TEXT_INPUT_MAX_LENGTH_MAX, 0),
            "multiline": boolean,
            "min_length": number(limits.PLAIN_TEXT_INPUT_MIN_LENGTH_MAX, limits.PLAIN_TEXT_INPUT_MIN_LENGTH_MIN),
            "max_length": number(limits.PLAIN_TEXT_INPUT_MAX_LENGTH_MAX, limits.PLAIN_TEXT_INPUT_MAX_LENGTH_MIN),
        },
    ),
    "email_text_input": Shape({}, {**_WRITE, "initial_value": string(3_000, 0)}),
    "url_text_input": Shape({}, {**_WRITE, "initial_value": string(3_000, 0)}),
    "number_input": Shape(
        {"is_decimal_allowed": boolean},
        {**_WRITE, "initial_value": string(100), "min_value": string(100), "max_value": string(100)},
    ),
    "rich_text_input": Shape({}, {**_WRITE, "initial_value": anything}),
    "file_input": Shape(
        {},
        {
            "action_id": ACTION_ID,
            "filetypes": items(string(50), 100),
            "max_files": number(limits.FILE_INPUT_MAX_FILES_MAX, limits.FILE_INPUT_MAX_FILES_MIN),
        },
    ),
}

FEEDBACK = Shape(
    {
        "text": plain(limits.FEEDBACK_BUTTON_TEXT_MAX_LENGTH),
        "value": string(limits.FEEDBACK_BUTTON_VALUE_MAX_LENGTH),
    },
    {"accessibility_label": string(limits.FEEDBACK_BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH)},
)

CONTEXT_ACTIONS: Mapping[str, Check] = {
    "feedback_buttons": Shape({"positive_button": FEEDBACK, "negative_button": FEEDBACK}, {"action_id": ACTION_ID}),
    "icon_button": Shape(
        {"icon": one_of("trash"), "text": plain(75)},
        {
            "action_id": ACTION_ID,
            "value": string(limits.ICON_BUTTON_VALUE_MAX_LENGTH),
            "confirm": CONFIRM,
            "accessibility_label": string(limits.ICON_BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH),
            "visible_to_user_ids": items(string(255), limits.ICON_BUTTON_VISIBLE_TO_USER_IDS_MAX_ITEMS),
        },
    ),
}

_PRESSED: Mapping[str, Check] = {"button": BUTTON, "overflow": OVERFLOW, "workflow_button": WORKFLOW_BUTTON}
ACTIONS: Mapping[str, Check] = {
    **_PRESSED,
    **SELECTS,
    **MULTI_SELECTS,
    **CHOICES,
    **PICKERS,
    "rich_text_input": WRITTEN["rich_text_input"],
}
ACCESSORIES: Mapping[str, Check] = {**_PRESSED, **SELECTS, **MULTI_SELECTS, **CHOICES, **PICKERS, "image": IMAGE}
INPUTS: Mapping[str, Check] = {**SELECTS, **MULTI_SELECTS, **CHOICES, **PICKERS, **WRITTEN}
