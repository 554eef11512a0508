"""The pages of composed answers: some whole, others by their lines, with what is known live and without."""

from collections.abc import Iterator

from bot.diagnosis import diagnose
from bot.explain.findings import write_result
from bot.explain.fold import fold, write_checked_step
from bot.explain.live import compose_live, shorten
from bot.explain.paste import answer_for, health_for, look_into, look_up
from bot.explain.results import write_line
from bot.explain.templates import Phrases
from bot.models.answer import Answer, AnswerStep, Contact, PasteContext, Reader
from bot.models.catalog import Audience
from bot.models.entry import Check
from bot.models.live import Finding, Live, OpenIncident, Reports, Surroundings
from bot.models.target import Place
from bot.recognition import recognise
from bot.recognition.facts import facts_of
from tests.fakes.live_status import found, live, skms, standing, vault, witness
from tests.pages.knowledge import CATALOG
from tests.pages.letters import write_value
from tests.slack.scenes import AZURE_PASTE, CODES, KEY_PASTE, TIMEOUT_PASTE, paste_of

AT = "2026-11-22T03:00:00+09:00"
CONTACTS = {
    "key-vault-ops": Contact(label="key vault ops", channel="#kms-oncall"),
    "tenant-admin": Contact(label="tenant + Azure admin", phone="+82-2-0000-0000"),
    "skms-ops": Contact(label="SKMS ops", url="https://oncall.example.test/skms"),
    "calling-team": Contact(label="app team"),
}
HEALTH_PASTE = (
    '{"code": 50001, "message": "fail", "data": [{"item": "licenseCheck", "result": "OK"}, '
    '{"item": "keyCheck", "result": "FAIL", "error": "Key not found <password=hunter2hunter2>", "sciServerId": "S1"}, '
    '{"item": "laterCheck", "result": "FAIL", "error": "?"}, {"item": "otherCheck", "result": "OK"}]}'
)
HEALTHY = '{"code": 0, "message": "success", "data": [{"item": "licenseCheck", "result": "OK"}]}'
SECRET = f"password=hunter2hunter2 xoxb-not-a-token-000000000000 {KEY_PASTE} password=hunter2hunter3"
REDIRECT = '{"code": 50001, "message": "An unexpected error has occurred in the internal system", "detail": "%s"}'
REFUSED = REDIRECT % "Connect to 192.0.2.171:8080 failed: Connection refused: connect"
BARE = REDIRECT % "java.lang.NullPointerException: null"
PASTES = {
    "a missing key": KEY_PASTE,
    "a timeout": TIMEOUT_PASTE,
    "no Azure tenant, wrapped": AZURE_PASTE,
    "a refused connection by address": REFUSED,
    "an exception that names no host": BARE,
    "a detail in no known form": '{"code": 40013, "message": "Key not found in the keyVault", "detail": "zzz"}',
    "an outer code that claims success": '{"code": 0, "message": "OK", "data": ' + KEY_PASTE + "}",
    "an outer 401": '{"code": 401, "message": "401 Unauthorized: ' + AZURE_PASTE.partition(': \\"')[2],
    "words with a number": "we got error 40013 from kms",
    "a number alone": "40013",
    "the same three times": "\n".join([KEY_PASTE] * 3),
    "secrets beside it": SECRET,
    "several": f"{paste_of(40102)}\n{KEY_PASTE}\n{paste_of(40008)}",
}
TCP_STEP = "tcp-from-pod"


def asked(check: Check, outcome: str, target: str | None, **given: object) -> Finding:
    """What a check found that is not of the place in the detail."""
    return found("tcp", outcome, place=None, target=target, **given).model_copy(update={"check": check})


