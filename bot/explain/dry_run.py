"""Words where an incident would go, and why; composes no markup."""

from collections.abc import Iterator

from bot.explain.incident import Telling
from bot.incidents.dry_run import DryRun
from bot.incidents.routing import FALLBACK
from bot.models.incident import Subject


def write_dry_run(dry: DryRun, telling: Telling) -> Iterator[str]:
    """What it is taken for, where it goes, when, whom it calls; then each route that was looked at."""
    phrases, routed = telling.phrases, dry.routed
    yield _write_subject(dry.subject, telling)
    if dry.softened:
        yield phrases.say("alert-route-softened", environment=dry.subject.environment)
    channels = ", ".join(routed.channels)
    yield phrases.say("alert-route-to", channels=channels) or phrases.say("alert-route-nowhere")
    if dry.window is not None:
        yield phrases.say("alert-route-window", name=dry.window[0], until=telling.clock(dry.window[1]))
    if dry.subject.kind == "errors":
        threshold = dry.threshold
        yield phrases.say(
            "alert-route-threshold",
            count=threshold.count if threshold else None,
            window=telling.span(threshold.within) if threshold else None,
        )
    if routed.not_before > telling.now:
        yield phrases.say("alert-route-waits", until=telling.clock(routed.not_before))
    if dry.calls_after is not None:
        yield phrases.say("alert-route-calls", span=telling.span(dry.calls_after), group=routed.on_call)
    else:
        urgent = dry.subject.urgency == "act-now"
        yield phrases.say("alert-route-calls-none" if urgent else "alert-route-calls-nobody")
    yield phrases.say("alert-route-pages" if dry.pages else "alert-route-pages-not")
    if routed.route == FALLBACK:
        yield phrases.say("alert-route-fallback")
    for trial in routed.trials:
        said = "alert-route-unmet" if trial.unmet else "alert-route-met"
        yield f"  {phrases.say(said, route=trial.route, unmet=trial.unmet)}"


def _write_subject(subject: Subject, telling: Telling) -> str:
    component = telling.catalog.components.get(subject.component or "")
    name = component.name.say(telling.reader.locale) if component is not None else ""
    what = " ".join(str(word) for word in (name, subject.code) if word) or "–"
    return telling.phrases.say(
        "alert-subject",
        urgency=telling.phrases.say(f"incident-{subject.urgency}"),
        level=subject.level,
        what=what,
        environment=subject.environment,
    )
