"""Secrets that are known by the name of the field in which they stand, in whatever notation; hides no other text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from bot.masking import mask_name
from bot.recognition.lazily import compiled
from bot.recognition.masks import has_any, is_hidden, mark, mask_company, mask_server

Test = Callable[[str], bool]
_VALUE_LIMIT = 8192
_BRACE_LIMIT = 200
_LOOKS_ISSUED = 12
_LONG = 20
_KEEPS_COUNT = 4


@dataclass(frozen=True, slots=True)
class Field:
    """A sort of field: its kind, its names (lower case, as a pattern), what its value becomes, and when.

    `words` of which none is in a text say at once that no such field is in it. `whole` asks for the name to stand
    alone, since it is the tail of innocent words (`token` of `nextToken`).
    """

    kind: str
    words: tuple[str, ...]
    names: str
    replace: Callable[[str], str]
    worth: Test
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of the text to replace."""

    kind: str
    start: int
    end: int
    new: str


_NO_VALUES = (
    "null none nil undefined true false yes no y n empty missing required invalid expired wrong incorrect not is was"
    " has must should cannot can could failed error string str int integer boolean text value hidden redacted masked"
    " removed unknown optional given default mismatch the a an of in for and or x xxx todo changeme example 없음 필수"
    " bearer basic digest negotiate"
)
_EMPTY_WORDS = frozenset(_NO_VALUES.split())
"""Words that stand after `password:` in messages and templates where no password stands."""

_TEMPLATE = (
    r"(?:[*•xX.#_-]{1,64}|[$%#]?\{[^{}]{0,64}\}|\{\{[^{}]{0,64}\}\}|<[^<>]{0,64}>|\$\([^()]{0,64}\)"
    r"|%?\$?\w+%|\$\w+|[\[{(<|>]-?)\Z"
)
_LETTERS_AND_DIGITS = r"(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])"
_PATH_OR_CLASS = r"https?:|/|\.\.?/|[a-z]+(?:\.[A-Za-z_$]+)+\Z"


def _any(value: str) -> bool:
    """A value at all: no empty word, no template, no placeholder."""
    first = value.split(None, 1)[0].strip(".,;:!?") if value.strip() else ""
    return bool(first) and first.lower() not in _EMPTY_WORDS and compiled(_TEMPLATE).match(value) is None


def _no_count(value: str) -> bool:
    """A value, but not the number behind `pass=` in a summary of tests."""
    return _any(value) and not (value.isdigit() and len(value) < _KEEPS_COUNT)


def _issued(value: str) -> bool:
    """A value that a machine made: letters and digits, no words, no path, no class name."""
    if (
        not _any(value)
        or any(letter.isspace() for letter in value)
        or compiled(_PATH_OR_CLASS).match(value) is not None
    ):
        return False
    mixed = compiled(_LETTERS_AND_DIGITS).match(value) is not None
    return (mixed and len(value) >= _LOOKS_ISSUED) or (
        len(value) >= _LONG and not value.isdigit() and not _wordy(value)
    )


def _wordy(value: str) -> bool:
    parts = compiled(r"[\s._:/-]+").split(value)
    return all(part.isalpha() or not part for part in parts)


def _one_word(value: str) -> bool:
    """A name, as people and servers have them: one word, no sentence."""
    return _any(value) and len(value.split()) == 1


def _crumbs(value: str) -> bool:
    return "=" in value and _any(value)


def _hide(kind: str) -> Callable[[str], str]:
    return lambda _value: mark(kind)