TIMED_OUT = found("tcp", "failed", why="connect-deadline", cause="connect_timeout", seconds=3.0)
FAILING = (
    found("dns", "passed", actual="192.0.2.171", seconds=0.0123),
    TIMED_OUT,
    TIMED_OUT.model_copy(update={"step": TCP_STEP}),
)
FINE = (found("dns", "passed", actual="192.0.2.171"), found("tcp", "passed", seconds=0.004))
UNCLEAR = (found("tcp", "unclear", why="witnesses-fail"),)
STEPS = (
    asked(Check(kind="health-item", item="keyCheck"), "passed", "skms-prod", licence="our licence"),
    asked(Check(kind="health-item", item="licenseCheck"), "failed", "skms-prod", why="item-fails", step=TCP_STEP),
    asked(Check(kind="status-of-component", component="key-vault"), "failed", "kms-prod", cause="connect_timeout"),
    asked(Check(kind="status-of-component", component="azure"), "failed", "azure", why="wrong-status", actual="503"),
    asked(Check(kind="status-of-component", component="gone"), "unclear", "kms-prod", why="witnesses-fail"),
    asked(Check(kind="knowledge", code=40008), "passed", None),
    asked(Check(kind="http"), "failed", "gateway", why="a-witness"),
    asked(Check(kind="http"), "failed", "other-http", why="strange-new-reason", step="scope-of-failure"),
    found("tls", "skipped", why="earlier-failed"),
    found("tls", "passed", actual="89", seconds=0.5),
)
UP = (standing(vault(), "up"), standing(skms(), "up", age=25), standing(witness(), "up", age=12))
DOWN = (standing(vault(), "down", since=540, age=15), *UP[1:])
BLIND = (standing(vault(), "blind"), standing(skms(), "blind"), standing(witness(), "blind"))
UNASKED = (standing(vault(), None), standing(skms(), None), standing(witness(), None))
ELSEWHERE = standing(
    vault(place=Place(host="vault.example.test", port=8443), also_allow=(Place(host="kms.example.test", port=8080),)),
    "down",
    since=540,
)
LICENSED = standing(skms(licence="our licence"), "up")
LIVES: dict[str, Live] = {
    "all up, first report": live(*UP, reports=Reports()),
    "all up, five reports": live(*UP, reports=Reports(count=5, minutes=7)),
    "all up, one company": live(*UP, reports=Reports(count=5, companies=1)),
    "all up, two companies": live(*UP, reports=Reports(count=5, companies=2)),
    "key vault down": live(*DOWN),
    "key vault down, reported": live(*DOWN, reports=Reports(count=3)),
    "key vault down, incident": live(*DOWN, incident=OpenIncident(number=14)),
    "key vault down, incident held": live(*DOWN, incident=OpenIncident(number=14, holder="Kim", reports=7)),
    "key vault down, checks fail": live(*DOWN, findings=FAILING),
    "key vault down, checks pass": live(*DOWN, findings=FINE),
    "all up, checks fail": live(*UP, findings=FAILING),
    "all up, checks pass": live(*UP, findings=FINE, reports=Reports()),
    "all up, checks cannot tell": live(*UP, findings=UNCLEAR),
    "key vault down, checks cannot tell": live(*DOWN, findings=UNCLEAR),
    "all up, checks running": live(*UP, checking=(Check(kind="dns"), Check(kind="tcp"), Check(kind="tcp"))),
    "checks of steps, told to last": live(*UP, findings=STEPS, lasting=True),
    "checks of steps": live(*DOWN, findings=STEPS),
    "nothing asked, told to last": live(*UP, lasting=True),
    "nobody can see": live(*BLIND, findings=UNCLEAR),
    "never asked": live(*UNASKED),
    "no targets": live(),
    "SKMS alone, by a licence": live(LICENSED, standing(witness(), "down")),
    "SKMS alone, down": live(standing(skms(), "down", since=200_000)),
    "a neighbouring place down": live(ELSEWHERE),
    "a neighbouring place down, checks fail": live(ELSEWHERE, findings=FAILING),
    "a place named by its address": live(
        standing(vault(place=Place(host="192.0.2.171", port=8080)), "down", since=540)
    ),
    "two environments": live(*DOWN, standing(vault("test"), "up"), standing(skms("test"), None), environment=""),
    "an environment that nothing tells": live(*UP, environment=""),
    "an environment told in two ways": live(*UP, surroundings=Surroundings(rivals=("prod", "test"))),
    "another environment down": live(standing(vault("test"), "down"), environment="prod"),
    "no environment at all": live(standing(vault(""), "up"), environment=""),
}
KOREAN = ("a timeout", "an outer 401", "words with a number", "secrets beside it")
REPORTED = ("all up, five reports", "all up, one company", "all up, two companies")
SOME_LIVES = (
    "all up, first report",
    "all up, two companies",
    "key vault down, incident held",
    "SKMS alone, by a licence",
    "SKMS alone, down",
    "two environments",
    "checks of steps",
)


