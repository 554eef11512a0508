import re
from collections.abc import Iterator

import pytest

from bot.diagnosis import diagnose
from bot.explain.fold import ROOM, fold
from bot.explain.lines import HEADLINE_LIMIT
from bot.explain.live import compose_live, write_overturn
from bot.explain.templates import Phrases
from bot.models.answer import Answer, Contact, PasteContext, Reader
from bot.models.catalog import Audience
from bot.models.entry import Check
from bot.models.live import Live, OpenIncident, Reports, Surroundings, Watched
from bot.models.target import Place, Reading, Standing
from bot.recognition import recognise
from bot.recognition.facts import facts_of
from tests.explain.test_answers import AZURE_PASTE, CATALOG, CODES, KEY_PASTE, TIMEOUT_PASTE
from tests.fakes.live_status import NOW, VAULT_PLACE, ago, found, items, live, skms, standing, vault, witness

CONTACTS = {
    "key-vault-ops": Contact(label="key vault ops", channel="#kms-oncall"),
    "tenant-admin": Contact(label="tenant + Azure admin", channel="#m365-drm"),
}
ALL_UP = (standing(vault(), "up"), standing(skms(), "up", age=25), standing(witness(), "up", age=12))
VAULT_DOWN = (standing(vault(), "down", since=540, age=15), *ALL_UP[1:])
TIMED_OUT = found("tcp", "failed", why="connect-deadline", cause="connect_timeout", seconds=3.0)
STILL_FAILING = (
    found("dns", "passed", actual="192.0.2.171"),
    TIMED_OUT,
    TIMED_OUT.model_copy(update={"step": "tcp-from-pod"}),
)
FINE = "Can wait: the bot gets through now. Still failing there? ACT NOW"
FINE_NOW = (found("dns", "passed"), found("tcp", "passed"))


def answer_to(text: str, known: Live, locale: str = "en", audience: Audience = "operator") -> Answer:
    [sighting] = recognise(text, CATALOG)
    reader = Reader(locale=locale, audience=audience, contacts=CONTACTS)
    paste = PasteContext(facts=facts_of(text), at="2026-11-22T03:00:00+09:00")
    return compose_live(sighting, diagnose(sighting, CATALOG), CATALOG, reader, paste, known)


def lines_of(answer: Answer) -> list[str]:
    lines = fold(answer, Phrases(CATALOG.phrases, answer.locale))
    return [*(line.text for line in lines), answer.scope_line]


@pytest.mark.parametrize(
    ("locale", "scope"),
    [
        ("en", "SKMS DOWN [prod] since 02:51 KST, 9 min: Key vault behind it not seen"),
        ("ko", "SKMS 장애 [prod] 02:51 KST부터 9분째: 그 뒤의 키볼트 확인 불가"),
    ],
)
def test_a_part_that_is_hidden_by_an_skms_that_is_down_is_told_as_that(locale: str, scope: str) -> None:
    reading = Reading(target="skms-prod", verdict="down", at=ago(15), items=items("healthCheck", "keyCheck"))
    held = Standing(target="skms-prod", verdict="down", since=ago(540), reading=reading, proof=reading)
    known = live(Watched(target=skms(), standing=held), standing(witness(), "up", age=12))

    answer = answer_to(KEY_PASTE, known, locale)

    assert answer.scope_line == scope
    assert "DOWN" not in answer.headline
    assert "장애" not in answer.headline


def test_a_missing_key_is_told_beside_a_key_vault_that_is_up() -> None:
    known = live(*ALL_UP, reports=Reports())

    assert lines_of(answer_to(KEY_PASTE, known)) == [
        "🟡 Key 0000731 not found; key vault UP [prod, 20 s] · 40013",
        "Can wait: 1 report in 10 min. Other keys fail too? Page",
        "SKMS asked the key vault for key 0000731 and got none",
        "Missing in the paste: company id, SCI server id",
        "1 SCI admin: Does this key id exist on the SCI server?",
        "2 calling team: Do other documents of this company open?",
        "3 SKMS ops: KEY_UPDATE_TIME: when did the keys last arrive?",
        "⛔ Never re-create the key: old documents stay unreadable",
        "Owner: key vault ops #kms-oncall · Retry: no",
        "UP = kms-prod's port; this company's keys not seen",
    ]
    assert lines_of(answer_to(KEY_PASTE, known, "ko"))[:2] == [
        "🟡 키 0000731 조회 안 됨 · 키볼트 정상 [prod, 20초 전] · 40013",
        "대기 가능: 10분간 1건. 다른 키도 실패하면 담당자에게 연락",
    ]


