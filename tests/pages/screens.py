"""The pages of what Slack is sent about incidents and the status, and of its views: Home, modals."""

import asyncio
import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import replace

from bot.explain.incident import PERSON, compose_incident, write_row
from bot.explain.incident_note import compose_note
from bot.explain.templates import Phrases
from bot.models.alerting import Preview
from bot.models.catalog import Audience
from bot.models.sighting import SkmsError
from bot.models.target import Standing, Target
from bot.slack.blocks import home, ids, incident, incident_modals, incident_words, page, paste_modal, status
from bot.slack.blocks.home import Visit
from bot.slack.blocks.page import Message, View
from bot.status.conditions import judge
from bot.status.overview import Overview
from tests.fakes.incident_scenes import Scene, scenes, telling
from tests.fakes.incidents import MINUTE, NOW
from tests.fakes.statuses import AUTH, KMS, SDF, a_past, doubtful, overviews, seen, worded
from tests.fakes.watched import a_reading, a_standing, a_target
from tests.pages.answers import LIVES, live_answer
from tests.pages.knowledge import CATALOG
from tests.pages.letters import write_brief, write_message, write_thing
from tests.slack.scenes import CODES, LANGUAGES, TIMEOUT_PASTE, row_of

EN, KO = Phrases(CATALOG.phrases, "en"), Phrases(CATALOG.phrases, "ko")
LONG = "x" * 300
CHARTED = ("up", "long names", "only failures")


def incident_cards() -> Iterator[str]:
    """Each incident as its message, some for other readers, with advice, and late, repeated, sent anew."""
    shown = {scene.name: scene for scene in asyncio.run(scenes())}
    for name, scene in shown.items():
        yield from _said(name, _card(scene))
    for name in ("firing", "resolved", "flapping"):
        yield from _said(f"{name}; Korean", _card(shown[name], "ko"))
    for name in ("firing", "errors"):
        yield from _said(f"{name}; outside", _card(shown[name], "en", "external"))
    told = telling(shown["firing"].now)
    checked = live_answer(TIMEOUT_PASTE, LIVES["key vault down, checks fail"])
    for name in ("firing", "errors", "resolved"):
        advised = compose_incident(shown[name].incident, told, checked)
        yield from _said(f"{name}; advised", incident.render(advised, EN))
    late = incident.Showing(locale="ko", late="12 min", repeat=True, reposted=True)
    held = compose_incident(shown["held"].incident, told)
    yield from _said("late, perhaps twice, sent anew", incident.render(held, EN, late))


def _card(scene: Scene, locale: str = "en", audience: Audience = "operator") -> Message:
    card = compose_incident(scene.incident, telling(scene.now, locale, audience))
    return incident.render(card, Phrases(CATALOG.phrases, locale), incident.Showing(locale=locale))


def incident_notes() -> Iterator[str]:
    """Each transition in the thread; lists of incidents, and what one person is told."""
    shown = asyncio.run(scenes())
    for scene in shown:
        for one in scene.told[-2:]:
            note = compose_note(one, scene.incident, telling(scene.now))
            yield f"== {scene.name}: {one.what}"
            yield from write_brief(incident.render_note(note))
    held = next(one for one in shown if one.name == "held")
    outside = compose_note(held.told[0], held.incident, telling(held.now, "ko", "external"))
    yield from _said("outside", incident.render_note(outside))
    rows = [write_row(one.incident, telling(one.now)) for one in shown]
    for count in (0, 2):
        yield from _said(f"{count} open", incident.render_list(rows[:count], EN))
    for count in (20, 21):
        many = incident.render_list(list(itertools.islice(itertools.cycle(rows), count)), KO)
        yield f"{count} open: {len(many.text.splitlines())} lines, {len(many.blocks)} blocks"
        yield from write_thing(many.blocks[-1] if count > 20 else page.divider())
    line = f"a <b> {PERSON}U0AAA{PERSON} *c* "
    yield f"shown: {incident.show_line(line)}"
    yield f"shown: {incident.show_line(f'{PERSON}U0AAA{PERSON}: d{LONG}')}"
    button = page.button("a", "b")
    yield from _said("one line", incident_words.render(["first"], EN))
    yield from _said("lines, a button", incident_words.render([line, "", f"second {line}", "third"], EN, button))
    for count in (10, 11, 12):
        told = incident_words.render([f"line {number}" for number in range(count)], EN)
        yield f"== {count} lines"
        yield from write_brief(told)
    small = incident_words.add_small(Message("text", (page.section("a"),)), [line, *"abcdefghijk"])
    yield from _said("small lines added", small)
    full = Message("text", (page.divider(),) * 50)
    yield f"full: {len(incident_words.add_small(full, ['a']).blocks)} blocks"
    yield f"none: {incident_words.add_small(small, []) == small}"


def statuses() -> Iterator[str]:
    """The status of every kind; charts whole where they differ, some for readers outside and in Korean."""
    for name, overview in _overviews().items():
        shown = status.render(overview, worded(), "prod")
        if name not in CHARTED:
            shown = replace(shown, blocks=tuple(one for one in shown.blocks if one["type"] != "data_visualization"))
        yield f"== {name}"
        yield from (write_message if name in CHARTED else write_brief)(shown)
    for name, overview in overviews().items():
        if name in ("down", "doubt", "stale"):
            yield from _said(f"{name}; outside", status.render(overview, worded("en", "external"), chart=False))
        if name in ("down", "items", "doubt", "blind", "certificate", "stale", "never", "empty"):
            korean = status.render(overview, worded("ko"), "x" * 200, asking=True)
            yield f"{name}; Korean: {' ⏎ '.join(korean.text.splitlines())}"
    yield from _said("in letters, asking", status.render(overviews()["up"], worded(), "a b", asking=True, chart=False))
    names = [f"name{number}" for number in range(12)]
    yield from _said("of nothing", status.render_unknown("<!here> " + LONG, names, worded("ko")))