FIELDS: tuple[Field, ...] = (
    Field("password", ("passw", "passp", "passc"), r"passw(?:or)?d|passphrase|passcode", _hide("password"), _any),
    Field("password", ("비밀번호", "패스워드"), r"비밀번호|패스워드", _hide("password"), _any),
    Field("password", ("pw", "pass"), r"pwd|pass|pw|storepass|keypass", _hide("password"), _no_count, whole=True),
    Field(
        "secret",
        ("secret", "credential", "azure_info", "시크릿"),
        r"secret[_-]?(?:access[_-]?)?key|secret|credentials?|azure_info|시크릿",
        _hide("secret"),
        _any,
    ),
    Field(
        "secret",
        ("ikey", "i_key", "i-key", "skey", "s_key", "s-key", "tkey", "t_key", "t-key", "nkey", "n_key", "n-key"),
        r"(?:api|access|account|subscription|functions?)[_-]?key",
        _hide("secret"),
        _any,
    ),
    Field(
        "secret",
        ("gkey", "g_key", "g-key", "ekey", "e_key", "e-key", "hkey", "h_key", "h-key", "accesssignature"),
        r"(?:shared[_-]?access|signing|storage|auth)[_-]?key|sharedaccesssignature",
        _hide("secret"),
        _any,
    ),
    Field(
        "token",
        ("token",),
        r"(?:access|refresh|id|auth|session|bearer|bot|user|app|api|csrf|xsrf|security|sas|oauth|private)[_-]?token",
        _hide("token"),
        _any,
    ),
    Field("token", ("connection",), r"connection[_-]?string", _hide("token"), _any),
    Field(
        "token",
        ("token", "jwt", "sig", "assertion", "토큰"),
        r"token|jwt|sig|signature|(?:client_)?assertion|토큰",
        _hide("token"),
        _issued,
        whole=True,
    ),
    Field("bearer", ("authorization", "auth-token"), r"(?:proxy-)?authorization|x-auth-token", _hide("bearer"), _any),
    Field("cookie", ("cookie",), r"set-cookie2?|cookie", _hide("cookie"), _crumbs, whole=True),
    Field(
        "cookie",
        ("sessid", "sessionid", "session_id"),
        r"jsessionid|phpsessid|asp\.net_sessionid|session_?id",
        _hide("cookie"),
        _issued,
        whole=True,
    ),
    Field(
        "licence",
        ("licen", "라이센스", "라이선스"),
        r"licen[sc]e[_ -]?(?:key|no|number|code)|라이[선센]스[ _]?(?:키|key|번호)",
        _hide("licence"),
        _any,
    ),
    Field(
        "licence",
        ("licen", "라이센스", "라이선스"),
        r"licen[sc]e|라이[선센]스",
        _hide("licence"),
        _issued,
        whole=True,
    ),
    Field(
        "key-material",
        ("docukey", "docu_key", "documentkey", "document_key", "headerinfo", "header_info"),
        r"docu(?:ment)?_?key|enc_?header_?info",
        _hide("key-material"),
        _any,
    ),
    Field(
        "key-material",
        (
            "nkey",
            "n_key",
            "n-key",
            "rkey",
            "r_key",
            "r-key",
            "ekey",
            "e_key",
            "e-key",
            "akey",
            "a_key",
            "ckey",
            "c_key",
        ),
        r"(?:encryption|decryption|header|master|private|file|data|aria|symmetric|enc)[_-]?key",
        _hide("key-material"),
        _issued,
    ),
    Field("key-material", ("aes", "wrapped"), r"(?:aes|wrapped)[_-]?key", _hide("key-material"), _issued),
    Field(
        "company-id",
        ("company", "compnay", "tenant", "회사", "고객사"),
        r"(?:company|compnay|tenant)[_ -]?id|(?:회사|고객사)[ _]?(?:id|아이디|코드)",
        mask_company,
        _one_word,
    ),
    Field(
        "sci-server-id",
        ("sciserver", "sci_server", "sci-server", "sci server", "server_id", "서버"),
        r"sci[_ -]?server[_ -]?id|server_id|서버[ _]?(?:id|아이디)",
        mask_server,
        _one_word,
    ),
    Field(
        "user-id",
        ("user", "login", "member", "emp", "account", "upn", "사용자", "사번"),
        (
            r"(?:user|login|member|emp(?:loyee)?|account)[_-]?(?:id|no)|(?:user|login)[_-]?name|upn"
            r"|사용자[ _]?(?:id|아이디|명)|사번"
        ),
        mask_name,
        _one_word,
        whole=True,
    ),
)
"""Sorts of fields, most telling first; where two names stand at one place the first sort decides."""

_SUFFIX = r"(?:s|[_-]?(?:value|hash)|_?[0-9]{1,2})?"
_CLOSERS = r"(?:\\{0,8}[\"'`”’]|&quot;|&#34;|\]|[ \t]){0,8}+"
_SEPARATOR = r"(?:=>\s{0,40}+|:=|%3d|%3a|[:=]|(?<=[ \t])\|(?=[ \t])|>(?!>))"
_BLOCK = r"(?:[|>][+-]?[ \t]{0,8}\r?\n[ \t]{1,40}+)?"
_AFTER = (
    rf"[ \t]{{0,40}}+{_BLOCK}"
    r"(?:\r?\n[ \t]{0,40}+(?=\\{0,8}[\"']))?(?:string\([0-9]{1,6}\)[ \t]?)?"
)
_BRACKETS = r"(?:(?:\[(?!hidden:)|\()[ \t]?)?"
_OPENER = r"(?P<opener>\\{0,8}[\"'`“‘]|&quot;|&#34;)?"


@cache
def _finder(present: tuple[int, ...]) -> re.Pattern[str]:
    names = "|".join(f"(?P<f{index}>{FIELDS[index].names})" for index in present)
    return re.compile(
        rf"(?:{names}){_SUFFIX}(?:(?P<gap>{_CLOSERS}{_SEPARATOR}{_AFTER}){_BRACKETS}{_OPENER}|(?P<flag>[ \t]{{1,4}}))"
    )


_SCHEME = r"(?:bearer|basic|token|digest|negotiate|apikey)(?:\s|%20|\+)+"