def test_a_timeout_is_told_by_the_outage_of_the_very_host_it_names() -> None:
    known = live(*VAULT_DOWN, incident=OpenIncident(number=14, reports=7), findings=STILL_FAILING)

    assert lines_of(answer_to(TIMEOUT_PASTE, known)) == [
        "🔴 Key vault DOWN [prod] since 02:51 KST, 9 min → this 50001",
        "ACT NOW · incident #14: nobody has it · 7× reported",
        "kms.example.test:8080 (192.0.2.171) connect timed out, key 0000731",
        "Address known, no reply: host, route or firewall (judged)",
        "Bot 15 s ago: DNS ✓ TCP ✗ Connection timed out · our side ✓",
        "1 SKMS ops: From the failing pod: does the TCP port open? (bot: ✗)",
        "2 SKMS ops: What changed just before it began?",
        "3 SKMS ops: One company or several in the last 10 minutes?",
        "40008/40013/40110/40111 may follow: same cause",
        "⛔ Never repeat a write blindly: the first may have worked",
        "Owner: key vault ops #kms-oncall · Retry: reads, 3×, backoff",
        "DOWN = kms-prod's port, checked 15 s ago",
    ]
    assert lines_of(answer_to(TIMEOUT_PASTE, known, "ko"))[:5] == [
        "🔴 키볼트 장애 [prod] 02:51 KST부터 9분째 → 이 50001의 원인",
        "즉시 대응 · 장애 #14: 맡은 사람 없음 · 제보 7건",
        "kms.example.test:8080 (192.0.2.171) 연결 시간 초과, 키 0000731",
        "주소 확인됨, 응답 없음: 서버·경로·방화벽 (추정)",
        "봇 점검 15초 전: DNS ✓ TCP ✗ 연결 시간 초과 · 봇 쪽 정상 ✓",
    ]


def test_a_set_up_of_one_company_is_not_judged_by_our_own_licence() -> None:
    known = live(*ALL_UP, reports=Reports(companies=1))

    shown = lines_of(answer_to(AZURE_PASTE, known))

    assert shown[0] == "🟡 No Azure OpenID tenant for this company · 40011"
    assert shown[1] == "Can wait: 1 company in 10 min. Several companies? Page SKMS ops"
    assert shown[-1] == "SKMS [prod] UP 25 s ago; this company's Azure data not seen"
    assert lines_of(answer_to(AZURE_PASTE, known, "ko"))[-1] == "SKMS [prod] 정상 25초 전, 이 회사 Azure 정보는 미확인"


def test_an_outage_that_only_fits_the_code_is_called_likely() -> None:
    shown = answer_to(KEY_PASTE, live(*VAULT_DOWN))

    assert shown.headline == "🔴 Key vault DOWN [prod] since 02:51 KST, 9 min → likely this 40013"
    assert shown.urgency == "act-now"
    assert shown.live is not None
    assert shown.live.explains == "likely"
    assert shown.said == ("SKMS asked the key vault for key 0000731 and got none",)


def test_an_outage_of_a_neighbouring_place_is_called_likely_too() -> None:
    beside = vault(place=Place(host="vault.example.test", port=8443), also_allow=(VAULT_PLACE,))

    shown = answer_to(TIMEOUT_PASTE, live(standing(beside, "down", since=540)))

    assert shown.headline == "🔴 Key vault DOWN [prod] since 02:51 KST, 9 min → likely this 50001"


def test_a_check_never_puts_an_older_reading_over_a_newer_one() -> None:
    known = live(standing(vault(), "up", age=5))
    late = Reading(target="kms-prod", verdict="down", at=ago(60))

    [watched] = known.having_found((found("tcp", "failed", reading=late),)).watched
    [newer] = known.having_found((found("tcp", "failed", reading=late.model_copy(update={"at": NOW})),)).watched

    assert watched.standing.reading is not None
    assert watched.standing.reading.verdict == "up"
    assert newer.standing.reading is not None
    assert (newer.standing.reading.verdict, newer.standing.verdict) == ("down", "up")


