"""Reads what somebody asks the bot, typed behind a command or a mention, as one request; pure, carries nothing out.

Whoever speaks to the bot at night speaks in sentences, in two languages, with quotes and greetings. So a word is a
verb only where what follows fits it ("about" alone, but not "about 40013"), and everything else is a paste to explain.
A new verb is one more entry in `VERBS` and one more kind of `Request`.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.catalog.search import LONGEST_QUERY
from bot.recognition.recognise import may_name_an_error
from bot.recognition.text import read_view
from bot.slack.incident_verbs import (
    AboutIncidents,
    read_acknowledgement,
    read_list,
    read_silence,
    read_telling,
    read_unsilence,
)

LOOKED_AT = 600
"""Characters within which a verb and its words must lie; whoever types more has pasted something."""
LONGEST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Code:
    """What does this code mean?"""

    code: int


@dataclass(frozen=True, slots=True)
class Paste:
    """What does this text say? It is as Slack sent it, without the mention and the verb."""

    text: str


@dataclass(frozen=True, slots=True)
class Search:
    """Which entries are these words about?"""

    query: str


@dataclass(frozen=True, slots=True)
class Language:
    """Answer me in this language; `wanted` is as typed (an id, a name, `auto`), empty where none was named."""

    wanted: str


@dataclass(frozen=True, slots=True)
class Card:
    """The pocket version of an entry, to copy."""

    code: int


@dataclass(frozen=True, slots=True)
class Status:
    """How does SKMS stand? `about` is a target, an environment or a component as typed, empty for everything."""

    about: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What are you?"""