def _overviews() -> dict[str, Overview]:
    """Those that tests have, and odd ones: long names, a part whose targets differ, too little to draw."""
    past = a_past(*["up"] * 9, "down", *["up"] * 5, every=180)
    long = [a_target(f"target-with-a-long-name-{number}", component=None) for number in range(7)]
    vaults = [a_target(f"kms{number}") for number in range(6)]
    parts = [a_target(f"t{number}", component=None) for number in range(6)]
    shown = overviews()
    shown.pop("many")
    two = {"kms0": past, "kms1": past}
    return {
        **shown,
        "long names": seen(targets=long, pasts={target.name: past for target in long}),
        "six of one part doubted": seen(*(doubtful(one) for one in vaults), targets=vaults),
        "one of two down": seen(a_standing("kms0", "down", 545), targets=vaults[:2], pasts=two),
        "one of two down, seen after the other": seen(
            a_standing("kms0", "down", 545), a_standing("kms1", "up", 300), targets=vaults[:2]
        ),
        "doubted as blind": seen(doubtful(KMS, "blind"), targets=[KMS]),
        "eight parts": seen(targets=_parts(8)),
        "nine parts": seen(targets=_parts(9)),
        "six without a part": seen(a_standing("t3", "down", 545), targets=parts),
        "certificates": seen(a_standing(KMS.name, "up", 545, certificate_days=-2), targets=[KMS, SDF]),
        "one point": seen(targets=[KMS], pasts={KMS.name: a_past("up")}),
        "only failures": seen(targets=[KMS], pasts={KMS.name: a_past("down", "down", every=180)}),
        "an error of SKMS, a strange reason": seen(
            a_standing("sdf", "down", 545, error=SkmsError(code=40107)),
            a_standing("auth", "down", 545, reason="strange-new-one"),
            targets=[SDF, AUTH],
        ),
        "an error that nobody knows": seen(
            a_standing("sdf", "down", 545, error=SkmsError(code=49999, message="odd <one>")), targets=[SDF]
        ),
        "never up, now recovering": seen(_recovering(), targets=[KMS]),
    }


def _parts(count: int) -> list[Target]:
    return [a_target(f"p{number}", component=name) for number, name in enumerate(list(CATALOG.components)[:count])]


def _recovering() -> Standing:
    """Held for down, the last reading of which says otherwise."""
    return judge(a_standing(KMS.name, "down", 535), a_reading(KMS.name, "up", 545), KMS)


def views() -> Iterator[str]:
    """Home in its states, the modals of a paste and of an incident, a message as a modal."""
    components = {name: CATALOG.components[name].name.say("en") for name in ("key-vault", "azure")}
    rows = [row_of(code, "en") for code in CODES]
    visits = {
        "plain": Visit("en", ids.AUTOMATIC, LANGUAGES, components, CATALOG.revision),
        "a part": Visit("en", "ko", LANGUAGES, components, CATALOG.revision, component="key-vault", rows=rows[:2]),
        "a part without entries": Visit("ko", "ko", LANGUAGES, {}, CATALOG.revision, component="azure"),
        "nothing found": Visit("en", "en", LANGUAGES, {}, CATALOG.revision, query=f"a\nb {LONG}"),
    }
    for name, visit in visits.items():
        yield from _viewed(name, home.render(visit, Phrases(CATALOG.phrases, visit.locale)))
    for count in (60, 61):
        many = home.render(Visit("en", "en", {}, {}, "r", query="a", rows=(rows * 3)[:count]), EN, "/drm")
        blocks = many["blocks"]
        assert isinstance(blocks, list)
        yield f"{count} found: {len(blocks)} blocks"
        yield from itertools.chain(*map(write_thing, (blocks[1], *blocks[-4:-1])))
    yield from _viewed("a paste", paste_modal.render(EN, "en"))
    yield from _viewed("a message", page.as_modal(Message("text", (page.section("shown"),)), "A title", "Close"))
    yield from _incident_modals()


def _incident_modals() -> Iterator[str]:
    shown = {scene.name: scene for scene in asyncio.run(scenes())}
    firing, errors = shown["firing"].incident, shown["errors"].incident
    yield from _viewed("waiting", incident_modals.render_waiting(firing, telling(NOW + 9 * MINUTE)))
    for locale, choice, hours in (("en", 0, 168), ("ko", 2, 4), ("en", 1, 0.5)):
        told, longest = telling(NOW + 9 * MINUTE, locale), dt.timedelta(hours=hours)
        hides = Preview(hides=(firing, errors))
        yield from _viewed(f"mute; {locale}", incident_modals.render_mute(errors, choice, hides, told, longest))
    for choice in range(7):
        yield f"{choice}: {incident_modals.scope_of(errors, choice)!r}"


def _said(name: str, message: Message) -> Iterator[str]:
    yield f"== {name}"
    yield from write_message(message)


def _viewed(name: str, view: View) -> Iterator[str]:
    yield f"== {name}"
    yield from write_thing(view)
