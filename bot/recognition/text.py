"""Undoes what Slack, terminals and consoles do to a paste, and remembers where each place came from; reads no body."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from bot.recognition.lazily import pattern

Edit = tuple[int, int, str]
"""Start, end and what stands there instead."""

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
_WIDE_DIGITS = {chr(0xFF10 + digit): str(digit) for digit in range(10)}
_ODD_SPACES = "\u00a0\u2007\u202f\u2009\u3000"
_ODD = pattern(f"[{_INVISIBLE}{''.join(_WIDE_DIGITS)}{_ODD_SPACES}]")

_LINK = pattern(r"<((?:https?|ftp|wss?|mailto|tel):[^<>|\s]{1,2000})(?:\|([^<>\n]{0,2000}))?>", re.IGNORECASE)
_ENTITY = pattern(r"&(?:lt|gt|amp);")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&#34;": '"', "&#39;": "'", "&apos;": "'"}
_ENTITIES |= {"&#x27;": "'", "&#x22;": '"', "&nbsp;": " ", "&#160;": " "}
_HTML_ENTITY = pattern("|".join(map(re.escape, _ENTITIES)))
_HTML_QUOTED_KEY = pattern(r"&(?:quot|#34|#x22|#39|#x27|apos);\s*[:=]")
_COLOUR = pattern(r"\x1b\[[0-9;]{0,16}[A-Za-z]|\x1b\([A-Z]")
_BARE_COLOUR = pattern(r"\[(?:\d{1,3};){0,4}\d{1,3}m")
_COLOURS = 3
"""So many bare colour marks (their first character lost on the way) are no coincidence."""
_EOL_KEY = pattern(r"<EOL>\s{0,20}[\"'][\w.-]{1,40}[\"']\s{0,4}:")
_EOL = pattern(r"<EOL>")
_HEX = pattern(r"(?:\\x[0-9A-Fa-f]{2}){1,400}")
_WIDE_MARK = pattern(r"[｛｝]|(?<=[\"“”\d])[：，]|[：，](?=\s{0,8}[\"“”\d])")
_WIDE_MARKS = str.maketrans("｛｝：，", "{}:,")
_URL_KEY = pattern(r"%22[\w.-]{1,40}%22(?:%20|\+)?(?:%3A|:)", re.IGNORECASE)
_UNICODE_KEY = pattern(r"u002[27][\w.-]{1,40}\\{1,8}u002[27]\s{0,4}:")
_HEX_KEY = pattern(r"\\x22[\w.-]{1,40}\\x22\s{0,4}:")
_EDN_BODY = pattern(r"\{:[a-z][\w-]{0,40}[ ]{1,8}[\"\d{\[:]")
_WIDE_BODY = pattern(r"｛\s{0,8}[\"“”'＂]|[\"“”＂]\s{0,4}：")
_EDN_KEY = pattern(r"(?<=[{,\s]):[a-z][\w-]{0,40}(?=[ ]{1,8}[\"\d{\[:])")
_BINARY_KEY = pattern(r"<<\"[\w.-]{1,40}\">>\s{0,4}(?:=>|,)")
_BINARY_MARK = pattern(r"<<\"|\">>")
_UNICODE_QUOTE = pattern(r"(?<!\\)(\\{1,8})u00(22|27)")
_CSV_KEY = pattern(r"[{,]\s{0,20}\"\"[\w.-]{1,40}\"\"\s{0,4}:")
_URL_QUOTED = pattern(r"%(?:7B|5B|22)[^\s\"'<>]{0,8000}", re.IGNORECASE)
_URL_ESCAPE = pattern(r"(?:%[0-9A-Fa-f]{2}){1,64}|\+")


@dataclass(frozen=True, slots=True)
class View:
    """A text as it was meant, and for each place in it the place in the text as given."""

    text: str
    _starts: tuple[int, ...] = (0,)
    _origins: tuple[int, ...] = (0,)

    @property
    def untouched(self) -> bool:
        """Whether nothing was changed, so that every place is its own origin."""
        return len(self._starts) == 1

    def origin(self, place: int) -> int:
        """The place in the text as given that `place` came from."""
        index = bisect_right(self._starts, place) - 1
        found = self._origins[index] + place - self._starts[index]
        return min(found, self._origins[index + 1]) if index + 1 < len(self._origins) else found

    def edited(self, edits: Iterable[Edit]) -> "View":
        """The view after `edits`, which come in order and do not overlap."""
        parts: list[str] = []
        starts, origins = [0], [0]
        done = length = 0
        for start, end, new in edits:
            if start < done:
                continue
            parts += (self.text[done:start], new)
            length += start - done + len(new)
            done = end
            starts.append(length)
            origins.append(done)
        if not parts:
            return self
        parts.append(self.text[done:])
        return View("".join(parts), *self._composed(starts, origins))

    def _composed(self, starts: list[int], origins: list[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The breaks of both maps laid over each other: a place must find its way back through the older one too."""
        if len(self._starts) == 1:
            return tuple(starts), tuple(origins)
        breaks = {start: self.origin(old) for start, old in zip(starts, origins, strict=True)}
        for older in self._starts:
            index = bisect_right(origins, older) - 1
            breaks.setdefault(starts[index] + max(0, older - origins[index]), self.origin(older))
        ordered = sorted(breaks)
        return tuple(ordered), tuple(breaks[start] for start in ordered)


