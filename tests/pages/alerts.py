"""The pages of what is said about incidents and silences without a surface: routing, scopes, previews, evidence."""

import asyncio
import datetime as dt
from collections.abc import Iterator

from bot.explain.dry_run import write_dry_run
from bot.explain.incident import (
    Telling,
    compose_incident,
    find_code,
    write_evidence,
    write_headline,
    write_paste_line,
    write_row,
    write_what,
)
from bot.explain.incident_note import compose_note
from bot.explain.incident_reply import offer_scopes, write_preview, write_scope, write_silence
from bot.incidents.dry_run import Imagined, imagine, run_dry
from bot.models.alerting import Alerting, Preview, Scope, Silence
from bot.models.incident import Announcement, Evidence, Told
from tests.fakes.incident_scenes import CATALOG, Scene, scenes, telling
from tests.fakes.incidents import MINUTE, NOW, a_subject
from tests.pages.letters import visible

SITE = Alerting.model_validate(
    {
        "routes": [
            {"name": "drm", "environments": ["prod"], "components": ["key-vault"], "channels": ["C0DRMKEYS", "C0ALL"]}
            | {"on_call": "S0ONCALL", "quiet": {"begin": "02:00", "until": "07:00", "zone": "Asia/Seoul"}},
        ],
        "policy": {"pager": True},
        "fallback": "C0OPERATORS",
        "paging": ["prod"],
        "windows": [{"name": "patch-day", "begins": NOW, "ends": NOW + 90 * MINUTE, "components": ["azure"]}],
    }
)
LATER = NOW + 60 * MINUTE
ASKED = {
    "the key vault": Imagined("prod", "key-vault"),
    "the key vault, can wait": Imagined("prod", "key-vault", level="P3"),
    "a code": Imagined("prod", code=50002),
    "a code that can wait": Imagined("stage", code=40013),
    "where nobody is called": Imagined("stage", "skms"),
    "in a maintenance window": Imagined("prod", "azure", level="P3"),
    "something unnamed": Imagined(level="P1"),
}
SCOPES = {
    "a number": Scope(number=14),
    "the same again": Scope(fingerprint="f"),
    "a component": Scope(component="key-vault", environment="prod"),
    "a part that the knowledge base lacks": Scope(component="my-part"),
    "a code": Scope(code=40013, environment="stage"),
    "a company": Scope(company="AB…56·3f9a", kind="errors"),
    "everything of an environment": Scope(environment="prod"),
}
EVIDENCE = {
    "a cause": Evidence(kind="target-down", at=NOW, name="vault-1", reason="connect-deadline", cause="connect_timeout"),
    "a cause without a reason": Evidence(kind="target-down", at=NOW, name="vault-1", cause="connect_timeout"),
    "a reason": Evidence(kind="target-down", at=NOW, name="vault-1", reason="witnesses-fail", cause="other", says="x"),
    "a strange reason": Evidence(kind="target-down", at=NOW, name="vault-1", reason="strange-new-one"),
    "words": Evidence(kind="errors", at=NOW, name="AB…56·3f9a", says="keyId 7 of AB…56·3f9a", count=2),
    "a paste": Evidence(kind="paste", at=NOW, name="U1", says="never shown"),
}


def routing() -> Iterator[str]:
    """Where incidents of all sorts would go, and why."""
    for name, asked in ASKED.items():
        yield f"== {name}"
        yield from write_dry_run(run_dry(imagine(asked, CATALOG), SITE, NOW), telling(NOW))
    yield "== an empty site; Korean"
    yield from write_dry_run(run_dry(imagine(ASKED["the key vault"], CATALOG), Alerting(), NOW), telling(NOW, "ko"))


def silences() -> Iterator[str]:
    """What silences cover and hide, and what may be muted from each incident."""
    shown = asyncio.run(scenes())
    for locale in ("en", "ko"):
        told = telling(NOW + 45 * MINUTE, locale)
        for number, (name, scope) in enumerate(SCOPES.items(), start=1):
            ends = NOW + number * 60 * MINUTE
            held = Silence(number=number, scope=scope, by="U0AAA", reason="known", at=NOW, until=ends)
            yield f"{name}: {visible(write_silence(held, told))}"
        for count, until in ((0, None), (1, None), (8, None), (9, None), (0, LATER), (1, LATER)):
            yield f"== it would hide {count}{'' if until is None else ' until then'}; {locale}"
            hides = tuple(one.incident for one in shown[:count])
            yield from map(visible, write_preview(Preview(hides=hides), SCOPES["a component"], until, told))
    for scene in shown:
        offered = [write_scope(scope, telling(NOW)) for scope in offer_scopes(scene.incident)]
        yield f"{scene.name}: {' | '.join(offered)}"
    for name in ("errors", "storm"):
        incident = next(scene.incident for scene in shown if scene.name == name)
        yield from (f"{name}: {scope.model_dump(exclude_none=True)}" for scope in offer_scopes(incident))


