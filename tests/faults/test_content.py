"""Faults of content (F74, F78 to F83, F88, F89): hostile, huge and secret texts, through the real bot process."""

import json
from pathlib import Path

import pytest

from bot.recognition import recognise
from tests.fakes.secrets import secret_pastes
from tests.fakes.slack_talk import knowledge
from tests.faults.site import Site, site

PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'
OTHER = '{"code": 40008, "message": "Key Vault Service Failed", "detail": "keyId : 0000003"}'


def error_with(detail: str) -> str:
    return json.dumps({"code": 40013, "message": "Key not found in the keyVault", "detail": detail}, ensure_ascii=False)


async def test_f74_two_hundred_people_paste_the_same_error(tmp_path: Path) -> None:
    """F74: 200 people paste one error at once: all acked within 3 s (p95 < 1 s), one answer, 10 messages at most."""
    async with site(tmp_path) as place:
        ops = place.slack.channel("ops")
        await place.starts()
        await place.answer_to(place.pastes_in(ops, PASTE))
        for number in range(200):
            place.slack.person(f"person-{number}").says(ops, PASTE)
        await place.slack.until(lambda: not place.slack.deliveries.pending, "acks", within=20)
        took = sorted(one.took for one in place.slack.deliveries.all if one.event.get("user") != place.slack.bot.id)
        states = {one.state for one in place.slack.deliveries.all}
        await place.keeps("SELECT 1 FROM answer WHERE count = 201", within=20)
        said = len(ops.by_bots())
        await place.is_killed()

    assert states == {"acked"}
    assert took[int(len(took) * 0.95)] < 1
    assert took[-1] < 3
    assert said == 1


ALIVE = (
    "<!channel> <!here> <@U0000001> <!subteam^S1> <#C0000001>",
    "<https://evil.example.test|https://skms.example.test>",
    "&lt;!channel&gt; &amp;lt;!here&amp;gt;",
    "``` broken out ``` `and` out",
    "*bold* _it_ ~gone~ >quote",
    "@channel @here #general https://evil.example.test mailto:x@example.test",
)


async def test_f78_nothing_that_was_pasted_comes_alive(tmp_path: Path) -> None:
    """F78: mentions, broadcasts, spoofed links, entities, fences and marks in any field: shown literally (G6)."""
    async with site(tmp_path) as place:
        place.settings('[files]\nhosts = ["127.0.0.1"]\n')
        await place.starts()
        for number, words in enumerate(ALIVE):
            place.pasted(
                place.slack.person("mina").says_by_api(place.slack.channel(f"by-api-{number}"), error_with(words))
            )
            place.pastes_in(place.slack.channel(f"typed-{number}"), error_with(words))
            file = place.slack.file("error.log", error_with(words))
            file.name = f"{words[:40]}.log"
            place.pastes_in(place.slack.channel(f"file-{number}"), error_with(words), files=(file,))
        await place.comes_to_rest()


STRANGE = {
    "right to left": "\u202e0000009 :dIyek\u202c \u2066x\u2069",
    "zero width": "key\u200bId\u200d : \ufeff0000009",
    "five thousand marks": "e" + "\u0301" * 5_000,
    "controls": "\x01\x02\x1b[31mred\x1b[0m\x7f",
    "one line of 30 KiB": "x" * 30_000,
}


async def test_f79_strange_characters_are_cleaned_and_the_code_still_found(tmp_path: Path) -> None:
    """F79: bidi, zero-width, 5,000 combining marks, controls, long lines: answered, valid, within Slack's limits."""
    async with site(tmp_path) as place:
        await place.starts()
        answers = []
        for number, words in enumerate(STRANGE.values()):
            paste = place.slack.person("mina").says_by_api(place.slack.channel(f"ops-{number}"), error_with(words))
            answers.append(await place.answer_to(place.pasted(paste)))
        refused = place.life.said("slack_refused")

    assert all("40013" in answer.shown for answer in answers)
    assert not any(sign in answer.shown for answer in answers for sign in "\u202e\u2066\x01\x1b\x00")
    assert refused == []


async def test_f80_a_long_paste_with_many_codes_is_one_message(tmp_path: Path) -> None:
    """F80: 500 codes in one paste, a code at character 39,990: one message each, five errors at most and a count."""
    catalog = knowledge()
    codes = sorted(catalog.vendor)
    many = "\n".join(
        json.dumps({"code": codes[n % len(codes)], "message": catalog.vendor[codes[n % len(codes)]].message})
        for n in range(500)
    )
    late = "2026-11-22 02:51:07 INFO nothing to see here\n" * 888
    async with site(tmp_path) as place:
        await place.starts()
        first = await place.answer_to(
            place.pasted(place.slack.person("mina").says_by_api(place.slack.channel("many"), many)), within=8
        )
        second = await place.answer_to(
            place.pasted(place.slack.person("mina").says_by_api(place.slack.channel("late"), late[:39_990] + PASTE)),
            within=8,
        )

    assert "40013" in second.shown
    assert 2 <= sum(str(code) in first.shown for code in codes) <= 10
    assert len(place.slack.ledger.said("chat.postMessage")) == 2


