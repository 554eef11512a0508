"""Every kind of message and view that the blocks can render, for every code, language and audience."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.catalog.loader import open_catalog
from bot.diagnosis import diagnose
from bot.explain.compose import compose, compose_health, order_by_severity
from bot.explain.templates import Phrases
from bot.models.answer import Answer, HealthAnswer, PasteContext, Reader
from bot.models.catalog import Audience
from bot.models.sighting import Hidden, Stranger
from bot.models.summary import CodeTally, LogSummary
from bot.recognition import recognise
from bot.recognition.facts import facts_of
from bot.recognition.health import recognise_health
from bot.slack.blocks import (
    about,
    answer,
    card,
    health,
    home,
    ids,
    nothing,
    notices,
    page,
    paste_modal,
    runbook,
    status,
    usage,
)
from bot.slack.blocks import search as search_blocks
from bot.slack.blocks import summary as summary_blocks
from bot.slack.blocks.answer import Showing
from bot.slack.blocks.ids import Reference
from bot.slack.blocks.rows import Row
from tests.fakes.statuses import overviews, worded

CATALOG = open_catalog([Path(__file__).parents[2] / "knowledge"])
CODES = sorted(CATALOG.vendor)
LOCALES = ("en", "ko")
LANGUAGES = {locale: info.name for locale, info in CATALOG.locales.items()}
AUDIENCES: tuple[Audience, ...] = ("operator", "integrator", "tenant-admin", "external")
CHANNEL, TS = "C0123456789", "1700000000.000100"
EDIT = "https://git.example.test/skms-bot/blob/main/knowledge/errors/{code}.yaml"
KEY_PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000731"}'
TIMEOUT_PASTE = (
    '{"code": 50001, "message": "An unexpected error has occurred in the internal system", "detail": '
    '"I/O error on GET request for \\"https://kms.example.test:8080/drm/ABCD1234-EFGH5678-IJKL9012-MNOP3456/key/'
    '0000731\\": Connect to kms.example.test:8080 [kms.example.test/192.0.2.171] failed: '
    'Connection timed out: connect"}'
)
AZURE_PASTE = (
    '{"code":50001,"message":"400 Bad Request: \\"{\\"code\\":40011,\\"message\\":\\"Unable to AzureInfo\\",'
    '\\"detail\\":\\"OpenidTenant is Empty\\"}\\""}'
)
HEALTH_PASTE = (
    '{"code": 50001, "message": "fail", "data": [{"item": "licenseCheck", "result": "OK"}, '
    '{"item": "keyCheck", "result": "FAIL", "error": "Key not found"}]}'
)
SHOWING = Showing(channel=CHANNEL, ts=TS, languages=LANGUAGES)
PRIVATE = Showing(channel=CHANNEL, ts=TS, languages=LANGUAGES, private=True, check_now=True)


@dataclass(frozen=True, slots=True)
class Scene:
    """Something that Slack would be sent: a message's arguments, or a view."""

    name: str
    is_view: bool
    payload: dict[str, Any]


def phrases_in(locale: str) -> Phrases:
    return Phrases(CATALOG.phrases, locale)


def answers_to(
    text: str, locale: str = "en", audience: Audience = "operator", hidden: tuple[Hidden, ...] = ()
) -> list[Answer]:
    paste = PasteContext(facts=facts_of(text), hidden=hidden, at="2026-11-22T03:00:00+09:00")
    reader = Reader(locale=locale, audience=audience)
    answers = [compose(found, diagnose(found, CATALOG), CATALOG, reader, paste) for found in recognise(text, CATALOG)]
    return order_by_severity(answers)


def answer_to(text: str, locale: str = "en", audience: Audience = "operator") -> Answer:
    return answers_to(text, locale, audience)[0]


def paste_of(code: int) -> str:
    return f'{{"code": {code}, "message": "{CATALOG.vendor[code].message}"}}'


def row_of(code: int, locale: str) -> Row:
    return Row(code, CATALOG.entries[code].title.say(locale))


def health_answer(locale: str) -> HealthAnswer:
    report = recognise_health(HEALTH_PASTE)
    assert report is not None
    return compose_health(report, CATALOG, Reader(locale=locale))


def log_summary() -> LogSummary:
    tallies = tuple(
        CodeTally(
            code=code,
            message=CATALOG.vendor[code].message,
            count=100 - number,
            first_seen="2026-11-22 02:51:07" if number else None,
            last_seen="2026-11-22 03:00:12" if number else None,
            first_line=7,
            last_line=9000,
        )
        for number, code in enumerate(CODES[:7])
    )
    return LogSummary(bytes_read=5_000_000, lines=9001, undecodable=0, records=400, codes=tallies)


def scenes() -> Iterator[Scene]:
    for locale in LOCALES:
        for audience in AUDIENCES:
            for code in CODES:
                yield from _entry(code, locale, audience)
        yield from _others(locale)