@dataclass(frozen=True, slots=True)
class Help:
    """How do I ask?"""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Spoken to, and nothing said."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """It cannot be meant: a verb that is none (`words` is it), or a verb without what it needs."""

    why: Literal["verb", "search", "card"]
    words: str = ""


Request = Code | Paste | Search | Language | Card | Status | About | Help | Nothing | Refusal | AboutIncidents


@dataclass(frozen=True, slots=True)
class Verb:
    """A word that asks for something: its names, and the Korean ones that may also end a sentence.

    `read` makes a request of the words that go with it, None where they show that no verb was meant.
    """

    names: tuple[str, ...]
    read: Callable[[str], Request | None]
    endings: tuple[str, ...] = ()


_CODE = re.compile(
    r"(?:(?:skms|error|code|에러|오류|코드|혹시)\s*[:#]?\s*){0,4}#?([0-9]{1,9})"
    r"(?:번|은|는|이|가|요)?"
    r"(?:\s*(?:뭐|뭔|무엇|무슨|어떤|이거|이게|에러|오류|코드|뜻|의미|원인|해결|조치|확인|왜|어떻게)[가-힣 ]{0,20})?",
    re.IGNORECASE,
)
"""A code alone, with the words that people put around it."""

_POLITE = re.compile(
    r"(?:[이가을를]?\s*(?:좀|부탁(?:해요?|합니다|드려요|드립니다)?|뭐야|뭐예요|뭔가요"
    r"|(?:알려|보여|가르쳐)?\s?(?:해\s?)?(?:줘요?|주세요|주실래요|줄래요?)))+$"
)
"""How a Korean request ends, in one word or two; what stands before it is what is asked for."""

_MENTION = r"<@{user}(?:\|[^<>]*)?>"
_TYPED_COMMAND = re.compile(r"/skms\b", re.IGNORECASE)
_AROUND = " \t\r\n`\"'“”‘’«»*_~"
_BEHIND = f"{_AROUND}?!.,;:…？！。"
_BODY = re.compile(r"[{}<>\[\]=]")
_DIGIT = re.compile(r"\d")
_FEW = 3
_NEAR = 0.75
_ASKED = re.compile(r"\s(?:좀\s)?(?:알려|보여|확인해)\s?(?:줘|줘요|주세요|줄래)?$")
"""How a Korean sentence asks for what stands before it."""
_ABOUT = re.compile(
    r"^(?:of|for)(?:\s+the)?(?=\s|$)|^(?:now|please|지금|전체|어때|알려줘|보여줘|확인해줘)$|(?:의|은|는)$",
    re.IGNORECASE,
)
"""What people say around the name of what they ask after."""


def read_request(text: str) -> Request:
    """The request that a text is, as typed behind a command."""
    request = _read_verb(text)
    return Paste(text.strip()) if request is None else request


def read_mention(text: str, bot_user: str) -> Request:
    """The request of a message that mentions the bot somewhere, or of a direct message.

    A verb may stand behind the mention whatever was said before it, except an error: who pastes one and asks for
    help means that one. Else the whole message is read.
    """
    before, *parts = re.split(_MENTION.format(user=re.escape(bot_user)), text)
    for behind in parts if not may_name_an_error(before) else ():
        request = _read_verb(behind)
        if request is not None and not isinstance(request, (Refusal, Nothing)):
            return request
    return read_request(" ".join(part.strip() for part in (before, *parts)))


def _read_verb(text: str) -> Request | None:
    """The request where the text is a verb with its words, a code alone, or nothing; None where it is a sentence."""
    words = _plain(text)
    if not words:
        return Nothing() if "?" not in text else Help()
    words = _POLITE.sub("", words) or words
    if len(text) > LOOKED_AT:
        return None
    code = _read_code(words)
    if code is not None:
        return Code(code)
    first, _, rest = words.partition(" ")
    for request in (_read_named(first, rest), _read_ending(words), _guess(first, words)):
        if request is not None:
            return request
    return None


def _plain(text: str) -> str:
    """The words as they were typed: without what Slack, keyboards and habit put around them, on one line."""
    shown = read_view(text[: LOOKED_AT + 1]).text.strip(_AROUND)
    shown = _TYPED_COMMAND.sub("", shown, count=1) if shown[:1] == "/" else shown
    return " ".join(shown.strip(_BEHIND).split())


def _read_named(first: str, rest: str) -> Request | None:
    verb = _NAMES.get(first.casefold().rstrip(_BEHIND))
    return None if verb is None else verb.read(rest.strip(_BEHIND))


def _read_ending(words: str) -> Request | None:
    """A Korean sentence, whose verb comes last."""
    before, _, last = _ASKED.sub("", words).rpartition(" ")
    verb = _ENDINGS.get(last)
    return None if verb is None else verb.read(before.strip(_BEHIND))


def _guess(first: str, words: str) -> Refusal | None:
    """Few words that begin with a slip of a verb; numbers and braces are rather an error than a slip."""
    if len(words.split()) > _FEW or _DIGIT.search(words) or _BODY.search(words):
        return None
    near = difflib.get_close_matches(first.casefold(), _NAMES, n=1, cutoff=_NEAR)
    return Refusal("verb", words[:LONGEST_WORDS]) if near and first.casefold() not in _NAMES else None


def _read_code(words: str) -> int | None:
    found = _CODE.fullmatch(words)
    return None if found is None else int(found[1])


def _explain(words: str) -> Request | None:
    """Only of a code: a paste is read as it came, with its lines."""
    code = _read_code(words)
    if code is not None:
        return Code(code)
    return None if words else Nothing()


def _search(words: str) -> Request | None:
    if not words:
        return Refusal("search")
    return None if "{" in words else Search(words[:LONGEST_QUERY])


def _language(words: str) -> Request | None:
    """`lang`, `lang ko`, `lang ko please`; a longer sentence speaks of a language."""
    wanted = words.split()
    return Language(wanted[0].strip(_BEHIND) if wanted else "") if len(wanted) < _FEW else None


def _answer_in(words: str) -> Request | None:
    """`한국어로 답해줘`, where one word says into what."""
    return Language(words) if words.endswith("로") and " " not in words else None


def _card(words: str) -> Request | None:
    code = _read_code(words)
    if code is not None:
        return Card(code)
    return Refusal("card") if len(words.split()) < _FEW and not _BODY.search(words) else None


def _status(words: str) -> Request | None:
    """Of everything, or of what a few words name; a longer sentence, and one with a code in it, tells of an error."""
    about = _ABOUT.sub("", words).strip(_BEHIND)
    if len(about.split()) > _FEW or may_name_an_error(about) or _BODY.search(about):
        return None
    return Status(about)


def _about(words: str) -> Request | None:
    return None if words else About()


def _help(words: str) -> Request | None:
    return Help() if not words or words.casefold() in _NAMES else None


VERBS: Sequence[Verb] = (
    Verb(("help", "usage", "도움말", "도움", "도와", "도와줘", "사용법", "명령어"), _help, ("도움말", "사용법")),
    Verb(
        ("search", "find", "검색", "찾기", "찾아", "찾아줘", "찾아봐"),
        _search,
        ("검색", "검색해", "찾아", "찾아봐", "찾기"),
    ),
    Verb(("lang", "language", "언어", "언어를"), _language),
    Verb(("답",), _answer_in, ("답", "대답", "말", "바꿔")),
    Verb(("card", "카드", "요약"), _card, ("카드", "요약")),
    Verb(("status", "상태", "현황"), _status, ("상태", "상태는", "상태를", "현황", "현황은", "status")),
    Verb(("about", "소개", "정보"), _about),
    Verb(("explain", "설명", "설명해줘"), _explain, ("설명", "설명해")),
    Verb(("incidents", "incident", "장애", "장애목록", "장애현황"), read_list, ("장애목록", "장애현황")),
    Verb(
        ("ack", "acknowledge", "맡음", "맡을게", "맡을게요", "맡겠습니다"),
        read_acknowledgement,
        ("맡음", "맡을게", "맡을게요", "맡겠습니다"),
    ),
    Verb(("mute", "silence", "알림중지", "음소거"), read_silence, ("알림중지", "음소거")),
    Verb(("알림",), read_telling),
    Verb(("unmute", "알림재개", "음소거해제"), read_unsilence, ("알림재개", "음소거해제")),
)
"""Every verb; the first name is the one that help shows."""


def _by(named: Iterable[tuple[Sequence[str], Verb]]) -> dict[str, Verb]:
    return {name: verb for names, verb in named for name in names}


_NAMES = _by((verb.names, verb) for verb in VERBS)
_ENDINGS = _by((verb.endings, verb) for verb in VERBS)