def read_view(text: str) -> View:
    """The text without Slack's links and entities, invisible characters, wide digits, colours and line prefixes."""
    view = _without_colours(View(text))
    if not text.isascii():
        view = view.edited((match.start(), match.end(), _plain(match[0])) for match in _ODD.finditer(view.text))
        if _WIDE_BODY.search(view.text):
            wide = _WIDE_MARK.finditer(view.text)
            view = view.edited((match.start(), match.end(), match[0].translate(_WIDE_MARKS)) for match in wide)
    if "<" in text or "&" in text:
        view = _without_slack(view)
    view = _without_encodings(view)
    return view.edited(_line_prefixes(view.text)) if "\n" in text else view


def _without_encodings(view: View) -> View:
    """The view without what clients and exports make of quotes and line breaks."""
    if "<EOL>" in view.text and _EOL_KEY.search(view.text):
        view = view.edited((match.start(), match.end(), "\n") for match in _EOL.finditer(view.text))
    if "%22" in view.text and _URL_KEY.search(view.text):
        view = view.edited(_url_unquoted(view.text))
    if ("u0022" in view.text or "u0027" in view.text) and _UNICODE_KEY.search(view.text):
        view = view.edited(_unicode_quotes(view.text))
    if "\\x22" in view.text and _HEX_KEY.search(view.text):
        view = view.edited(_hex_bytes(view.text))
    if '<<"' in view.text and _BINARY_KEY.search(view.text):
        view = view.edited((match.start(), match.end(), '"') for match in _BINARY_MARK.finditer(view.text))
    if "{:" in view.text and _EDN_BODY.search(view.text):
        view = view.edited((match.end(), match.end(), "=>") for match in _EDN_KEY.finditer(view.text))
    if '""' in view.text and _CSV_KEY.search(view.text):
        view = view.edited((match.start(), match.end(), '"') for match in re.finditer('""', view.text))
    return view


def _without_colours(view: View) -> View:
    if "\x1b" in view.text:
        view = view.edited((match.start(), match.end(), "") for match in _COLOUR.finditer(view.text))
    if "[0m" not in view.text and "[39m" not in view.text:
        return view
    marks = [(match.start(), match.end(), "") for match in _BARE_COLOUR.finditer(view.text)]
    return view.edited(marks) if len(marks) >= _COLOURS else view


def _plain(character: str) -> str:
    if character in _ODD_SPACES:
        return " "
    return _WIDE_DIGITS.get(character, "")


def _without_slack(view: View) -> View:
    """Links first, entities after, as Slack's own order is; `&quot;` only where it stands around keys."""
    view = view.edited((match.start(), match.end(), _link_text(match)) for match in _LINK.finditer(view.text))
    if "&" not in view.text:
        return view
    entity = _HTML_ENTITY if _HTML_QUOTED_KEY.search(view.text) else _ENTITY
    view = view.edited((match.start(), match.end(), _ENTITIES[match[0]]) for match in entity.finditer(view.text))
    if "&" in view.text and _HTML_QUOTED_KEY.search(view.text):
        found = _HTML_ENTITY.finditer(view.text)
        view = view.edited((match.start(), match.end(), _ENTITIES[match[0]]) for match in found)
    return view


def _link_text(match: re.Match[str]) -> str:
    """What the sender typed: the label where Slack made the link of it, else the address."""
    url, label = match[1], match[2]
    scheme, _, rest = url.partition(":")
    typed = rest.removeprefix("//")
    if label and label.rstrip("/") in (typed.rstrip("/"), url.rstrip("/")):
        return label
    return typed if scheme.lower() in ("mailto", "tel") else url