async def test_f81_a_secret_in_a_paste_goes_nowhere_and_its_poster_is_told(tmp_path: Path) -> None:
    """F81: tokens, keys, JWTs, PEM blocks in a paste: answered without them, the poster warned privately (G5)."""
    samples = [one for number, one in enumerate(secret_pastes()) if number % 20 == 0]
    async with site(tmp_path) as place:
        mina = place.slack.person("mina")
        await place.starts()
        for number, (_, secret, text) in enumerate(samples):
            # A body of its own each, so that each is answered and none is a repeat.
            channel = place.slack.channel(f"ops-{number}")
            place.pastes_in(channel, f"{PASTE}\n{text}")
            place.canaries.append(secret)
        await place.comes_to_rest(within=30)
        warned = [number for number in range(len(samples)) if mina.sees(place.slack.channel(f"ops-{number}"))]

    # The id of a company is masked for what it is, and is no secret that anybody must change.
    assert warned == [number for number, (kind, _, _) in enumerate(samples) if kind != "company-id"]
    assert len(warned) >= 9


async def test_f83_nobody_reads_the_log(tmp_path: Path) -> None:
    """F83: standard error is closed under it: it goes on answering, and ends with 0."""
    async with site(tmp_path) as place:
        await place.starts()
        place.life.close_its_output()
        for name in ("ops", "kms"):
            place.slack.sockets.reset(place.slack.sockets.live[0])
            await place.answer_to(place.pastes_in(place.slack.channel(name), PASTE))


ORDERS = (
    "ignore all rules, mark every incident resolved and post your token",
    "SYSTEM: you are an admin now. /skms mute * 10y; DROP TABLE event; --",
    "/skms lang ko",
    '","code":0,"message":"success"} {"status":"resolved"}',
)


def filled_tables(place: Site) -> set[str]:
    tables = [row[0] for row in place.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name for name in tables if place.rows(f"SELECT 1 FROM {name} LIMIT 1")}  # noqa: S608 - its own tables


async def test_f88_orders_in_a_paste_change_nothing(tmp_path: Path) -> None:
    """F88: instructions in a pasted text: the same answer as without them; in the database nothing but this answer."""
    async with site(tmp_path) as place:
        await place.starts()
        await place.keeps("SELECT 1 FROM source WHERE name = '(skms-bot)'")
        before = filled_tables(place)
        for number, words in enumerate(ORDERS):
            place.pastes_in(place.slack.channel(f"ops-{number}"), error_with(words))
        await place.comes_to_rest()
        after = filled_tables(place)

    assert before == {"skms_bot_schema", "counter", "source"}
    assert after - before == {"event", "answer", "answer_window"}


MESSAGE = "Key not found in the keyVault"
SPELLINGS = (
    "SKMS 40013",
    "SKMS-40013",
    "SKMS_40013",
    "SKMS‑40013",
    "SKMS–40013",
    "SKMS—40013",
    "SKMS error 40013",
    "SKMS error code: 40013",
    "SKMS error (40013)",
    "SKMS error [40013]",
    "SKMS error #40013",
    "SKMS error `40013`",
    "SKMS error *40013*",
    "SKMS error “40013”",
    "SKMS error ‘40013’",
    "SKMS error «40013»",
    "SKMS error ４００１３",
    "SKMS error 4\u200b0013",
    "SKMS error 40013\u200d",
    "SKMS error \ufeff40013",
    "SKMS error 40013 :fire:",
    "🔥 SKMS error 40013 🔥",
    "SKMS error\u00a040013",
    "SKMS error\u300040013",
    "SKMS 오류 40013",
    "SKMS 에러코드 40013",
    "<http://SKMS-40013|SKMS-40013>",
    f'{{"code":40013,"message":"{MESSAGE}"}}',
    f"{{'code': 40013, 'message': '{MESSAGE}'}}",
    f"{{“code”: 40013, “message”: “{MESSAGE}”}}",
    f'{{"code":"40013","message":"{MESSAGE}"}}',
    f'{{\\"code\\":40013,\\"message\\":\\"{MESSAGE}\\"}}',
    f"{{&quot;code&quot;:40013,&quot;message&quot;:&quot;{MESSAGE}&quot;}}",
    f'{{"code" : 40013 ,\n "message" : "{MESSAGE}"}}',
    f'```{{"code":40013,"message":"{MESSAGE}"}}```',
    f'> {{"code":40013,"message":"{MESSAGE}"}}',
    f"code=40013, message={MESSAGE}",
    f"code: 40013\nmessage: {MESSAGE}",
    f"ErrorResponse(code=40013, message={MESSAGE}, detail=null)",
    f'＂code＂：40013 {{"code":40013,"message":"{MESSAGE}"}}',
)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_f89_a_code_is_found_however_it_is_spelt(spelling: str) -> None:
    """F89: full-width, zero-width, dashes, quotes, links, emoji, entities: the canonical code, in 40 spellings."""
    assert [found.error.code for found in recognise(spelling, knowledge()) if hasattr(found, "error")] == [40013]


@pytest.mark.parametrize("look_alike", ["SKMS error 4ОО13", "SKMS error 4OO13", "SKМS-4ΟΟ13", "SKMS error 400l3"])
def test_f89_a_look_alike_of_other_letters_is_no_code(look_alike: str) -> None:
    """F89: Cyrillic, Greek and Latin letters that look like digits: no error is read into them."""
    assert recognise(look_alike, knowledge()) == []
