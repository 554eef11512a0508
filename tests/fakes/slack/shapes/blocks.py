"""The blocks, the surfaces they may stand on, and what holds over all blocks of one payload."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from slackblocks import _limits as limits

from tests.fakes.slack.shapes.check import (
    Check,
    Findings,
    Shape,
    boolean,
    either,
    items,
    number,
    one_of,
    only_one,
    string,
    typed,
    unique,
)
from tests.fakes.slack.shapes.composition import SLACK_FILE, plain, text
from tests.fakes.slack.shapes.data import DATA_TABLE, DATA_VISUALIZATION, TABLE
from tests.fakes.slack.shapes.elements import ACCESSORIES, ACTIONS, BUTTON, CONTEXT_ACTIONS, IMAGE, INPUTS
from tests.fakes.slack.shapes.rich_text import RICH_TEXT

# Undocumented: slackapi/bolt-js issues 2509 and 2867 were refused from about 13,200, text and containers together.
CUMULATIVE = 13_200
TABLE_CHARACTERS = 10_000
_TEXT: Mapping[str, Check] = {"plain_text": plain(), "mrkdwn": text()}
_STATUS = ("in_progress", "complete", "error")


def _task(*status: str) -> Shape:
    return Shape(
        {"task_id": string(255), "title": string(3_000)},
        {
            "status": one_of(*status),
            "details": typed({"rich_text": RICH_TEXT}),
            "output": typed({"rich_text": RICH_TEXT}),
            "sources": items(typed({"url": Shape({"url": string(3_000), "text": string(3_000)})}), 100, 0),
        },
    )


_CARD = Shape(
    {},
    {
        "title": text(limits.CARD_TITLE_MAX_LENGTH),
        "subtitle": text(limits.CARD_SUBTITLE_MAX_LENGTH),
        "body": text(limits.CARD_BODY_MAX_LENGTH),
        "subtext": text(limits.CARD_SUBTEXT_MAX_LENGTH),
        "icon": typed({"image": IMAGE}),
        "hero_image": typed({"image": IMAGE}),
        "actions": items(typed({"button": BUTTON}), limits.CARD_ACTIONS_MAX_ITEMS),
    },
    (either("hero_image", "title", "actions", "body"),),
)

_BLOCKS: dict[str, Shape] = {
    "section": Shape(
        {},
        {
            "text": text(limits.SECTION_TEXT_MAX_LENGTH),
            "fields": items(text(limits.SECTION_FIELDS_ITEM_MAX_LENGTH), limits.SECTION_FIELDS_MAX_ITEMS),
            "accessory": typed(ACCESSORIES),
            "expand": boolean,
        },
        (either("text", "fields"),),
    ),
    "header": Shape({"text": plain(limits.HEADER_TEXT_MAX_LENGTH)}, {"level": number(4, 1)}),
    "divider": Shape({}),
    "context": Shape({"elements": items(typed({**_TEXT, "image": IMAGE}), limits.CONTEXT_ELEMENTS_MAX_ITEMS)}),
    "actions": Shape({"elements": items(typed(ACTIONS), limits.ACTIONS_ELEMENTS_MAX_ITEMS)}),
    "context_actions": Shape({"elements": items(typed(CONTEXT_ACTIONS), limits.CONTEXT_ACTIONS_ELEMENTS_MAX_ITEMS)}),
    "image": Shape(
        {"alt_text": string(limits.IMAGE_ALT_TEXT_MAX_LENGTH)},
        {
            "image_url": string(limits.IMAGE_IMAGE_URL_MAX_LENGTH),
            "slack_file": SLACK_FILE,
            "title": plain(limits.IMAGE_TITLE_MAX_LENGTH),
        },
        (only_one("image_url", "slack_file"),),
    ),
    "input": Shape(
        {"label": plain(limits.INPUT_LABEL_MAX_LENGTH), "element": typed(INPUTS)},
        {"hint": plain(limits.INPUT_HINT_MAX_LENGTH), "optional": boolean, "dispatch_action": boolean},
    ),
    "markdown": Shape({"text": string(limits.MARKDOWN_TEXT_MAX_LENGTH)}),
    "table": TABLE,
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "alert": Shape(
        {"text": text(limits.ALERT_TEXT_MAX_LENGTH)},
        {"level": one_of("default", "info", "warning", "error", "success")},
    ),
    "card": _CARD,
    "carousel": Shape({"elements": items(typed({"card": _CARD}), limits.CAROUSEL_ELEMENTS_MAX_ITEMS)}),
    "task_card": _task(*_STATUS),
    "plan": Shape(
        {"title": string(3_000)},
        {"tasks": items(typed({"task_card": _task("pending", *_STATUS)}), limits.PLAN_TASKS_MAX_ITEMS)},
    ),
}
_BLOCK_ID: Mapping[str, Check] = {"block_id": string(limits.BLOCK_ID_MAX_LENGTH)}
BLOCKS: dict[str, Check] = {
    kind: Shape(shape.must, {**shape.may, **_BLOCK_ID}, shape.rules) for kind, shape in _BLOCKS.items()
}
BLOCKS["rich_text"] = RICH_TEXT
_CHILDREN = ("actions", "context", "divider", "header", "image", "input", "rich_text", "section", "table")
BLOCKS["container"] = Shape(
    {"child_blocks": items(typed({kind: BLOCKS[kind] for kind in _CHILDREN}), limits.CONTAINER_CHILD_BLOCKS_MAX_ITEMS)},
    {
        **_BLOCK_ID,
        "title": text(limits.CONTAINER_TITLE_MAX_LENGTH),
        "subtitle": text(limits.CONTAINER_SUBTITLE_MAX_LENGTH),
        "width": one_of("narrow", "standard", "wide", "full"),
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
)

_EVERYWHERE = {"section", "header", "divider", "context", "actions", "image", "input", "rich_text"}
_ON_PAGES = {"table", "data_table", "data_visualization", "card", "carousel", "container"}
SURFACES: Mapping[str, frozenset[str]] = {
    "message": frozenset(_EVERYWHERE | _ON_PAGES | {"markdown", "context_actions", "task_card", "plan"}),
    "modal": frozenset(_EVERYWHERE | {"alert"}),
    "home": frozenset(_EVERYWHERE | _ON_PAGES),
}
_MOST = {"message": limits.MESSAGE_BLOCKS_MAX_ITEMS, "modal": limits.VIEW_BLOCKS_MAX_ITEMS}


def check_blocks(blocks: Any, surface: str, findings: Findings, pointer: str = "/blocks") -> None:
    """Adds to `findings` all that Slack would refuse in these blocks on that surface."""
    kinds = {kind: BLOCKS[kind] for kind in SURFACES[surface]}
    items(typed(kinds), _MOST.get(surface, limits.VIEW_BLOCKS_MAX_ITEMS), 0)(blocks, pointer, findings)
    if not isinstance(blocks, list):
        return
    objects = [(block, f"{pointer}/{index}") for index, block in enumerate(blocks) if isinstance(block, dict)]
    unique(
        [(block["block_id"], f"{at}/block_id") for block, at in objects if isinstance(block.get("block_id"), str)],
        findings,
        "block_id",
    )
    for block, at in objects:
        unique(list(_action_ids(block, at)), findings, "action_id")
    _check_totals([block for block, _ in objects], pointer, findings)


def _action_ids(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if isinstance(value.get("action_id"), str):
            yield value["action_id"], f"{pointer}/action_id"
        for name, inner in value.items():
            yield from _action_ids(inner, f"{pointer}/{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _action_ids(inner, f"{pointer}/{index}")


def _check_totals(blocks: list[dict[str, Any]], pointer: str, findings: Findings) -> None:
    def of(kind: str) -> list[dict[str, Any]]:
        return [block for block in blocks if block.get("type") == kind]

    if text_length(of("markdown")) > limits.MARKDOWN_TOTAL_TEXT_MAX_LENGTH:
        findings.add(pointer, f"markdown text must total less than {limits.MARKDOWN_TOTAL_TEXT_MAX_LENGTH + 1}")
    if text_length(of("table")) > TABLE_CHARACTERS:
        findings.add(pointer, f"table text must total less than {TABLE_CHARACTERS + 1} characters")
    if text_length(of("data_table")) > limits.DATA_TABLE_TOTAL_CONTENT_MAX_LENGTH:
        findings.add(pointer, "data_table text is too long in total")
    if len(of("data_visualization")) > limits.MESSAGE_DATA_VISUALIZATIONS_MAX_ITEMS:
        findings.add(pointer, f"no more than {limits.MESSAGE_DATA_VISUALIZATIONS_MAX_ITEMS} charts allowed")


def text_length(value: Any) -> int:
    """How many characters of text stand in these blocks."""
    if isinstance(value, dict):
        own = value.get("text")
        rest = sum(text_length(inner) for name, inner in value.items() if name != "text" or not isinstance(own, str))
        return rest + (len(own) if isinstance(own, str) else 0)
    if isinstance(value, list):
        return sum(text_length(inner) for inner in value)
    return 0


def too_long_together(blocks: Any) -> bool:
    """Whether chat.postMessage would answer `msg_blocks_too_long`: text and containers are counted as compact JSON."""
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > CUMULATIVE