def answers(text: str, locale: str = "en", audience: Audience = "operator", *, contacts: bool = False) -> list[Answer]:
    reader = Reader(locale=locale, audience=audience, contacts=CONTACTS if contacts else {})
    return answer_for(reader, look_into(text, CATALOG), CATALOG, at=AT)


def live_answer(text: str, known: Live, locale: str = "en") -> Answer:
    [sighting] = recognise(text, CATALOG)
    paste = PasteContext(facts=facts_of(text), at=AT)
    reader = Reader(locale=locale, contacts=CONTACTS)
    return compose_live(sighting, diagnose(sighting, CATALOG), CATALOG, reader, paste, known)


def whole_answers() -> Iterator[str]:
    """Every field of an answer: for an operator, for a reader outside, with what checks found."""
    shown = {
        "a missing key": answers(KEY_PASTE, contacts=True)[0],
        "a timeout; reader outside": answers(TIMEOUT_PASTE, "en", "external")[0],
        "a timeout, checks fail": live_answer(TIMEOUT_PASTE, LIVES["key vault down, checks fail"]),
    }
    for name, answer in shown.items():
        yield f"== {name}"
        yield from write_value(answer)


def folded_answers() -> Iterator[str]:
    """What stands at once of each paste, what it lacks, which steps are whose, and how to have it again."""
    for name, text in PASTES.items():
        yield from _folded(f"{name}", answers(text, contacts=True))
        if name in KOREAN:
            yield from _folded(f"{name}; Korean", answers(text, "ko"), brief=True)
    for audience in ("external", "integrator", "tenant-admin"):
        for name in ("a timeout", "no Azure tenant, wrapped"):
            yield from _folded(f"{name}; {audience}", answers(PASTES[name], "en", audience))
    bare = answer_for(Reader(), look_up(40013, CATALOG), CATALOG, at=AT)
    yield from _folded("a code without a paste", bare)
    known = answer_for(Reader(), look_into(KEY_PASTE, CATALOG), CATALOG, at=AT, knows=frozenset({"company-id"}))
    yield from _folded("a missing key, the company known beside it", known)


def _folded(name: str, shown: list[Answer], *, brief: bool = False) -> Iterator[str]:
    yield f"== {name}"
    for answer in shown:
        for line in fold(answer, Phrases(CATALOG.phrases, answer.locale)):
            yield f"{'' if line.kind == 'plain' else f'({line.kind}) '}{line.text}"
        yield answer.scope_line
        if brief:
            continue
        yield f"  missing: {', '.join(answer.missing)}"
        yield f"  steps: {', '.join(map(_step, answer.steps))}"
        yield f"  again: {answer.receipt.command}"


def squeezed_answers() -> Iterator[str]:
    """Which lines of an answer go first where there is less and less room, and which stay to the last."""
    shown = {
        "secrets, chain, doubt": answers(SECRET)[0].model_copy(
            update={
                "chain": "(chain)",
                "confidence_why": "(doubt)",
                "check_line": "(checks)",
                "follow_line": "(follow)",
            }
        ),
        "a timeout, checks fail": live_answer(TIMEOUT_PASTE, LIVES["key vault down, checks fail"]),
        "no steps": answers(KEY_PASTE)[0].model_copy(update={"steps": (), "no_steps_line": "(no steps)"}),
    }
    for name, answer in shown.items():
        yield f"== {name}"
        phrases = Phrases(CATALOG.phrases, "en")
        lines = [line.text for line in fold(answer, phrases, 99)]
        yield from (f"{number} {line}" for number, line in enumerate(lines))
        for room in range(len(lines), 1, -1):
            yield f"  {' '.join(str(lines.index(line.text)) for line in fold(answer, phrases, room))}"
        yield f"  usual: {len(fold(answer, phrases))}"