def test_an_outage_does_not_explain_a_mistake_of_the_caller() -> None:
    down = (standing(skms(), "down", since=540),)
    shown = answer_to(paste_of(40102), live(*down))

    assert "DOWN" not in shown.headline
    assert shown.scope_line == "SKMS DOWN [prod] since 02:51 KST, 9 min: does not explain this"


def paste_of(code: int) -> str:
    return f'{{"code": {code}, "message": "{CATALOG.vendor[code].message}"}}'


def test_another_environment_than_the_pastes_says_nothing() -> None:
    known = live(standing(vault("test"), "down", since=540), environment="prod")

    assert answer_to(KEY_PASTE, known).headline == "🟡 Key 0000731 not found · 40013"


def test_two_environments_are_both_named_where_the_paste_names_none() -> None:
    known = live(standing(vault("prod"), "down"), standing(vault("test"), "up"), environment="")

    shown = answer_to(KEY_PASTE, known)

    assert shown.headline == "🟡 Key 0000731 not found · 40013"
    assert shown.scope_line == "Key vault: prod DOWN, test UP; the paste names no environment"
    assert shown.live is None


def test_whose_environment_it_is_stays_open_where_nothing_tells_it() -> None:
    known = live(standing(vault(), "up"), environment="")

    assert answer_to(KEY_PASTE, known).scope_line == "UP = kms-prod's port; is this paste from prod? Not known"


def test_an_environment_told_in_two_ways_is_no_environment() -> None:
    known = live(*ALL_UP, surroundings=Surroundings(rivals=("prod", "test")))

    assert answer_to(KEY_PASTE, known).scope_line == "Environment unclear (prod, test): status left out"
    assert "UP" not in answer_to(KEY_PASTE, known).headline


def test_a_part_that_we_cannot_see_is_not_called_down() -> None:
    shown = answer_to(KEY_PASTE, live(standing(vault(), "blind"), standing(witness(), "blind")))

    assert shown.headline == "🟡 Key 0000731 not found · 40013"
    assert shown.scope_line == "Key vault [prod]: the bot cannot see it, no verdict"


def test_an_item_of_the_health_check_speaks_for_its_part() -> None:
    failing = standing(skms(), "down", since=120)
    reading = failing.standing.reading
    assert reading is not None
    reading = reading.model_copy(update={"items": items("keyCheck")})
    held = failing.standing.model_copy(update={"reading": reading, "proof": reading})

    shown = answer_to(KEY_PASTE, live(failing.model_copy(update={"standing": held})))

    assert shown.headline == "🔴 Key vault DOWN [prod] since 02:58 KST, 2 min → likely this 40013"


def test_a_place_that_fails_the_bots_own_check_is_told_before_the_watch_calls_it_down() -> None:
    shown = answer_to(TIMEOUT_PASTE, live(*ALL_UP, findings=STILL_FAILING))

    assert shown.headline == "🔴 Key vault fails the bot's check too [prod] → this 50001"
    assert shown.scope_line == "Still UP until 3 checks in a row fail; last regular check 20 s ago"


def test_a_place_that_answers_again_is_told_so_though_the_watch_still_holds_it_down() -> None:
    shown = answer_to(TIMEOUT_PASTE, live(*VAULT_DOWN, findings=FINE_NOW))

    assert shown.headline == "🟡 Key vault answers again [prod], was DOWN since 02:51 KST · 50001"
    assert "DNS ✓ TCP ✓" in shown.check_line
    assert (shown.urgency, shown.urgency_line) == ("can-wait", FINE)


def test_nobody_has_to_act_now_where_the_bot_gets_through() -> None:
    before, after = answer_to(TIMEOUT_PASTE, live(*ALL_UP)), answer_to(TIMEOUT_PASTE, live(*ALL_UP, findings=FINE_NOW))

    assert (before.urgency, before.mark) == ("act-now", "red")
    assert (after.urgency, after.mark, after.urgency_line) == ("can-wait", "yellow", FINE)
    assert after.headline.startswith("🟡")


def test_what_the_bot_cannot_see_from_here_is_marked_so() -> None:
    unclear = found("tcp", "unclear", why="witnesses-fail")

    shown = answer_to(TIMEOUT_PASTE, live(*ALL_UP, findings=(unclear,)))

    assert shown.check_line == "Bot 15 s ago: TCP ? · our side ✓"
    assert [result.actual for result in shown.place_results] == [
        "cannot tell from here: the witnesses do not answer either"
    ]


