"""Finds buttons, menus and inputs in blocks by their labels, and says what Slack sends for one; shows nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.slack.envelope import Json


@dataclass(frozen=True, slots=True)
class Press:
    """A button, or a choice of a menu, that a person may click."""

    label: str
    block: Json
    element: Json
    option: Json | None = None

    def action(self, ts: str) -> Json:
        """The action as Slack sends it."""
        kept: Json = {
            name: self.element[name] for name in ("action_id", "text", "value", "type") if name in self.element
        }
        chosen: Json = {} if self.option is None else {"selected_option": self.option}
        return {**kept, **chosen, "block_id": self.block.get("block_id", "b"), "action_ts": ts}


def parts(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Every element that acts, with its block."""
    for block in blocks:
        for element in (*(block.get("elements") or ()), block.get("accessory"), block.get("element")):
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def presses(blocks: Sequence[Json]) -> Iterator[Press]:
    """All that can be clicked, in the order of the blocks."""
    for block, element in parts(blocks):
        if element["type"] == "button":
            yield Press(element["text"]["text"], block, element)
        for option in element.get("options") or ():
            yield Press(option["text"]["text"], block, element, option)


def find_press(blocks: Sequence[Json], label: str) -> Press | None:
    """What is so labelled, capitals aside; else the only one whose label begins so."""
    wanted = label.strip().casefold()
    found = list(presses(blocks))
    for press in found:
        if press.label.casefold() == wanted:
            return press
    beginning = [press for press in found if press.label.casefold().startswith(wanted)]
    return beginning[0] if len({press.label for press in beginning}) == 1 else None


def find_input(blocks: Sequence[Json]) -> tuple[Json, Json] | None:
    """The first field to write into, with its block."""
    return next(((block, one) for block, one in parts(blocks) if one["type"] == "plain_text_input"), None)
