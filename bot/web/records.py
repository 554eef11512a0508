"""Takes a body apart into records, whichever shipper packed it: JSON, NDJSON, OTLP, plain text; judges no error."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, cast

from pydantic_core import from_json

from bot.web.refusal import Refused

JSON_TYPES = frozenset({"application/json", "application/x-ndjson", "application/ndjson", "application/jsonl"})
TEXT = "text/plain"
TYPES = frozenset({*JSON_TYPES, TEXT})

DEEPEST = 8
"""How deep OpenTelemetry values are followed; what lies deeper is no log line."""

Fields = Mapping[str, object]


class Record(NamedTuple):
    """One log record or error body, and what is said of all records beside it (OpenTelemetry's resource)."""

    fields: Fields
    around: Fields


class Read(NamedTuple):
    """The records of a body, and how many pieces of it could not be read."""

    records: list[Record]
    unreadable: int


def content_type(header: str) -> str:
    """The media type alone, JSON where none is said; raises Refused for one that is not read here."""
    kind = header.partition(";")[0].strip().lower() or "application/json"
    if kind not in TYPES:
        raise Refused(415, "send application/json, application/x-ndjson or text/plain")
    return kind


def read_json(body: bytes) -> object:
    """The one JSON value of a body; raises Refused. Depth and numbers are bounded by the parser, NaN is none."""
    try:
        return cast("object", from_json(body, allow_inf_nan=False))
    except ValueError:
        raise Refused(400, "the body is no JSON, or nested too deeply") from None


def read_records(body: bytes, kind: str, most: int) -> Read:
    """The records of a body of that type; raises Refused where none can be read, or there are more than `most`.

    One bad line among good ones is counted and left out: a shipper takes a refusal for final and drops them all.
    """
    if kind == TEXT:
        return Read([Record({"message": body.decode("utf-8", "replace")}, {})], 0)
    values, broken = _values(body)
    records = [record for value in values for record in _records_of(value)]
    if len(records) > most:
        raise Refused(413, f"more than {most} records")
    good = [record for record in records if record.fields]
    unreadable = broken + len(records) - len(good)
    if unreadable and not good:
        raise Refused(400 if broken else 422, "no JSON object, and no array or lines of objects")
    return Read(good, unreadable)


def _values(body: bytes) -> tuple[list[object], int]:
    try:
        return [from_json(body, allow_inf_nan=False)], 0
    except ValueError:
        lines = [line for line in body.splitlines() if line.strip()]
    found: list[object] = []
    for line in lines:
        try:
            found.append(from_json(line, allow_inf_nan=False))
        except ValueError:
            continue
    return found, len(lines) - len(found)


def _records_of(value: object) -> Iterator[Record]:
    if isinstance(value, dict) and isinstance(value.get("resourceLogs"), list):
        yield from _otlp(value["resourceLogs"])
    elif isinstance(value, list):
        for one in value:
            yield Record(one if isinstance(one, dict) else {"message": one} if isinstance(one, str) else {}, {})
    else:
        yield Record(value if isinstance(value, dict) else {}, {})


def _otlp(resources: Iterable[object]) -> Iterator[Record]:
    """OTLP/JSON: opentelemetry.io/docs/specs/otlp, "JSON Protobuf Encoding"."""
    for resource in _objects(resources):
        around = _attributes(_object(resource.get("resource")).get("attributes"))
        for scope in _objects(resource.get("scopeLogs")):
            for record in _objects(scope.get("logRecords")):
                fields = {**_attributes(record.get("attributes")), "body": _any_value(record.get("body"), DEEPEST)}
                fields["time_unix_nano"] = record.get("timeUnixNano") or record.get("observedTimeUnixNano")
                yield Record(fields, around)


def _attributes(pairs: object) -> dict[str, object]:
    return {str(pair.get("key")): _any_value(pair.get("value"), DEEPEST) for pair in _objects(pairs)}


def _any_value(value: object, deep: int) -> object:
    """An AnyValue as plain Python; numbers of 64 bits come as text there, and stay text."""
    found = _object(value)
    for kind in ("stringValue", "intValue", "doubleValue", "boolValue"):
        if kind in found:
            return found[kind]
    if deep > 0 and "kvlistValue" in found:
        pairs = _objects(_object(found["kvlistValue"]).get("values"))
        return {str(pair.get("key")): _any_value(pair.get("value"), deep - 1) for pair in pairs}
    if deep > 0 and "arrayValue" in found:
        return [_any_value(one, deep - 1) for one in _objects(_object(found["arrayValue"]).get("values"))]
    return None


def _objects(value: object) -> list[dict[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
