"""Whatever a sender with a token sends: it is read or refused, and nothing of it is longer than may be kept."""

import contextlib
import datetime as dt
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models.intake import IntakeSource
from bot.web.alertmanager import read_alerts
from bot.web.records import TYPES, read_records
from bot.web.refusal import Refused
from bot.web.reports import COMPANY_KEYS, ENVIRONMENT_KEYS, TEXT_KEYS, TIME_KEYS, Reader
from tests.fakes.web import BODY, CATALOG

NOW = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
SOURCE = IntakeSource(name="shipper", environment="prod")
KEYS = ("code", "message", "detail", "count", "component", "resourceLogs", "scopeLogs", "logRecords", "attributes")
OTLP = ("key", "value", "body", "stringValue", "kvlistValue", "arrayValue", "values", "timeUnixNano", "resource")
ALERT = ("version", "alerts", "status", "labels", "annotations", "startsAt", "fingerprint", "truncatedAlerts")
WORDS = (
    "4",
    "firing",
    "resolved",
    "40008",
    "2026-11-22T02:51:00Z",
    "key-vault",
    str(BODY["message"]),
    json.dumps(BODY),
)

finite = st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | st.integers() | finite | st.text(max_size=300) | st.sampled_from(WORDS)
names = st.sampled_from((*KEYS, *OTLP, *ALERT, *TEXT_KEYS, *TIME_KEYS, *COMPANY_KEYS, *ENVIRONMENT_KEYS))
values = st.recursive(
    scalars | st.floats() | st.just(40008),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6),
    max_leaves=25,
)
BESIDE = ("detail", "count", "component", *COMPANY_KEYS, *TIME_KEYS, *ENVIRONMENT_KEYS)
ERROR = {"code": st.just(40008), "message": st.just(BODY["message"])}
records = st.fixed_dictionaries(ERROR, optional=dict.fromkeys(BESIDE, scalars))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | values.map(lambda value: json.dumps(value).encode()), st.sampled_from(sorted(TYPES)))
def test_any_body_is_read_or_refused(body: bytes, kind: str) -> None:
    reader = Reader(CATALOG, SOURCE, NOW)

    with contextlib.suppress(Refused):
        for record in read_records(body, kind, 100).records:
            reader.read(record)
    with contextlib.suppress(Refused):
        read_alerts(body, SOURCE, CATALOG)


@settings(max_examples=150, deadline=None)
@given(records)
def test_whatever_stands_beside_an_error_the_error_is_counted(fields: dict[str, Any]) -> None:
    body = json.dumps(fields).encode()

    (record,) = read_records(body, "application/json", 10).records
    found = Reader(CATALOG, SOURCE, NOW).read(record)

    assert [one.code for one in found][:1] == [40008]
    assert all(NOW - dt.timedelta(days=7) <= one.at <= NOW for one in found)
