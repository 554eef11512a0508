"""Alertmanager and Grafana through real sockets and the real engine (faults F68 and F69)."""

from typing import Any

import pytest

from bot.errors import DatabaseUnavailable
from tests.fakes.web import SHIPPER, WATCHER, Web

ALERT = {
    "status": "firing",
    "labels": {"alertname": "SkmsLatency", "severity": "critical", "component": "key-vault", "env": "prod"},
    "annotations": {"summary": "p99 over 2 s", "description": "longer"},
    "startsAt": "2026-11-22T02:51:00.123456789Z",
    "endsAt": "0001-01-01T00:00:00Z",
    "generatorURL": "http://prometheus.example.test/graph?g0.expr=x",
    "fingerprint": "1f2e3d4c5b6a7980",  # pragma: allowlist secret
}
RESOLVED = {**ALERT, "status": "resolved", "endsAt": "2026-11-22T03:05:00Z"}


def group(*alerts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "version": "4",
        "groupKey": '{}:{alertname="SkmsLatency"}',
        "truncatedAlerts": 0,
        "status": "firing",
        "receiver": "skms-bot",
        "groupLabels": {"alertname": "SkmsLatency"},
        "commonLabels": {},
        "commonAnnotations": {},
        "externalURL": "http://alertmanager.example.test",
        "alerts": list(alerts),
        **changes,
    }


async def send(web: Web, *alerts: dict[str, Any], **changes: Any) -> tuple[int, dict[str, object]]:
    answer = await web.post("/v1/alertmanager", group(*alerts, **changes), token=WATCHER)
    return answer.status, answer.json


async def test_an_alert_is_an_incident_with_its_words_place_and_urgency(web: Web) -> None:
    status, said = await send(web, ALERT)

    assert (status, said) == (202, {"status": "accepted", "alerts": 1, "incidents": [1]})
    incident = web.engine.rows.incidents[1]
    assert (incident.subject.name, incident.subject.environment) == ("SkmsLatency", "prod")
    assert (incident.subject.component, incident.subject.level, incident.subject.urgency) == (
        "key-vault",
        "P1",
        "act-now",
    )
    assert incident.evidence[0].says == "p99 over 2 s"


async def test_the_same_group_again_and_from_a_second_alertmanager_changes_nothing(web: Web) -> None:
    for _ in range(3):
        await send(web, ALERT)

    assert len(web.engine.rows.incidents) == 1
    assert len(web.engine.rows.parents()) == 1


async def test_a_resolve_ends_it_and_one_for_nothing_known_is_taken_without_effect(web: Web) -> None:
    nothing = await send(web, {**RESOLVED, "fingerprint": "ffff"})
    await send(web, ALERT)
    await send(web, RESOLVED)

    assert nothing == (202, {"status": "accepted", "alerts": 1, "incidents": []})
    assert web.engine.rows.incidents[1].state == "resolved"


async def test_a_resolve_that_overtakes_its_beginning_leaves_nothing_open(web: Web) -> None:
    await send(web, RESOLVED)
    await send(web, ALERT)

    assert not [one for one in web.engine.rows.incidents.values() if one.open]


async def test_alerts_that_the_sender_left_out_are_told_of(web: Web) -> None:
    await send(web, ALERT, truncatedAlerts=12)

    assert web.engine.alerted[0].says == "p99 over 2 s (+12 alerts not sent)"


async def test_grafanas_form_is_read(web: Web) -> None:
    alert = {
        **ALERT,
        "startsAt": "2026-11-22T11:51:03.157076+09:00",
        "values": {"B": 44.2, "C": 1},
        "silenceURL": "https://grafana.example.test/alerting/silence/new",
        "dashboardURL": "",
        "panelURL": "",
    }

    status, _ = await send(web, alert, version="1", orgId=1, title="[FIRING:1]", state="alerting", message="**Firing**")

    assert status == 202
    assert web.engine.alerted[0].starts_at.isoformat() == "2026-11-22T11:51:03.157076+09:00"


async def test_without_labels_of_its_own_an_alert_is_of_the_sources_environment(web: Web) -> None:
    await send(web, {"status": "firing", "labels": {"b": "2", "a": "1"}, "startsAt": "0001-01-01T00:00:00Z"})
    await send(web, {"status": "firing", "labels": {"a": "1", "b": "2"}, "startsAt": "0001-01-01T00:00:00Z"})

    first, second = web.engine.alerted
    assert (first.environment, first.name, first.level) == ("stage", "unnamed", "P3")
    assert first.fingerprint == second.fingerprint
    assert first.starts_at.year == 2000


async def test_a_secret_in_an_annotation_goes_no_further(web: Web) -> None:
    token = "xoxb-" + "123456789012-abcdefghijklmnop"  # pragma: allowlist secret
    await send(web, {**ALERT, "annotations": {"summary": f"posting failed with {token}"}})

    assert token not in web.engine.alerted[0].model_dump_json()


async def test_a_database_that_is_away_means_come_again(web: Web) -> None:
    web.engine.failure = DatabaseUnavailable("no connection")

    answer = await web.post("/v1/alertmanager", group(ALERT), token=WATCHER)

    assert (answer.status, answer.headers["retry-after"]) == (503, "5")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b'{"a":' * 100_000, 400),
        (b"[]", 422),
        (b"{}", 422),
        (group(ALERT, version="5"), 422),
        (group({**ALERT, "status": "odd"}), 422),
        (group({**ALERT, "startsAt": "yesterday"}), 422),
        (group({**ALERT, "startsAt": "2026-11-22T02:51:00"}), 422),
        (group({**ALERT, "labels": {f"l{number}": "x" for number in range(100_000)}}), 413),
        (group({**ALERT, "labels": {f"l{number}": "x" for number in range(10_000)}}), 422),
        (group({**ALERT, "fingerprint": "f" * 101}), 422),
        (group(ALERT, truncatedAlerts=10**5_000 // 10**4_400), 422),
    ],
    ids=[
        "cut", "deep", "array", "empty", "version", "status", "time", "no-zone", "too-many-bytes", "labels",
        "fingerprint", "number",
    ],
)  # fmt: skip
async def test_what_is_no_such_webhook_is_refused_for_good(web: Web, body: Any, status: int) -> None:
    answer = await web.post("/v1/alertmanager", body, token=WATCHER)

    assert answer.status == status
    assert 0 < len(str(answer.json["error"])) < 120
    assert web.engine.units == 0


async def test_a_label_of_a_megabyte_is_clipped_not_kept(web: Web) -> None:
    status, _ = await send(web, {**ALERT, "labels": {"alertname": "x" * 900_000}})

    assert status == 202
    assert len(web.engine.alerted[0].name) <= 120


async def test_a_token_for_errors_is_not_one_for_alerts(web: Web) -> None:
    answer = await web.post("/v1/alertmanager", group(ALERT), token=SHIPPER)

    assert answer.status == 403