def _url_unquoted(text: str) -> Iterator[Edit]:
    for word in _URL_QUOTED.finditer(text):
        plus = "%20" not in word[0]
        for match in _URL_ESCAPE.finditer(text, word.start(), word.end()):
            if match[0] == "+":
                if plus:
                    yield match.start(), match.end(), " "
                continue
            raw = bytes.fromhex(match[0].replace("%", ""))
            yield match.start(), match.end(), raw.decode("utf-8", "replace")


def _unicode_quotes(text: str) -> Iterator[Edit]:
    r"""`\u0022` once escaped is `\"`, `\\u0022` twice escaped is `\\\"`."""
    for match in _UNICODE_QUOTE.finditer(text):
        yield match.start(), match.end(), "\\" * (2 * len(match[1]) - 1) + chr(int(match[2], 16))


def _hex_bytes(text: str) -> Iterator[Edit]:
    for match in _HEX.finditer(text):
        raw = bytes.fromhex(match[0].replace("\\x", ""))
        yield match.start(), match.end(), raw.decode("utf-8", "replace")


_MOST_LINES = 4000
_STAMP = r"\[?\d{4}[-/.]\d\d[-/.]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?"
_QUOTE = pattern(r"[ \t]{0,8}(?:(?:>|&gt;)[ \t]?){1,8}")
_BAR = pattern(r"[ \t]{0,8}[|│┃¦](?!.*[|│┃¦])[ \t]?")
_PREFIXES = (
    _QUOTE,
    pattern(rf"(?P<same>\[?(?!\d+\b)[\w./-]{{1,80}}\]?[ \t]{{0,24}}\|)[ \t]?(?:{_STAMP}[ \t]?)?"),
    pattern(rf"(?:[\w./-]{{1,80}}[ \t]{{1,8}})?{_STAMP}[ \t](?:std(?:out|err) [FP] )?"),
    pattern(r"\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?[ \t]+(?:\[?[A-Z]{3,8}\]?[ \t]+)?"),
    pattern(r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [\w.-]{1,60} [\w./-]{1,60}(?:\[\d{1,7}\])?: ?"),
    _BAR,
    pattern(r"\[[\w./ :#-]{1,60}\] (?=[ \t{}\"'\]])"),
    pattern(r"[ \t]{0,6}(?![45]0[013][01]\d\D)\d{1,5}(?:[:|→]|\t)[ \t]?(?=[ \t{}\"'\]])"),
    pattern(r"[ \t]{0,6}(?P<number>\d{1,4})[ ]{1,2}(?=[ \t{}\"'\]])"),
    pattern(r"[ \t]{0,8}\+(?=[ \t{}\"'])"),
    pattern(r"[#*][ \t](?=[ \t{}\"'\]])"),
    pattern(r"//[ \t]?(?=[ \t{}\"'\]])"),
)


_ONWARD = {_BAR: pattern(r"[ \t]{0,8}[|│┃¦][ \t]?")}
"""What goes on with a run that began stricter: a value may hold a bar; a table's first rows show what they are."""


def _line_prefixes(text: str) -> Iterator[Edit]:
    """The prefix of each line in every run of two lines or more that begin in the same manner."""
    lines = list(islice(_lines(text), _MOST_LINES))
    index = 0
    while index < len(lines):
        kind = next((prefix for prefix in _PREFIXES if _runs(prefix, text, lines, index)), None)
        if kind is None:
            index += 1
            continue
        onward = _ONWARD.get(kind, kind)
        while index < len(lines) and (match := onward.match(text, *lines[index])):
            yield match.start(), match.end(), ""
            index += 1


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield start, end
        start = end + 1
    yield start, len(text)


def _runs(prefix: re.Pattern[str], text: str, lines: list[tuple[int, int]], index: int) -> bool:
    if lines[index][0] == lines[index][1]:
        return False
    if prefix is _QUOTE:
        return prefix.match(text, *lines[index]) is not None
    if index + 1 >= len(lines) or not (first := prefix.match(text, *lines[index])):
        return False
    second = prefix.match(text, *lines[index + 1])
    if second is None:
        return False
    if "number" in prefix.groupindex:
        return int(second["number"]) == int(first["number"]) + 1
    return first.groupdict() == second.groupdict()