def _step(step: AnswerStep) -> str:
    return f"{'^' if step.above_fold else ''}{step.id} ({'/'.join(step.who)})"


def live_answers() -> Iterator[str]:
    """What each thing that can be known live changes in an answer; all else stays as it is."""
    for name in (one for one in LIVES if one not in REPORTED):
        yield from _changed(f"a timeout; {name}", TIMEOUT_PASTE, LIVES[name])
    for name in SOME_LIVES:
        yield from _changed(f"a missing key; {name}", KEY_PASTE, LIVES[name])
        yield from _changed(f"a missing key; {name}; Korean", KEY_PASTE, LIVES[name], "ko")
    for name in (*REPORTED, "all up, first report", "two environments", "checks of steps"):
        yield from _changed(f"no Azure tenant; {name}", AZURE_PASTE, LIVES[name])


def check_results() -> Iterator[str]:
    """What each check found as a result, as a line, and behind the step that it answers."""
    [step, *_] = answers(KEY_PASTE)[0].steps
    for locale in ("en", "ko"):
        phrases = Phrases(CATALOG.phrases, locale)
        for one in (*STEPS, *FAILING, *UNCLEAR, asked(Check(kind="knowledge", code=49999), "passed", None)):
            result = write_result(one, CATALOG, phrases, locale)
            yield f"{write_line(result, phrases)} ({result.expected}, {result.at}, {result.milliseconds})"
            yield f"  {write_checked_step(1, step.model_copy(update={'result': result}), phrases)}"
    yield shorten("x" * 80)
    yield shorten("x" * 81)


def _changed(name: str, text: str, known: Live, locale: str = "en") -> Iterator[str]:
    yield f"== {name}"
    [before] = answer_for(Reader(locale=locale, contacts=CONTACTS), look_into(text, CATALOG), CATALOG, at=AT)
    after = live_answer(text, known, locale)
    phrases = Phrases(CATALOG.phrases, locale)
    for field in Answer.model_fields:
        was, now = getattr(before, field), getattr(after, field)
        if field == "hidden":
            continue
        if field == "steps" and was != now:
            yield f"steps: {' '.join('^' * one.above_fold + one.id for one in after.steps)}"
            yield from (f"  {one.id}: {write_line(one.result, phrases)}" for one in after.steps if one.result)
        elif field == "place_results":
            yield from (f"  place: {write_line(one, phrases)}" for one in now)
        elif field == "live" and now is not None:
            yield f"live: {' '.join(f'{name}={value}' for name, value in now if value)}"
        elif was != now:
            yield f"{field}: {' / '.join(now) if isinstance(now, tuple) else now}"


def outages() -> Iterator[str]:
    """Each code where the parts fail that it comes from, and where they do not: verdict, urgency, scope."""
    failing = live(standing(vault(), "down", since=540), standing(skms(), "down", since=540))
    for code in CODES:
        for known in (live(*UP), failing):
            answer = live_answer(paste_of(code), known)
            yield f"{answer.headline} — {answer.urgency_line}"
            yield f"    {answer.owner_role} · {answer.scope_line} {answer.follow_line}".rstrip()


def health_checks() -> Iterator[str]:
    """A pasted health check with every field of its items."""
    for locale in ("en", "ko"):
        for text in (HEALTH_PASTE, HEALTHY):
            shown = health_for(Reader(locale=locale), look_into(text, CATALOG), CATALOG)
            assert shown is not None
            yield from write_value(shown)
    outside = health_for(Reader(audience="external"), look_into(HEALTH_PASTE, CATALOG), CATALOG)
    assert outside is not None
    yield from write_value(outside)