def _entry(code: int, locale: str, audience: Audience) -> Iterator[Scene]:
    phrases = phrases_in(locale)
    name = f"{code}-{locale}-{audience}"
    one = answer_to(paste_of(code), locale, audience)
    reference = Reference(code, locale, CHANNEL, TS)
    yield _message(f"answer-{name}", answer.render(one, phrases, SHOWING))
    yield _message(f"private-{name}", answer.render(one, phrases, PRIVATE))
    yield _message(f"card-{name}", card.render(one, phrases))
    noted = {step.id: ids.STEP_WRONG for step in one.steps[:1]} | {"": ids.STEP_FIXED}
    shelf = runbook.Shelf(edit_url=EDIT.format(code=code), languages=LANGUAGES, noted=noted)
    yield Scene(f"runbook-{name}", is_view=True, payload=runbook.render(one, phrases, reference, shelf))
    yield Scene(f"bare-runbook-{name}", is_view=True, payload=runbook.render(one, phrases, reference))


def _others(locale: str) -> Iterator[Scene]:
    phrases = phrases_in(locale)
    rows = [row_of(code, locale) for code in CODES]
    everything = answers_to("\n".join(map(paste_of, CODES)), locale)
    stranger = Stranger(code=40013, message="invalid appid", neighbour="wechat", in_table=True, span=(0, 5))
    several = answer.render_several(everything, phrases, SHOWING)
    late = Showing(channel=CHANNEL, ts=TS, repeats=7, late_minutes=12)
    facts = about.Facts(version="0.1", knowledge=CATALOG.revision, codes=len(CODES))
    products = {neighbour.id: neighbour.name for neighbour in CATALOG.neighbours.values()}
    messages = {
        "several": several,
        "late": answer.render(answer_to(KEY_PASTE, locale), phrases, late),
        "timeout": answer.render(answer_to(TIMEOUT_PASTE, locale), phrases, SHOWING),
        "azure": answer.render(answer_to(AZURE_PASTE, locale), phrases, SHOWING),
        "secret": answer.render(answers_to(KEY_PASTE, locale, hidden=(Hidden(kind="slack-token"),))[0], phrases),
        "withdrawn": answer.render_withdrawn("U0123456789", Reference(40013, locale, CHANNEL, TS), phrases),
        "found": search_blocks.render("key vault", rows[:5], locale, phrases),
        "not-found": search_blocks.render("<!here> zzz", (), locale, phrases),
        "help": usage.render(phrases),
        "about": about.render(facts, phrases),
        "health": health.render(health_answer(locale), phrases),
        "joined": page.join(health.render(health_answer(locale), phrases), several),
        "summary": summary_blocks.render(log_summary(), {row.code: row.title for row in rows}, locale, phrases),
        "no-summary": summary_blocks.render(
            LogSummary(bytes_read=10, lines=2, undecodable=0, records=0, codes=()), {}, locale, phrases
        ),
        "stranger": nothing.render([stranger], products, rows[:3], locale, phrases),
        "nothing": nothing.render((), products, (), locale, phrases),
    }
    known = {"kinds": "slack-token", "language": "English", "languages": "en, ko", "limit": "1.0 MiB", "words": "fly"}
    for notice in notices.Notice:
        messages[f"notice-{notice.value}"] = notices.render(notice, phrases, **known)
    for name, message in messages.items():
        yield _message(f"{name}-{locale}", message)
    yield from _statuses(locale)
    yield from _views(locale, rows, several)


def _statuses(locale: str) -> Iterator[Scene]:
    for name, overview in overviews().items():
        for audience in AUDIENCES:
            wording = worded(locale, audience)
            yield _message(f"status-of-{name}-{locale}-{audience}", status.render(overview, wording, "prod"))
        plain = status.render(overview, worded(locale), chart=False, asking=True)
        yield _message(f"plain-status-of-{name}-{locale}", plain)
    unknown = status.render_unknown("<!here> zzz", ("kms", "prod"), worded(locale))
    yield _message(f"status-of-nothing-{locale}", unknown)


def _views(locale: str, rows: list[Row], several: page.Message) -> Iterator[Scene]:
    phrases = phrases_in(locale)
    components = {component.id: component.name.say(locale) for component in CATALOG.components.values()}
    visit = home.Visit(locale, ids.AUTOMATIC, LANGUAGES, components, CATALOG.revision)
    views = {
        "home": home.render(visit, phrases),
        "home-component": home.render(
            home.Visit(locale, locale, LANGUAGES, components, CATALOG.revision, component="key-vault", rows=rows),
            phrases,
        ),
        "home-none": home.render(
            home.Visit(locale, locale, LANGUAGES, components, CATALOG.revision, query="zzz"), phrases
        ),
        "paste": paste_modal.render(phrases, locale),
        "answer-modal": page.as_modal(several, phrases.say("slack-paste-title"), phrases.say("slack-close")),
    }
    for name, view in views.items():
        yield Scene(f"{name}-{locale}", is_view=True, payload=view)


def _message(name: str, message: page.Message) -> Scene:
    return Scene(name, is_view=False, payload=message.as_arguments())


SCENES = tuple(scenes())
