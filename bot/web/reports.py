"""Reads a record: which SKMS errors it holds, where and when, as reports for the engine; keeps no text of it."""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from bot.diagnosis.diagnose import diagnose, diagnose_detail
from bot.diagnosis.names import find_company_id
from bot.models.alerting import ErrorReport
from bot.models.catalog import Catalog
from bot.models.diagnosis import Diagnosis
from bot.models.intake import IntakeSource
from bot.recognition.masks import mask_company
from bot.recognition.recognise import may_name_an_error, recognise
from bot.recognition.redact import redact
from bot.web.records import Record

TEXT_KEYS = ("log", "message", "msg", "body", "text", "error", "exception", "stack_trace", "detail", "data", "event")
"""Where shippers and loggers put what was said; the rest of a record is about the record."""

ENVIRONMENT_KEYS = ("environment", "env", "deployment.environment.name", "deployment.environment")
COMPANY_KEYS = ("company", "company_id", "companyId")
TIME_KEYS = ("time", "timestamp", "@timestamp", "date", "ts", "time_unix_nano")
_NAMES_ENVIRONMENT, _NAMES_COMPANY, _NAMES_TIME = map(frozenset, (ENVIRONMENT_KEYS, COMPANY_KEYS, TIME_KEYS))
LONGEST_KNOWN = 1_000
"""Longer details are diagnosed anew each time, so that those kept for comparison stay small."""
MOST_COUNTED = 100_000
KEPT_DAYS = 7
_ENVIRONMENT = re.compile(r"\w[\w.:/-]{0,63}")
_SCALES = (1, 1_000, 1_000_000, 1_000_000_000)
_SECONDS_UNTIL = 100_000_000_000
"""An epoch in seconds stays below this for 3,000 years; larger numbers are of a smaller unit."""


class Said(NamedTuple):
    """What a detail says, as far as a report tells it."""

    host: str
    company: str
    words: str


class Reader:
    """Reads the records of one request."""

    def __init__(self, catalog: Catalog, source: IntakeSource, now: dt.datetime, environment: str = "") -> None:
        self._catalog = catalog
        self._source = source
        self._now = now
        self._environment = environment if _ENVIRONMENT.fullmatch(environment) else source.environment

    def read(self, record: Record) -> list[ErrorReport]:
        """The SKMS errors of a record, empty where it has none: what only may be one is not counted."""
        plain = self._plain(record)
        if plain is not None:
            return [plain]
        text = _text_of(record.fields)
        if not may_name_an_error(text):
            return []
        found = [one for one in recognise(text, self._catalog) if one.confidence != "possible"]
        return [
            self._report(record, one.error.code, _said(diagnose(one, self._catalog)), one.count)
            for one in found
            if one.error.code in self._catalog.vendor
        ]

    def _plain(self, record: Record) -> ErrorReport | None:
        """A body as the specification has it, with the vendor's own message and nothing wrapped in its detail."""
        fields = record.fields
        code, message, detail = fields.get("code"), fields.get("message"), fields.get("detail")
        if type(code) is not int or not isinstance(message, str) or not isinstance(detail, str | None):
            return None
        vendor = self._catalog.vendor.get(code)
        if vendor is None or vendor.message.casefold() != message.strip(" .").casefold():
            return None
        if detail and "{" in detail and may_name_an_error(detail):
            return None
        return self._report(record, code, _said_by(code, detail or ""), _count(fields.get("count")))

    def _report(self, record: Record, code: int, said: Said, count: int) -> ErrorReport:
        component = record.fields.get("component")
        return ErrorReport(
            code=code,
            source=self._source.name,
            at=self._time(record.fields),
            environment=self._where(record),
            component=component if isinstance(component, str) and component in self._catalog.components else None,
            host=said.host,
            company=said.company or _company(record.fields),
            count=count,
            says=said.words,
        )

    def _where(self, record: Record) -> str:
        """The environment that the record names, else its resource, else the request or the source."""
        for fields in record:
            for key in () if _NAMES_ENVIRONMENT.isdisjoint(fields) else ENVIRONMENT_KEYS:
                named = fields.get(key)
                if isinstance(named, str) and _ENVIRONMENT.fullmatch(named):
                    return named
        return self._environment

    def _time(self, fields: Mapping[str, object]) -> dt.datetime:
        """When it happened as far as that can be: never in the future, nor long before anything is counted."""
        for key in () if _NAMES_TIME.isdisjoint(fields) else TIME_KEYS:
            found = _moment(fields.get(key))
            if found is not None:
                return found if self._now - dt.timedelta(days=KEPT_DAYS) < found < self._now else self._now
        return self._now


def _text_of(fields: Mapping[str, object]) -> str:
    """What is to be read of a record: all of it where it looks like a body, else what was said."""
    if "code" in fields:
        return _dump(fields)
    return "\n".join(_spoken(fields))


def _spoken(fields: Mapping[str, object]) -> Iterator[str]:
    for key in TEXT_KEYS:
        value = fields.get(key)
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            yield _dump(value)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _said_by(code: int, detail: str) -> Said:
    return _known(code, detail) if len(detail) <= LONGEST_KNOWN else _said(diagnose_detail(detail, code=code))


@lru_cache(maxsize=4_096)
def _known(code: int, detail: str) -> Said:
    return _said(diagnose_detail(detail, code=code))


def _said(diagnosis: Diagnosis) -> Said:
    words = redact(diagnosis.words).text.strip()
    return Said((diagnosis.host or diagnosis.ip or "")[:253], diagnosis.company_id or "", words[:200])


def _company(fields: Mapping[str, object]) -> str:
    """The company that a record names, masked as everywhere."""
    for key in () if _NAMES_COMPANY.isdisjoint(fields) else COMPANY_KEYS:
        named = fields.get(key)
        if isinstance(named, str) and named.strip():
            return (find_company_id(named) or mask_company(named))[:120]
    return ""


def _count(value: object) -> int:
    return min(max(value, 1), MOST_COUNTED) if type(value) is int else 1


def _moment(value: object) -> dt.datetime | None:
    """A time as shippers write it: ISO 8601, or an epoch in seconds, milli-, micro- or nanoseconds, also as text."""
    if isinstance(value, str):
        if not value[:20].isdecimal():
            return _iso(value)
        value = float(value[:20])
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < _SECONDS_UNTIL * _SCALES[-1]:
        return None
    scale = next((one for one in _SCALES if value < _SECONDS_UNTIL * one), _SCALES[-1])
    return dt.datetime.fromtimestamp(value / scale, dt.UTC)


def _iso(value: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(value[:64])
    except ValueError:
        return None
    return found.astimezone(dt.UTC) if found.tzinfo is not None else None
