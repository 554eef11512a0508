"""What probes and Prometheus ask."""

import dataclasses

from prometheus_client.parser import text_string_to_metric_families

from bot.errors import DatabaseBusy
from tests.fakes.web import BODY, CATALOG, LATER, SHIPPER, WATCHER, Web, ask


async def test_it_lives_while_its_loops_come_round(web: Web) -> None:
    web.loops.seconds = {"sender": 29.0, "watch": 1.0}
    well = await web.get("/livez")
    web.loops.seconds["sender"] = 31.0
    stuck = await web.get("/livez")

    assert (well.status, stuck.status) == (200, 503)
    assert stuck.json == {"status": "failing", "failing": ["sender"]}


async def test_it_is_ready_while_the_database_takes_writes(web: Web) -> None:
    first = await web.get("/readyz")
    web.pulse.works = False
    within_ten_seconds = await web.get("/readyz")

    assert (first.status, within_ten_seconds.status, web.pulse.beats) == (200, 200, 1)


async def test_it_is_not_ready_while_the_database_takes_none_but_lives(web: Web) -> None:
    web.pulse.works = False

    assert (await web.get("/readyz")).json == {"status": "failing", "failing": ["database"]}
    assert (await web.get("/livez")).status == 200
    web.pulse.works = True
    assert (await web.get("/readyz")).status == 200


async def test_it_is_not_ready_without_knowledge(web: Web) -> None:
    web.knowledge.current = dataclasses.replace(CATALOG, vendor={})

    assert (await web.get("/readyz")).json["failing"] == ["knowledge"]


async def test_it_is_not_ready_once_it_shuts_down_but_still_takes_in(web: Web) -> None:
    web.health.open = False

    assert (await web.get("/readyz")).json["failing"] == ["shutting-down"]
    assert (await web.post("/v1/errors", BODY)).status == 202


async def test_neither_a_failing_engine_nor_anything_beyond_it_makes_it_unready(web: Web) -> None:
    web.engine.failure = DatabaseBusy("locked")

    assert (await web.get("/readyz")).status == 200


async def test_the_figures_count_requests_by_source_and_status(web: Web) -> None:
    await web.post("/v1/errors", [BODY, BODY, {"message": "started"}])
    await web.post("/v1/errors", b"{")
    await web.post("/v1/errors", BODY, token=WATCHER)
    await web.post("/v1/errors", BODY, token=LATER)

    answer = await web.get("/metrics")

    families = {one.name: one for one in text_string_to_metric_families(answer.body.decode())}
    counted = {
        (sample.labels["source"], sample.labels["code"]): sample.value
        for sample in families["skms_bot_intake"].samples
        if sample.name.endswith("_total")
    }
    assert counted == {("shipper", "202"): 1, ("shipper", "400"): 1, ("nobody", "403"): 1, ("nobody", "401"): 1}
    assert answer.headers["content-type"].startswith("text/plain")


async def test_nobody_can_make_series_without_end(web: Web) -> None:
    for number in range(200):
        await ask(web.port, "POST", f"/v1/errors{number}", b"", {"authorization": f"Bearer {number}"})
        await web.post("/v1/errors", {"code": 40000 + number, "message": "x"}, environment=f"e{number}")
    lines = (await web.get("/metrics")).body.decode().splitlines()

    assert len([line for line in lines if line and not line.startswith("#")]) < 100


async def test_no_token_and_no_text_is_among_the_figures(web: Web) -> None:
    await web.post("/v1/errors", BODY)

    shown = (await web.get("/metrics")).body.decode()
    assert SHIPPER not in shown
    assert "Vault" not in shown
