"""Writes the single lines of an answer, each from what is known, in the reader's language; composes no answer."""

from collections.abc import Iterator

from bot.explain.choose import PatternMatch
from bot.explain.templates import Phrases, fill
from bot.models.answer import Mark, Reader
from bot.models.catalog import Catalog
from bot.models.diagnosis import Diagnosis
from bot.models.entry import ErrorEntry
from bot.models.sighting import PasteFacts, Sighting

HEADLINE_LIMIT = 80
UNAUTHORIZED = 401
SERVER_ERROR = 500
TRANSPORT_KINDS = ("internal", "dependency")
MARKS: dict[Mark, str] = {"red": "🔴", "yellow": "🟡", "green": "🟢", "blue": "🔵", "white": "⚪"}


def known_of(diagnosis: Diagnosis, sighting: Sighting, match: PatternMatch | None) -> dict[str, object]:
    """Everything that templates may name: the pattern's groups over the diagnosis over the sighting."""
    known: dict[str, object] = {
        "host": diagnosis.host or diagnosis.ip,
        "port": diagnosis.port,
        "ip": diagnosis.ip,
        "method": diagnosis.method,
        "path": diagnosis.path,
        "http_status": diagnosis.http_status,
        "key_id": sighting.key_id or diagnosis.key_id,
        "inner_code": diagnosis.inner_code,
    }
    return {**known, **(match.groups if match else {})}


def choose_mark(entry: ErrorEntry) -> Mark:
    """The colour of the verdict: red acts now, yellow can wait, blue goes back to the caller."""
    urgency = entry.urgency.is_
    return "red" if urgency == "act-now" else "blue" if urgency == "hand-back" else "yellow"


def write_condition(
    entry: ErrorEntry, diagnosis: Diagnosis, match: PatternMatch | None, catalog: Catalog, reader: Reader
) -> str:
    """The template of the condition for the first line: what this detail says, else the entry's title.

    A code that says nothing by itself (kind `internal`) takes the diagnosed cause first where a peer failed.
    Readers outside see the title alone, since the rest may name hosts.
    """
    title = entry.title.say(reader.locale)
    if reader.audience == "external":
        return title
    cause = catalog.causes.get(diagnosis.cause) if diagnosis.cause != "other" else None
    from_cause = cause.verdict.say(reader.locale) if cause else ""
    from_pattern = match.pattern.verdict.say(reader.locale) if match and match.pattern.verdict else ""
    wanted: tuple[str, ...] = (from_pattern,)
    if entry.kind == "internal":
        wanted = (from_cause, from_pattern) if diagnosis.host else (from_pattern, from_cause)
    return " || ".join([*(template for template in wanted if template), title])


def write_headline(condition: str, code: int, mark: Mark) -> str:
    """The verdict line, at most 80 characters: mark, condition, code last."""
    room = HEADLINE_LIMIT - len(f"{MARKS[mark]}  · {code}")
    shown = condition if len(condition) <= room else condition[: room - 1].rstrip() + "…"
    return f"{MARKS[mark]} {shown} · {code}"


def write_chain(sighting: Sighting, catalog: Catalog, phrases: Phrases) -> str:
    """The line that names the wrappings outer to inner; empty where there is one layer."""
    if len(sighting.layers) < 2:  # noqa: PLR2004 - one layer is no chain
        return ""
    shown = []
    for layer in sighting.layers:
        neighbour = catalog.neighbours.get(layer.product)
        product = "SKMS" if layer.product == "skms" else neighbour.name if neighbour else phrases.say("outer")
        shown.append(phrases.say("chain-layer", product=product, code=layer.code, status=layer.http_status))
    return phrases.say("chain", layers=" → ".join(shown))


def write_warnings(sighting: Sighting, phrases: Phrases) -> Iterator[str]:
    """What misleads in the outer layers: a code that claims success, a status that points the wrong way."""
    if sighting.false_success:
        yield phrases.say("false-success", code=sighting.layers[0].code)
    status = sighting.misleading_status
    if status is not None:
        known = {UNAUTHORIZED: "misleading-401", SERVER_ERROR: "misleading-500"}
        yield phrases.say(known.get(status, "misleading-other"), status=status)


def write_said(
    entry: ErrorEntry,
    diagnosis: Diagnosis,
    match: PatternMatch | None,
    known: dict[str, object],
    catalog: Catalog,
    reader: Reader,
) -> Iterator[str]:
    """What this very detail says: the place it names, then the meaning of its form, or of its cause.

    Codes that stand for a failed call take the diagnosed cause first: it says more than the form of the text.
    """
    phrases = Phrases(catalog.phrases, reader.locale)
    ip = diagnosis.ip if diagnosis.ip != diagnosis.host else None
    where = phrases.say("where-ip", host=diagnosis.host, port=diagnosis.port, ip=ip)
    if where:
        yield phrases.say("where-key", where=where, key=known.get("key_id"))
    cause = catalog.causes.get(diagnosis.cause) if diagnosis.cause != "other" else None
    if match and not (cause and entry.kind in TRANSPORT_KINDS):
        said, basis = fill(match.pattern.says.say(reader.locale), known), match.pattern.basis
    else:
        said, basis = (fill(cause.says.say(reader.locale), known), cause.basis) if cause else ("", "judged")
    if said:
        yield said if basis == "vendor" else phrases.say("judged", text=said)


def write_owner(entry: ErrorEntry, catalog: Catalog, reader: Reader, phrases: Phrases) -> str:
    """Owner as a contact and the retry advice in one line; readers outside get the retry advice alone."""
    retry = entry.retry.short.say(reader.locale)
    if reader.audience == "external":
        return phrases.say("retry-line", retry=retry)
    owner = name_owner(entry.owner.role, catalog, reader)
    return phrases.say("owner-line", owner=owner, retry=retry)


def name_owner(role: str, catalog: Catalog, reader: Reader) -> str:
    """Who stands behind a role at this site and how to reach them, else the role and that no contact is set."""
    contact = reader.contacts.get(role)
    if contact:
        return f"{contact.label} {contact.channel or contact.phone or contact.url or ''}".strip()
    return Phrases(catalog.phrases, reader.locale).say("no-contact", role=name_role(role, catalog, reader.locale))


def name_role(role: str, catalog: Catalog, locale: str) -> str:
    """The label of a role in the reader's language, its id where the knowledge base does not have it."""
    known = catalog.roles.get(role)
    return known.label.say(locale) if known else role


def write_urgency(entry: ErrorEntry, reader: Reader, phrases: Phrases) -> str:
    """Act now, can wait, or hand back, and what would change that; readers outside are told whom to tell instead."""
    urgency = entry.urgency.is_
    if reader.audience == "external":
        return phrases.say(f"outside-{urgency}")
    return phrases.say(f"urgency-{urgency}", changes=entry.urgency.changes.say(reader.locale))


def list_missing(entry: ErrorEntry, facts: PasteFacts | None, locale: str) -> tuple[str, ...]:
    """What the paste should have contained and does not, most useful first; nothing where there was no paste."""
    if facts is None:
        return ()
    return tuple(item.ask.say(locale) for item in entry.paste if item.fact not in facts)
