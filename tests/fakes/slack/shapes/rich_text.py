"""The `rich_text` block: sections, lists, quotes, preformatted text and what stands in them."""

from collections.abc import Mapping

from slackblocks import _limits as limits

from tests.fakes.slack.shapes.check import Check, Shape, boolean, items, number, one_of, string, typed

_MANY = 10_000
_STYLE = Shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), boolean))
_STYLED: Mapping[str, Check] = {"style": _STYLE}
_LONG = string(40_000)
_ID = string(255)

INLINE: Mapping[str, Check] = {
    "text": Shape({"text": _LONG}, _STYLED),
    "link": Shape({"url": string(3_000)}, {**_STYLED, "text": _LONG, "unsafe": boolean}),
    "user": Shape({"user_id": _ID}, _STYLED),
    "usergroup": Shape({"usergroup_id": _ID}, _STYLED),
    "channel": Shape({"channel_id": _ID}, _STYLED),
    "team": Shape({"team_id": _ID}, _STYLED),
    "broadcast": Shape({"range": one_of("here", "channel", "everyone")}, _STYLED),
    "emoji": Shape({"name": _ID}, {**_STYLED, "unicode": _ID, "url": string(3_000)}),
    "color": Shape({"value": string(9)}),
    "date": Shape(
        {"timestamp": number(99_999_999_999), "format": _ID}, {**_STYLED, "url": string(3_000), "fallback": _LONG}
    ),
}

_INLINE = items(typed(INLINE), _MANY, 0)
_SECTION = Shape({"elements": _INLINE})

PARTS: Mapping[str, Check] = {
    "rich_text_section": _SECTION,
    "rich_text_list": Shape(
        {"style": one_of("bullet", "ordered"), "elements": items(typed({"rich_text_section": _SECTION}), _MANY, 0)},
        {
            "indent": number(limits.RICH_TEXT_LIST_INDENT_MAX, limits.RICH_TEXT_LIST_INDENT_MIN),
            "offset": number(_MANY, limits.RICH_TEXT_LIST_OFFSET_MIN),
            "border": number(limits.RICH_TEXT_LIST_BORDER_MAX, limits.RICH_TEXT_LIST_BORDER_MIN),
        },
    ),
    "rich_text_quote": Shape(
        {"elements": _INLINE},
        {"border": number(limits.RICH_TEXT_QUOTE_BORDER_MAX, limits.RICH_TEXT_QUOTE_BORDER_MIN)},
    ),
    "rich_text_preformatted": Shape(
        {"elements": items(typed({"text": INLINE["text"], "link": INLINE["link"]}), _MANY, 0)},
        {
            "border": number(limits.RICH_TEXT_PREFORMATTED_BORDER_MAX, limits.RICH_TEXT_PREFORMATTED_BORDER_MIN),
            "language": _ID,
        },
    ),
}

RICH_TEXT = Shape({"elements": items(typed(PARTS), _MANY, 0)}, {"block_id": string(limits.BLOCK_ID_MAX_LENGTH)})
