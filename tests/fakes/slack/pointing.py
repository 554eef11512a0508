"""Finds what a person means: the element with this label, the option with this name; and the state of inputs."""

from collections.abc import Iterator
from typing import Any

from tests.fakes.slack.world import Json, texts

SELECTED = {
    "overflow": "selected_option",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
}
_PLAIN_VALUES = {
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
}
_INITIAL = {"initial_value": "value", "initial_option": "selected_option", "initial_options": "selected_options"}


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every element that acts, with its block."""
    for block in blocks:
        for candidate in (*block.get("elements", []), block.get("accessory"), block.get("element")):
            if isinstance(candidate, dict) and "action_id" in candidate:
                yield block, candidate


def find(blocks: list[Json], wanted: str) -> tuple[Json, Json]:
    """The element with this action_id or label, and its block."""
    for block, element in elements(blocks):
        if wanted in {element["action_id"], *texts(element.get("text"))}:
            return block, element
    there = [f"{element['action_id']} {list(texts(element.get('text')))}" for _, element in elements(blocks)]
    raise AssertionError(f"there is no {wanted!r} to click; there is: {there}")


def option(element: Json, wanted: str) -> Json:
    """The option of a menu with this text or value."""
    offered: list[Json] = [*element.get("options", []), *element.get("offered", [])]
    for group in element.get("option_groups", []):
        offered.extend(group["options"])
    for one in offered:
        if wanted in {one["value"], one["text"]["text"]}:
            return one
    raise AssertionError(f"there is no {wanted!r} to pick; there is: {[one['text']['text'] for one in offered]}")


def pressed(block: Json, element: Json, at: str) -> Json:
    """The action of a pressed button."""
    kept: Json = {name: element[name] for name in ("action_id", "text", "value", "url", "style") if name in element}
    return {"type": element["type"], "block_id": block["block_id"], "action_ts": at, **kept}


def valued(element: Json, value: Any) -> Json:
    """What stands in an input after somebody wrote or picked something."""
    kind = element["type"]
    if kind in SELECTED:
        return {"type": kind, "selected_option": option(element, value)}
    if kind in {"checkboxes", "multi_static_select"}:
        return {"type": kind, "selected_options": [option(element, one) for one in value]}
    if kind in _PLAIN_VALUES:
        return {"type": kind, _PLAIN_VALUES[kind]: value}
    _check_length(element, value)
    return {"type": kind, "value": value}


def initial_state(blocks: list[Json]) -> Json:
    """The state of inputs nobody has touched."""
    state: Json = {}
    for block, element in elements(blocks):
        if element["type"] in {"button", "overflow", "workflow_button"}:
            continue
        value: Json = {"type": element["type"]}
        if "input" in element["type"]:
            value["value"] = None
        value |= {_INITIAL[name]: element[name] for name in _INITIAL if name in element}
        state.setdefault(block["block_id"], {})[element["action_id"]] = value
    return state


def missing(blocks: list[Json], state: Json) -> list[str]:
    """The labels of inputs that must be filled and are not."""
    empty = []
    for block in blocks:
        if block["type"] != "input" or block.get("optional"):
            continue
        values = state.get(block["block_id"], {}).get(block["element"]["action_id"], {})
        if not any(value for name, value in values.items() if name != "type"):
            empty.append(block["label"]["text"])
    return empty


def _check_length(element: Json, value: Any) -> None:
    most = element.get("max_length", 3_000)
    if isinstance(value, str) and len(value) > most:
        raise AssertionError(f"Slack lets nobody type {len(value)} characters into {element['action_id']}: {most}")
