"""Words what silences cover and hide, the same for every surface; composes no markup."""

import datetime as dt
from collections.abc import Iterator

from bot.explain.incident import Telling, person, write_row
from bot.models.alerting import Preview, Scope, Silence
from bot.models.incident import Incident

ROWS = 8


def write_scope(scope: Scope, telling: Telling) -> str:
    """What a silence covers, as `#14` or `Key vault [prod]`."""
    component = telling.catalog.components.get(scope.component or "")
    name = component.name.say(telling.reader.locale) if component is not None else scope.component
    parts = (
        f"#{scope.number}" if scope.number is not None else None,
        telling.phrases.say("alert-same-again") if scope.fingerprint is not None else None,
        name,
        str(scope.code) if scope.code is not None else None,
        telling.name_companies(scope.company) if scope.company is not None else None,
        telling.phrases.say(f"alert-kind-{scope.kind}") if scope.kind is not None else None,
        f"[{scope.environment}]" if scope.environment is not None else None,
    )
    return " ".join(part for part in parts if part)


def write_silence(silence: Silence, telling: Telling) -> str:
    """A silence that runs, in one line."""
    return telling.phrases.say(
        "alert-silence",
        scope=write_scope(silence.scope, telling),
        until=telling.clock(silence.until),
        user=person(silence.by),
        reason=silence.reason,
    )


def write_preview(preview: Preview, scope: Scope, until: dt.datetime | None, telling: Telling) -> Iterator[str]:
    """What a silence would hide of what is open now; `until` is None while nobody has chosen that."""
    yield telling.phrases.say(
        "alert-preview" if preview.hides else "alert-preview-none",
        scope=write_scope(scope, telling),
        until=telling.clock(until) if until is not None else None,
        count=len(preview.hides) or None,
    )
    yield from (write_row(one, telling) for one in preview.hides[:ROWS])
    more = len(preview.hides) - ROWS
    if more > 0:
        yield telling.phrases.say("more-errors", count=more)


def offer_scopes(incident: Incident) -> list[Scope]:
    """What may be muted from an incident, the narrowest first: it alone, it whenever it comes again, and wider."""
    subject = incident.subject
    found = [Scope(number=incident.number), Scope(fingerprint=incident.fingerprint)]
    environment = subject.environment or None
    if subject.code is not None:
        found.append(Scope(code=subject.code, environment=environment))
    if subject.component is not None:
        found.append(Scope(component=subject.component, environment=environment))
    if environment is not None:
        found.append(Scope(environment=environment))
    return found
