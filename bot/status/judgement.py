"""What an HTTP answer says of a target: up or down, why, and the items of a health check; pure, asks nobody.

The body has been freed of our own secrets before it comes here; what is kept of it is redacted besides.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NoReturn, get_args

from bot.diagnosis.status import read_status
from bot.models.diagnosis import CauseId
from bot.models.sighting import SkmsError
from bot.models.target import HealthItemName, ItemReading, Target, Verdict
from bot.recognition.health import recognise_health
from bot.recognition.masks import mask_server
from bot.recognition.redact import redact
from bot.status.ports import Understand

_LONGEST = 500
_MOST_ITEMS = 100
"""Five for each of twenty SCI servers; who sends thousands wants to fill the history."""
_HEALTHY = 0
_ITEMS = frozenset(get_args(HealthItemName))
_FINE = range(200, 300)
_REDIRECTIONS = range(300, 400)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer as far as it was read; `cut` says that the body went on."""

    status: int
    body: str
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found out; reason and cause are empty where all is well."""

    verdict: Verdict = "up"
    reason: str = ""
    cause: CauseId | None = None
    detail: str = ""
    http_status: int | None = None
    items: tuple[ItemReading, ...] = ()
    error: SkmsError | None = None


def failed(reason: str, cause: CauseId | None = None, verdict: Verdict = "down", detail: str = "") -> Judgement:
    """The judgement on what did not go well; `detail` quotes no text from outside."""
    return Judgement(verdict, reason, cause, detail)


def failed_by_status(status: int) -> Judgement:
    """What an unexpected HTTP status means."""
    if status in _REDIRECTIONS:
        return failed("redirected", detail=f"answered {status}, a redirection, which is not followed")
    return failed("wrong-status", read_status(status), detail=f"answered {status}")


def judge(target: Target, answer: Answer, understand: Understand, expected: Collection[int]) -> Judgement:
    """The judgement on an http target's answer: its status, the condition on its body, the SKMS error it may be.

    A success whose body is an SKMS error is none; a failing status that is expected may well carry one.
    """
    error = _error_in(answer.body, understand)
    found = Judgement()
    if answer.status not in expected:
        found = failed_by_status(answer.status)
    elif error is not None and answer.status in _FINE:
        found = failed("skms-error", detail=f"SKMS answers with its error {error.code}")
    elif target.body_has is not None and target.body_has not in answer.body:
        where = " in its first 64 KiB" if answer.cut else ""
        found = failed("unexpected-content", "parse_error", detail=f"the expected text is not there{where}")
    return replace(found, http_status=answer.status, error=error)


def judge_health(target: Target, answer: Answer, server: str, understand: Understand) -> Judgement:
    """The judgement on an answer of the documented health check (the domain page, section 6.3).

    `server` is the SCI server that was asked for, empty where none was named. Well is only what says so: code 0, and
    documented items of which none failed.
    """
    read = _read_health(answer.body, server)
    expected = answer.status in target.statuses
    if read is None:
        unread = failed("unexpected-content", "parse_error", detail="the answer is no health check")
        found = unread if expected else failed_by_status(answer.status)
        return replace(found, http_status=answer.status, error=_error_in(answer.body, understand))
    code, items = read
    bad = [item for item in items if not item.ok]
    errors = (_error_in(item.error, understand) for item in bad)
    error = next((found for found in errors if found is not None), None)
    found = Judgement() if expected else failed_by_status(answer.status)
    if bad:
        found = failed("item-failed", detail=f"failed: {', '.join(dict.fromkeys(item.item for item in bad))}")
    elif code != _HEALTHY:
        found = failed("health-code", detail=f"code {code}, though no item failed")
    return replace(found, http_status=answer.status, items=items, error=error)


def _read_health(body: str, server: str) -> tuple[int | None, tuple[ItemReading, ...]] | None:
    """The code and the items; None where the body is no check, or no JSON: only a paste may be damaged."""
    try:
        value = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    report = recognise_health(body) if isinstance(value, dict) else None
    if report is None:
        return None
    items = tuple(
        ItemReading.model_validate(
            {
                "item": item.name,
                "ok": item.ok,
                "error": (item.error or "")[:_LONGEST],
                "server": item.sci_server_id or (mask_server(server) if server else ""),
            }
        )
        for item in report.items[:_MOST_ITEMS]
        if item.name in _ITEMS
    )
    return (report.code, items) if items else None


def _refuse(_constant: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def _error_in(text: str, understand: Understand) -> SkmsError | None:
    found = understand(text) if text else None
    if found is None:
        return None
    return SkmsError(
        code=found.code,
        message=None if found.message is None else redact(found.message).text[:_LONGEST],
        detail=None if found.detail is None else redact(found.detail).text[:_LONGEST],
    )