def test_a_place_that_no_target_names_is_said_not_to_be_asked() -> None:
    shown = answer_to(TIMEOUT_PASTE, live(standing(skms(), "up")))

    assert shown.check_line == "Not checked: kms.example.test:8080 is not a configured target"


def test_checks_on_their_way_hold_their_line() -> None:
    known = live(*ALL_UP)
    before = answer_to(TIMEOUT_PASTE, known.model_copy(update={"checking": (Check(kind="dns"), Check(kind="tcp"))}))
    after = answer_to(TIMEOUT_PASTE, known.having_found(FINE_NOW))

    assert before.check_line == "Bot is checking: DNS TCP …"
    assert after.check_line == "Bot 15 s ago: DNS ✓ TCP ✓ · our side ✓"
    assert len(lines_of(before)) == len(lines_of(after))


def test_each_step_with_a_check_says_what_was_expected_and_what_was_found() -> None:
    shown = answer_to(TIMEOUT_PASTE, live(*VAULT_DOWN, findings=STILL_FAILING))

    [result] = [step.result for step in shown.steps if step.result]
    assert (result.mark, result.expected, result.actual, result.milliseconds) == (
        "✗",
        "the port opens",
        "Connection timed out",
        3000,
    )


@pytest.mark.parametrize(
    ("before", "after", "overturned"),
    [
        (live(*ALL_UP), live(*ALL_UP, findings=STILL_FAILING), True),
        (live(*VAULT_DOWN), live(*VAULT_DOWN, findings=FINE_NOW), True),
        (live(*VAULT_DOWN), live(*VAULT_DOWN, findings=STILL_FAILING), False),
        (live(*ALL_UP), live(*ALL_UP, findings=FINE_NOW), False),
        (live(standing(vault(), None)), live(*ALL_UP, findings=FINE_NOW), False),
        (live(standing(vault(), None)), live(*ALL_UP, findings=STILL_FAILING), True),
    ],
)
def test_a_note_is_written_only_where_checks_overturn_what_was_shown(
    before: Live, after: Live, overturned: bool
) -> None:
    shown, checked = answer_to(TIMEOUT_PASTE, before), answer_to(TIMEOUT_PASTE, after)

    note = write_overturn(shown, checked, Phrases(CATALOG.phrases, "en"))

    assert note == (f"Checks changed the verdict: {checked.headline}" if overturned else "")


def test_readers_outside_are_told_nothing_of_what_is_known_live() -> None:
    known = live(*VAULT_DOWN, incident=OpenIncident(number=14, reports=7), findings=STILL_FAILING)

    shown = answer_to(TIMEOUT_PASTE, known, audience="external")

    told = shown.model_dump_json()
    assert "DOWN" not in told
    assert "kms" not in "\n".join(lines_of(shown))
    assert shown.live is None
    assert (shown.check_line, shown.place_results) == ("", ())


def situations() -> Iterator[Live]:
    for verdict in ("up", "down", "blind", None):
        whole = tuple(standing(target, verdict) for target in (vault(), skms(), witness()))
        yield live(*whole, reports=Reports(count=3, companies=2))
        yield live(*whole, environment="", findings=STILL_FAILING)
        yield live(*whole, incident=OpenIncident(number=9), checking=(Check(kind="tcp"),))
        yield live(*whole, standing(vault("test"), "up"), environment="")
    yield live()


@pytest.mark.parametrize("locale", sorted(CATALOG.locales))
def test_no_answer_outgrows_a_phone_or_shows_a_phrase_id_whatever_is_known(locale: str) -> None:
    ids = "|".join(re.escape(phrase) for phrase in CATALOG.phrases["en"] if "-" in phrase)
    shown = re.compile(rf"(?<![\w-])(?:{ids}|(?:live|check|skip|unseen|status)-[a-z-]+)(?![\w-])|[{{}}]")
    pastes = [
        KEY_PASTE,
        TIMEOUT_PASTE,
        AZURE_PASTE,
        *map(paste_of, CODES),
    ]
    for known in situations():
        for paste in pastes:
            answer = answer_to(paste, known, locale)
            lines = lines_of(answer)
            assert len(lines) <= ROOM
            assert len(answer.headline) <= HEADLINE_LIMIT
            assert [line for line in lines if shown.search(line) or len(line) > 110] == []
            assert answer.scope_line
