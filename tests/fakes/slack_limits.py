"""Walks messages and views as plain dicts and holds them against the limit table of `slackblocks`, and Slack's rules.

Beyond the table: the cumulative text of a message, ids that must differ, and a `submit` where there is an input.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from slackblocks import _limits

Json = Mapping[str, Any]

CUMULATIVE = 10_000
LONGEST_TEXT = 3_900
PUSH = 80
TEXT_LIMITS = {
    "section": ("text", _limits.SECTION_TEXT_MAX_LENGTH),
    "header": ("text", _limits.HEADER_TEXT_MAX_LENGTH),
    "button": ("text", _limits.BUTTON_TEXT_MAX_LENGTH),
}
STRINGS = {
    "action_id": _limits.ACTION_ID_MAX_LENGTH,
    "block_id": _limits.BLOCK_ID_MAX_LENGTH,
    "callback_id": _limits.VIEW_CALLBACK_ID_MAX_LENGTH,
    "private_metadata": _limits.VIEW_PRIVATE_METADATA_MAX_LENGTH,
    "url": _limits.BUTTON_URL_MAX_LENGTH,
}


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def refuse_message(message: Json) -> list[str]:
    """Everything for which Slack would refuse the message; empty where it would take it."""
    blocks, text = message["blocks"], message["text"]
    findings = list(_common(message, blocks, _limits.MESSAGE_BLOCKS_MAX_ITEMS))
    if not text or units(text) > LONGEST_TEXT:
        findings.append(f"text: {units(text)}")
    if sum(units(found) for found in _texts(blocks)) > CUMULATIVE:
        findings.append("msg_blocks_too_long")
    return findings


def refuse_view(view: Json) -> list[str]:
    """Everything for which Slack would refuse the view."""
    findings = list(_common(view, view["blocks"], _limits.VIEW_BLOCKS_MAX_ITEMS))
    findings += _over("title", view, _limits.VIEW_TITLE_MAX_LENGTH)
    findings += _over("close", view, _limits.VIEW_CLOSE_MAX_LENGTH)
    findings += _over("submit", view, _limits.VIEW_SUBMIT_MAX_LENGTH)
    has_input = any(block["type"] == "input" for block in view["blocks"])
    if view["type"] == "modal" and has_input and "submit" not in view:
        findings.append("submit: required with an input")
    return findings


def _common(whole: Json, blocks: list[Json], most: int) -> Iterator[str]:
    if not 1 <= len(blocks) <= most:
        yield f"blocks: {len(blocks)}"
    nodes = list(_nodes(whole))
    for node in nodes:
        yield from _node(node)
    for name in ("action_id", "block_id"):
        counted = Counter(node[name] for node in nodes if name in node)
        yield from (f"{name} twice: {value}" for value, count in counted.items() if count > 1)


def _node(node: Json) -> Iterator[str]:
    kind = node.get("type", "option" if {"text", "value"} <= node.keys() else "")
    for name, limit in STRINGS.items():
        if units(str(node.get(name, ""))) > limit:
            yield f"{kind}.{name}"
    if kind in ("mrkdwn", "plain_text"):
        if not _limits.TEXT_MIN_LENGTH <= units(node["text"]) <= _limits.TEXT_MAX_LENGTH:
            yield f"{kind}: {units(node['text'])}"
        if "\n" in node["text"] and kind == "plain_text":
            yield f"{kind}: several lines"
    if kind in TEXT_LIMITS:
        yield from _over(TEXT_LIMITS[kind][0], node, TEXT_LIMITS[kind][1])
    yield from CHECKS.get(kind, lambda _node: iter(()))(node)


def _button(node: Json) -> Iterator[str]:
    if units(node.get("value", "")) > _limits.BUTTON_VALUE_MAX_LENGTH:
        yield "button.value"


def _option(node: Json) -> Iterator[str]:
    yield from _over("text", node, _limits.OPTION_TEXT_MAX_LENGTH)
    if units(node["value"]) > _limits.OPTION_VALUE_MAX_LENGTH:
        yield f"option.value: {node['value']}"


def _overflow(node: Json) -> Iterator[str]:
    if not _limits.OVERFLOW_OPTIONS_MIN_ITEMS <= len(node["options"]) <= _limits.OVERFLOW_OPTIONS_MAX_ITEMS:
        yield f"overflow.options: {len(node['options'])}"
    yield from _same_values(node)


def _select(node: Json) -> Iterator[str]:
    if not _limits.SELECT_OPTIONS_MIN_ITEMS <= len(node["options"]) <= _limits.SELECT_OPTIONS_MAX_ITEMS:
        yield f"static_select.options: {len(node['options'])}"
    yield from _over("placeholder", node, _limits.SELECT_PLACEHOLDER_MAX_LENGTH)
    if "initial_option" in node and node["initial_option"] not in node["options"]:
        yield "static_select.initial_option: not among the options"
    yield from _same_values(node)


def _same_values(node: Json) -> Iterator[str]:
    if len({option["value"] for option in node["options"]}) < len(node["options"]):
        yield f"{node['type']}.options: a value twice"


def _actions(node: Json) -> Iterator[str]:
    if not 1 <= len(node["elements"]) <= _limits.ACTIONS_ELEMENTS_MAX_ITEMS:
        yield f"actions.elements: {len(node['elements'])}"


def _context(node: Json) -> Iterator[str]:
    if not 1 <= len(node["elements"]) <= _limits.CONTEXT_ELEMENTS_MAX_ITEMS:
        yield f"context.elements: {len(node['elements'])}"


def _input(node: Json) -> Iterator[str]:
    yield from _over("label", node, _limits.INPUT_LABEL_MAX_LENGTH)
    yield from _over("hint", node, _limits.INPUT_HINT_MAX_LENGTH)


def _text_input(node: Json) -> Iterator[str]:
    yield from _over("placeholder", node, _limits.PLAIN_TEXT_INPUT_PLACEHOLDER_MAX_LENGTH)
    longest = node.get("max_length", 1)
    if not _limits.PLAIN_TEXT_INPUT_MAX_LENGTH_MIN <= longest <= _limits.PLAIN_TEXT_INPUT_MAX_LENGTH_MAX:
        yield f"plain_text_input.max_length: {longest}"


def _chart(node: Json) -> Iterator[str]:
    if not 1 <= len(node["title"]) <= _limits.DATA_VISUALIZATION_TITLE_MAX_LENGTH:
        yield "data_visualization.title"
    series = node["chart"]["series"]
    if len({one["name"] for one in series}) < len(series):
        yield "data_visualization.series: a name twice"
    for one in series:
        if units(one["name"]) > _limits.DATA_VISUALIZATION_SERIES_NAME_MAX_LENGTH:
            yield f"data_visualization.series.name: {one['name']}"
        if not 1 <= len(one["data"]) <= _limits.DATA_VISUALIZATION_DATA_MAX_ITEMS:
            yield f"data_visualization.data: {len(one['data'])}"
        if [point["label"] for point in one["data"]] != node["chart"]["axis_config"]["categories"]:
            yield "data_visualization.data: labels are not the categories"


CHECKS = {
    "data_visualization": _chart,
    "button": _button,
    "option": _option,
    "overflow": _overflow,
    "static_select": _select,
    "actions": _actions,
    "context": _context,
    "input": _input,
    "plain_text_input": _text_input,
}


def _over(name: str, node: Json, limit: int) -> Iterator[str]:
    text = node.get(name, {}).get("text", "")
    if units(text) > limit:
        yield f"{node.get('type', 'option')}.{name}: {units(text)}"


def _nodes(value: object) -> Iterator[Json]:
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from _nodes(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _nodes(inner)


def _texts(blocks: list[Json]) -> Iterator[str]:
    for node in _nodes(blocks):
        if node.get("type") in ("mrkdwn", "plain_text"):
            yield node["text"]
