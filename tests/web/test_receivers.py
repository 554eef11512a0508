"""The receiver snippets of the README, each played as its program would: address, token, format, compression."""

import gzip
import json
import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
import yaml

from tests.fakes.web import BODY, SHIPPER, WATCHER, Answer, Web, ask

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
SNIPPETS = [
    document for text in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL) for document in yaml.safe_load_all(text)
]
LINE = f"2026-11-22 02:51:00.123 ERROR [nio-8080-exec-4] c.s.KeyService - call failed: {json.dumps(BODY)}"
TOKEN = re.compile(r"\$SKMS_BOT_TOKEN|\$\{SKMS_BOT_TOKEN\}|\$\{env:SKMS_BOT_TOKEN\}")


class Sent(NamedTuple):
    """A request as a program makes it."""

    path: str
    authorization: str
    kind: str
    body: bytes
    packed: bool = False


def snippet(*path: str) -> Any:
    """The one snippet that has these keys, and what lies there."""
    found = []
    for value in SNIPPETS:
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None  # noqa: PLW2901 - one step down
        if value is not None:
            found.append(value)
    (only,) = found
    return only


def path_of(url: str) -> str:
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc) == ("http", "skms-bot:8080")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def webhook(version: str, most: int) -> bytes:
    alert = {
        "status": "firing",
        "labels": {"alertname": "SkmsLatency", "severity": "critical"},
        "annotations": {"summary": "p99 over 2 s"},
        "startsAt": "2026-11-22T02:51:00.123456789Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": "1f2e3d4c5b6a7980",  # pragma: allowlist secret
    }
    return json.dumps({"version": version, "status": "firing", "truncatedAlerts": 0, "alerts": [alert][:most]}).encode()


def alertmanager() -> Sent:
    (hook,) = snippet("receivers")[0]["webhook_configs"]
    given = hook["http_config"]["authorization"]
    assert hook["send_resolved"]
    assert given["credentials_file"]
    body = webhook("4", hook["max_alerts"])
    return Sent(path_of(hook["url"]), f"{given['type']} {WATCHER}", "application/json", body)


def grafana() -> Sent:
    (receiver,) = snippet("contactPoints")[0]["receivers"]
    given = receiver["settings"]
    assert (receiver["type"], given["httpMethod"], receiver["disableResolveMessage"]) == ("webhook", "POST", False)
    token = TOKEN.sub(WATCHER, given["authorization_credentials"])
    authorization = f"{given['authorization_scheme']} {token}"
    return Sent(path_of(given["url"]), authorization, "application/json", webhook("1", given["maxAlerts"]))


def fluent_bit() -> Sent:
    """docs.fluentbit.io, "HTTP" and "Output formats"; json_lines is sent as application/x-ndjson."""
    (output,) = snippet("pipeline", "outputs")
    assert (output["host"], output["port"], output["name"], output["format"]) == (
        "skms-bot", 8080, "http", "json_lines",
    )  # fmt: skip
    name, _, value = output["header"].partition(" ")
    assert name == "Authorization"
    lines = [{"date": 1790045460.5, "log": LINE}, {"date": 1790045461.5, "log": "started"}]
    body = "".join(json.dumps(line) + "\n" for line in lines).encode()
    authorization = TOKEN.sub(SHIPPER, value)
    return Sent(output["uri"], authorization, "application/x-ndjson", body, output["compress"] == "gzip")


def vector() -> Sent:
    """vector.dev, sink "http": the json codec frames a batch as an array."""
    sink = snippet("sinks", "skms-bot")
    assert (sink["type"], sink["encoding"]["codec"], sink["auth"]["strategy"]) == ("http", "json", "bearer")
    records = [{"message": LINE, "timestamp": "2026-11-22T02:51:00.123Z", "host": "node-1"}, {"message": "started"}]
    authorization = f"Bearer {TOKEN.sub(SHIPPER, sink['auth']['token'])}"
    packed = sink["compression"] == "gzip"
    return Sent(path_of(sink["uri"]), authorization, "application/json", json.dumps(records).encode(), packed)


def collector() -> Sent:
    """opentelemetry.io, "OTLP/HTTP": JSON."""
    exporter = snippet("exporters", "otlphttp/skms-bot")
    assert exporter["encoding"] == "json"
    records = [{"timeUnixNano": "1790045460500000000", "body": {"stringValue": text}} for text in (LINE, "started")]
    body = json.dumps({"resourceLogs": [{"resource": {}, "scopeLogs": [{"logRecords": records}]}]}).encode()
    authorization = TOKEN.sub(SHIPPER, exporter["headers"]["authorization"])
    packed = exporter["compression"] == "gzip"
    return Sent(path_of(exporter["logs_endpoint"]), authorization, "application/json", body, packed)


def by_hand() -> Sent:
    """curl as it stands in the README, with the shell's own splitting."""
    (script,) = re.findall(r"```sh\n(curl .*?)```", README, re.DOTALL)
    words = shlex.split(script.replace("$SKMS_BOT_TOKEN", SHIPPER))
    headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
    body = words[words.index("-d") + 1].encode()
    (url,) = [word for word in words if word.startswith("http://127.0.0.1:8080/")]
    return Sent(urlsplit(url).path, headers["Authorization"], headers["Content-Type"], body)


async def play(web: Web, sent: Sent) -> Answer:
    headers = {"authorization": sent.authorization, "content-type": sent.kind}
    if sent.packed:
        headers["content-encoding"] = "gzip"
    return await ask(web.port, "POST", sent.path, gzip.compress(sent.body) if sent.packed else sent.body, headers)


@pytest.mark.parametrize("shipper", [fluent_bit, vector, collector])
async def test_a_shipper_set_up_as_the_readme_says_is_understood(web: Web, shipper: Callable[[], Sent]) -> None:
    answer = await play(web, shipper())

    assert (answer.status, answer.json) == (202, {"status": "accepted", "errors": 1, "ignored": 1})
    assert [(one.code, one.environment) for one in web.engine.reports] == [(40008, "prod")]


async def test_what_is_typed_by_hand_gets_the_answer_that_the_readme_shows(web: Web) -> None:
    answer = await play(web, by_hand())

    assert answer.status == 202
    assert f"It answers `{answer.body.decode()}`" in README
    assert [one.code for one in web.engine.reports] == [40008]


@pytest.mark.parametrize("watcher", [alertmanager, grafana])
async def test_a_watcher_set_up_as_the_readme_says_is_understood(web: Web, watcher: Callable[[], Sent]) -> None:
    answer = await play(web, watcher())

    assert answer.status == 202
    assert [(one.name, one.urgency) for one in web.engine.alerted] == [("SkmsLatency", "act-now")]


def test_every_figure_is_in_the_readme_with_its_labels(web: Web) -> None:
    rows = set(re.findall(r"^\| `(skms_bot_[a-z0-9_]+)` \| ([a-z, ]*) \|", README, re.MULTILINE))

    assert rows == {*figures(web)}


def figures(web: Web) -> Mapping[tuple[str, str], str]:
    found = {}
    for family in web.metrics.registry.collect():
        name = f"{family.name}_total" if family.type == "counter" else family.name
        labels = LABELS.get(name, "")
        found[name, labels] = family.documentation
    return found


LABELS = {
    "skms_bot_intake_total": "source, code",
    "skms_bot_intake_records_total": "source, result",
    "skms_bot_probe_total": "target, verdict",
    "skms_bot_outbox_oldest_seconds": "lane",
    "skms_bot_troubles_total": "what",
}
