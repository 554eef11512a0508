"""Looks at a frame as it came, without reading its JSON: certainly nobody's business, or to be read; pure.

It rests on this: inside a JSON string every quote is escaped, so `"name"`, with both its quotes, is a key or a whole
value wherever it stands, and where it does not stand there is none. Doubt is no answer: the frame is then read.
"""

import re
from typing import Final

import re2

SHORT: Final = 3000
"""A frame this short holds no message long enough to be a part of a split paste (bot.slack.envelope.LONG)."""

_BUSINESS: Final = ('"subtype"', '"thread_ts"', '"files"', '"attachments"', '"app_mention"', '"im"', '"mpim"')
_CODE: Final = "[45]0[0-3][01]"
_ODD: Final = "[\uff10-\uff19\u200b-\u200f\u2060\ufeff\u00ad]"
"""What may stand for a digit of a code, or unseen between two (bot.recognition.recognise)."""
_ESCAPES: Final = r"\\n|\\r|\\u00|\\u20|\\u[fF][eEfF]"
"""The same, escaped, with line breaks; and the escape of `<`, which begins a mention."""
_KEY: Final = '"envelope_id"'


class Glance:
    """Knows what to look for; one pass of google-re2 takes some 4 µs, reading the JSON 10."""

    def __init__(self, bot_user: str) -> None:
        options = re2.Options()
        options.never_capture = True
        words = "|".join((*_BUSINESS, re.escape(f"<@{bot_user}")))
        self._wanted = re2.compile(f"{words}|{_CODE}|{_ODD}|{_ESCAPES}", options=options)

    def unwanted(self, raw: str) -> str | None:
        """The envelope id of a message that nobody wants; None where the frame must be read."""
        # Only what a person says has a client_msg_id: a message, or the same as app_mention.
        if len(raw) >= SHORT or '"events_api"' not in raw or '"client_msg_id"' not in raw or '"message"' not in raw:
            return None
        return None if self._wanted.search(raw) else _envelope_id(raw)


def _envelope_id(raw: str) -> str | None:
    """The value of the only key of this name, None where that is not plain."""
    start = raw.find(_KEY)
    after = start + len(_KEY)
    if start < 0 or raw.find(_KEY, after) >= 0:
        return None
    opening = raw.find('"', after)
    closing = raw.find('"', opening + 1)
    if opening < 0 or closing < 0 or raw[after:opening].strip() != ":":
        return None
    found = raw[opening + 1 : closing]
    return found if found.replace("-", "").isalnum() else None