def incident_words() -> Iterator[str]:
    """Each incident in its single lines, and each piece of evidence."""
    shown = asyncio.run(scenes())
    for scene in shown:
        told = telling(scene.now)
        yield f"== {scene.name}"
        yield visible(write_row(scene.incident, told))
        yield visible(write_paste_line(scene.incident, told))
        yield f"{write_what(scene.incident, told)} / {write_what(scene.incident, told, flapping=True)}"
        yield write_headline(scene.incident, telling(scene.now, audience="external"))
        yield from _card(scene, told)
    for locale in ("en", "ko"):
        for name, one in EVIDENCE.items():
            yield f"{name}: {visible(write_evidence(one, telling(NOW, locale)))}"
    yield from _subjects(shown[0])
    yield from _merged(shown[0])
    yield from _told(shown[0])


def _card(scene: Scene, told: Telling) -> Iterator[str]:
    card = compose_incident(scene.incident, told)
    yield f"number={card.number} open={card.open} held={card.held} muted={card.muted} code={card.code}"


def _subjects(scene: Scene) -> Iterator[str]:
    """What an incident is called by what it is about, and which code's runbook helps."""
    long = "a name that is longer than any verdict line could hold in its eighty characters"
    for changes in (
        {"component": None, "name": "vault-1"},
        {"component": "my-part"},
        {"kind": "alert", "name": ""},
        {"kind": "alert", "name": long},
        {"kind": "errors", "code": 40013},
        {"kind": "errors", "code": 49999, "name": "an unknown code"},
        {"environment": ""},
        {"codes": (40110, 40008, 49999)},
        {"component": "azure", "codes": (40110, 40008)},
        {"component": "azure", "codes": (40013, 50001)},
        {"members": ("key-vault", "skms", "@auth-1"), "urgency": "hand-back"},
    ):
        subject = a_subject(**changes)
        one = scene.incident.model_copy(update={"subject": subject})
        yield f"{changes}: {write_headline(one, telling(scene.now), aged=True)} ({find_code(subject, CATALOG)})"
        lines = [line for line in compose_incident(one, telling(scene.now)).lines if ": Connection" not in line]
        yield f"  {' ⏎ '.join(map(visible, lines))}"


def _merged(scene: Scene) -> Iterator[str]:
    """An incident that has become part of another."""
    one = scene.incident.model_copy(update={"state": "resolved", "merged_into": 7, "resolved_at": NOW + 5 * MINUTE})
    for locale in ("en", "ko"):
        yield f"merged: {write_headline(one, telling(scene.now, locale))}"


def _told(scene: Scene) -> Iterator[str]:
    """Each word that can be told of an incident, and what goes with it."""
    names: tuple[Told, ...] = Told.__args__  # type: ignore[attr-defined]
    for what in names:
        told = Announcement.model_validate(
            {
                "what": what,
                "at": NOW,
                "state": "firing",
                "by": "U0AAA",
                "mentions": ("U0BBB", "U0CCC"),
                "lasted": dt.timedelta(minutes=19),
                "until": NOW + 90 * MINUTE,
                "reason": "known",
                "waits_for": "the network",
                "other": 7,
                "times_bad": 4,
                "share_bad": 37,
                "count": 12,
                "pastes": 3,
                "escalations": 2,
                "on_call": "S0ONCALL",
                "evidence": [EVIDENCE["words"]],
            }
        )
        for locale in ("en", "ko"):
            note = compose_note(told, scene.incident, telling(scene.now, locale))
            yield f"{what}: {visible(note.line)} ({note.on_call}, {note.broadcast})"
            known = [line for line in note.lines if ": " not in line or "KST" not in line]
            yield from (f"  {len(note.lines)} lines, {visible(line)}" for line in known or [""])