def fields_in(text: str, lowered: str) -> Iterator[Edit]:
    """What to replace in `text`, from left to right without overlap; `lowered` is `text` in lower case, as long."""
    present = tuple(index for index, field in enumerate(FIELDS) if has_any(lowered, field.words))
    if not present:
        return
    finder = _finder(present)
    position = 0
    while (found := finder.search(lowered, position)) is not None:
        edit = _edit(text, found, present)
        position = found.end() if edit is None else max(edit.end, found.end())
        if edit is not None and edit.new != text[edit.start : edit.end]:
            yield edit


def _edit(text: str, found: re.Match[str], present: tuple[int, ...]) -> Edit | None:
    field = FIELDS[present[next(index for index, name in enumerate(found.groups()) if name)]]
    if not _stands(text, found, field):
        return None
    start = found.end()
    end = _quoted(text, start, found["opener"]) if found["opener"] else _unquoted(text, start, found, field)
    scheme = compiled(_SCHEME, re.IGNORECASE).match(text, start, end)
    start = start if scheme is None else scheme.end()
    value = text[start:end]
    if not value or is_hidden(value) or not field.worth(value):
        return None
    return Edit(field.kind, start, end, field.replace(value))


def _stands(text: str, found: re.Match[str], field: Field) -> bool:
    """Whether the name is a field's name here: of its own where it must be, and with a separator that is one."""
    start = found.start()
    before = text[start - 1 : start]
    if field.whole and before.isalpha() and not (before.islower() and text[start].isupper()):
        return False
    if found["flag"] is not None:
        return text[max(0, start - 24) : start].rpartition(" ")[2].startswith("--")
    gap = found["gap"]
    # `<password>` opens an element, `secret > 5` and a mail's `>` do not.
    return gap.strip() != ">" or before == "<"


def _quoted(text: str, start: int, opener: str) -> int:
    """The end of a value behind an opening quote: the same quote behind as many backslashes, or where it was cut."""
    if opener.startswith("&"):
        end = text.find(opener, start, start + _VALUE_LIMIT)
        return end if end >= 0 else _line_end(text, start)
    quote = {"“": "”", "‘": "’"}.get(opener[-1], opener[-1])
    depth = len(opener) - 1
    at = start
    while (at := text.find(quote, at, start + _VALUE_LIMIT)) >= 0:
        if quote == "'" and at > start and text[at : at + 2] == "''":
            at += 2  # YAML and SQL double a quote inside a value
            continue
        slashes = _backslashes(text, start, at)
        if slashes <= depth or (depth == 0 and slashes % 2 == 0):
            return at - min(slashes, depth)
        at += 1
    return _line_end(text, start)


def _backslashes(text: str, start: int, at: int) -> int:
    count = 0
    while at - count > start and text[at - count - 1] == "\\":
        count += 1
    return count


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start, start + _VALUE_LIMIT)
    return end if end >= 0 else min(len(text), start + _VALUE_LIMIT)


def _unquoted(text: str, start: int, found: re.Match[str], field: Field) -> int:
    """The end of a value without quotes: of the word, or of the line where that is the field's alone."""
    scheme = compiled(_SCHEME, re.IGNORECASE).match(text, start)
    start = start if scheme is None else scheme.end()
    if field.kind == "cookie":
        return _line_end(text, start)
    if field.worth is _any and text[start : start + 1] != "{" and _opens_line(text, found.start()):
        return _matched_end(_REST_OF_LINE, text, start)
    ending = _ODD_VALUE if field.worth in {_any, _no_count} else _PLAIN_VALUE
    return _matched_end(ending, text, start)


def _opens_line(text: str, name: int) -> bool:
    """Whether nothing but the rest of its own key stands before the name in its line, as in YAML and env files."""
    near = text[max(0, name - 80) : name].rpartition("\n")[2]
    opening = r"[ \t]{0,40}(?:-[ \t]+|export[ \t]+|set[ \t]+|-e[ \t]+|-D)?[\w.-]{0,60}"
    return compiled(opening).fullmatch(near) is not None


def _matched_end(pattern: str, text: str, start: int) -> int:
    # What opens with a brace is mostly an object whose own fields are looked at later; `{noop}…` is short.
    limit = _BRACE_LIMIT if text[start : start + 1] == "{" else _VALUE_LIMIT
    found = compiled(pattern).match(text, start, start + limit)
    return start if found is None else found.end()


_REST_OF_LINE = r"(?:[^\s;,&]|[;,&](?![ \t]?[\w.-]{1,40}[=:])|[ \t]{1,40}+(?![\w.-]{1,40}[=:]))*+"
"""Up to the next `name=` of a log line, if there is one."""

_PLAIN_VALUE = r"[^\s,;&\"'`<>(){}\[\]\\|]*+"

_ODD_VALUE = (
    r"(?!\[hidden:)(?:[^\s,;&\"'`<>)}\]\\]|[)}\]>](?![\s,;)}\]\"'\\]|\Z)"
    r"|&(?!\w{1,40}=|#?\w{1,8};)|\\(?![nrt\"'\\]))*+"
)
"""People put brackets and ampersands into passwords; only those that close or continue something end one."""
