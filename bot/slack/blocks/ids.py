"""Names every action, view and value that Slack sends back; a value carries what is needed and never a text."""

import re
from dataclasses import dataclass, replace

ANSWER_RUNBOOK = "answer_runbook"
ANSWER_CHECK = "answer_check"
ANSWER_MENU = "answer_menu"
ANSWER_SHARE = "answer_share"
ANSWER_UNDO = "answer_undo"
RUNBOOK_FIXED = "runbook_fixed"
RUNBOOK_EDIT = "runbook_edit"
RUNBOOK_STEP = "runbook_step"
RUNBOOK_LANGUAGE = "runbook_language"
RUNBOOK_PAGE = "runbook_page"
ROW_RUNBOOK = "row_runbook"
HOME_SEARCH = "home_search"
HOME_COMPONENT = "home_component"
HOME_LANGUAGE = "home_language"
PASTE_INPUT = "paste_input"
STATUS_CHECK = "status_check"
INCIDENT_TAKE = "incident_take"
INCIDENT_MENU = "incident_menu"

RUNBOOK_VIEW = "runbook_view"
PASTE_VIEW = "paste_view"
PASTE_BLOCK = "paste_block"
HOME_SEARCH_BLOCK = "home_search_block"
MESSAGE_SHORTCUT = "skms_explain_message"
GLOBAL_SHORTCUT = "skms_explain_paste"

CHOICE_LANGUAGE = "language"
CHOICE_NOT_SKMS = "not-skms"
CHOICE_SHARE = "share"
STEP_FIXED = "fixed"
STEP_WRONG = "wrong"
STEP_UNCLEAR = "unclear"
STEP_DANGEROUS = "dangerous"
STEP_CHOICES = (STEP_FIXED, STEP_WRONG, STEP_UNCLEAR, STEP_DANGEROUS)
INCIDENT_NOT_OURS = "not-ours"
INCIDENT_WAITING = "waiting"
INCIDENT_MUTE = "mute"
INCIDENT_UNMUTE = "unmute"
INCIDENT_CHOICES = (INCIDENT_NOT_OURS, INCIDENT_WAITING, INCIDENT_MUTE, INCIDENT_UNMUTE)
AUTOMATIC = "auto"
"""The choice of a language that follows the person's Slack."""

LONGEST_EXTRA = 60
LONGEST_ABOUT = 100
_NONE = "-"
_CODE = re.compile(r"[0-9]{1,9}")
_LOCALE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_CHANNEL = re.compile(r"[A-Z][A-Z0-9]{1,15}|")
_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,8}|")
_CHOICE = re.compile(r"[a-z-]{0,12}")
_EXTRA = re.compile(rf"[A-Za-z0-9-]{{0,{LONGEST_EXTRA}}}")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a button stands for: the code, the language, the message that was explained, and one word more.

    `channel` and `ts` are empty where no message was explained. `choice` is what a menu offers, `extra` its
    argument: a language, a step's id (its first 60 characters), a page.
    """

    code: int
    locale: str
    channel: str = ""
    ts: str = ""
    choice: str = ""
    extra: str = ""

    def pack(self) -> str:
        """The value of a button or a choice: at most 150 characters, whatever the reference."""
        parts = (str(self.code), self.locale, self.channel, self.ts, self.choice, self.extra)
        return " ".join(part or _NONE for part in parts)

    def choosing(self, choice: str, extra: str = "") -> "Reference":
        """The same reference for one choice of a menu."""
        return replace(self, choice=choice, extra=extra)


def unpack(value: str) -> Reference | None:
    """The reference in a value, or None where it is not one of ours."""
    parts = ["" if part == _NONE else part for part in value.split(" ")]
    if len(parts) != len(_FORMS) or not all(form.fullmatch(part) for form, part in zip(_FORMS, parts, strict=True)):
        return None
    code, locale, channel, ts, choice, extra = parts
    return Reference(int(code), locale, channel, ts, choice, extra)


@dataclass(frozen=True, slots=True)
class StatusReference:
    """What the button of a status stands for: the language, and what was asked for (empty for everything)."""

    locale: str
    about: str = ""

    def pack(self) -> str:
        """The value of the button; a word longer than any name of ours is cut."""
        return f"{self.locale} {self.about[:LONGEST_ABOUT]}".rstrip()


def unpack_status(value: str) -> StatusReference | None:
    """The reference in the value of a status button, or None where it is not one of ours."""
    locale, _, about = value.partition(" ")
    known = _LOCALE.fullmatch(locale) is not None and len(about) <= LONGEST_ABOUT
    return StatusReference(locale, about) if known else None


@dataclass(frozen=True, slots=True)
class IncidentReference:
    """What a button of an incident stands for: its number, and what a menu offers."""

    number: int
    choice: str = ""

    def pack(self) -> str:
        """The value of the button or the choice."""
        return f"{self.number} {self.choice}".rstrip()


def unpack_incident(value: str) -> IncidentReference | None:
    """The reference in the value of an incident's button, or None where it is not one of ours."""
    number, _, choice = value.partition(" ")
    known = _CODE.fullmatch(number) is not None and choice in ("", *INCIDENT_CHOICES)
    return IncidentReference(int(number), choice) if known else None


def numbered(action: str, number: object) -> str:
    """The id of one of several alike elements in a message: Slack wants them to differ."""
    return f"{action}:{number}"


def action_of(action_id: str) -> str:
    """The action behind an id, its number left out."""
    return action_id.partition(":")[0]


_FORMS = (_CODE, _LOCALE, _CHANNEL, _TS, _CHOICE, _EXTRA)
