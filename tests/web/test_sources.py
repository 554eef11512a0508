"""Who may send what (faults F66 and F67)."""

import contextlib

import pytest

from bot.models.intake import IntakeSource
from bot.web.refusal import Refused
from bot.web.sources import Listed, Sources
from tests.fakes.web import BODY, LATER, SHIPPER, WATCHER, Web, ask


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        f"Basic {SHIPPER}",
        f"Bearer {SHIPPER}x",
        f"Bearer {SHIPPER[:-1]}",
        "Bearer \u00e9\u00e9\u00e9",
        SHIPPER,
        "Bearer " + "x" * 5_000,
    ],
)
async def test_without_a_token_of_ours_nothing_is_taken(web: Web, authorization: str) -> None:
    answer = await ask(web.port, "POST", "/v1/errors", b"{}", {"authorization": authorization})

    assert (answer.status, answer.json) == (401, {"error": "no such token"})
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert web.engine.units == 0


async def test_old_and_new_token_are_good_together_until_the_old_one_goes(web: Web) -> None:
    web.tokens["shipper"] = [SHIPPER, LATER]
    both = [(await web.post("/v1/errors", BODY, token=token)).status for token in (SHIPPER, LATER)]
    web.tokens["shipper"] = [LATER]
    later = [(await web.post("/v1/errors", BODY, token=token)).status for token in (SHIPPER, LATER)]

    assert (both, later) == ([202, 202], [401, 202])


async def test_a_source_without_a_token_lets_nobody_in(web: Web) -> None:
    web.tokens["shipper"] = [""]

    answer = await ask(web.port, "POST", "/v1/errors", b"{}", {"authorization": "Bearer "})

    assert answer.status == 401


async def test_the_same_key_of_two_sources_is_two_requests(web: Web) -> None:
    group = {"version": "4", "alerts": []}
    first = await web.post("/v1/errors", BODY, idempotency_key="k1")
    other = await web.post("/v1/alertmanager", group, token=WATCHER, idempotency_key="k1")

    assert [first.json["status"], other.json["status"]] == ["accepted", "accepted"]


def test_every_token_is_compared_whoever_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time that an answer takes tells neither how much of a token is right nor whose it is."""
    compared = list[int]()

    def compare(one: bytes, other: bytes) -> bool:
        compared.append(len(one) + len(other))
        return one == other

    monkeypatch.setattr("bot.web.sources.hmac.compare_digest", compare)
    tokens = ([SHIPPER, LATER], [WATCHER])
    sources = Sources([Listed(IntakeSource(name=f"s{n}"), lambda some=some: some) for n, some in enumerate(tokens)])  # type: ignore[misc]
    for given in (SHIPPER, LATER, WATCHER, SHIPPER[:-1], "", "x" * 5_000):
        with contextlib.suppress(Refused):
            sources.find(f"Bearer {given}", "errors")

    assert compared == [64] * 18
