"""Shows one entry of the knowledge base whole on a terminal, in one language; prints, decides nothing."""

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.padding import Padding

from bot.explain.templates import Phrases
from bot.models.catalog import Catalog
from bot.models.entry import ErrorEntry, RunbookItem, Step
from bot.models.text import LocalText
from bot.terminal.page import literal


class _Writer:
    """An entry in one language: its texts, under the headings and words that answers use."""

    def __init__(self, catalog: Catalog, locale: str) -> None:
        self.catalog = catalog
        self.locale = locale
        self.phrase = Phrases(catalog.phrases, locale).say

    def say(self, text: LocalText) -> str:
        return text.say(self.locale)

    def judged(self, text: str, basis: str) -> str:
        return f"{text} [{self.phrase(f'basis-{basis}')}]"

    def role(self, name: str) -> str:
        role = self.catalog.roles.get(name)
        return self.say(role.label) if role is not None else name

    def roles(self, names: Iterable[str]) -> str:
        return ", ".join(self.role(name) for name in names)

    def component(self, name: str) -> str:
        component = self.catalog.components.get(name)
        return self.say(component.name) if component is not None else name


def show_entry(entry: ErrorEntry, catalog: Catalog, locale: str, console: Console) -> None:
    """Print everything that the entry says in `locale`, each statement with its basis."""
    writer = _Writer(catalog, locale)
    console.print(literal(f"{entry.code} {writer.say(entry.title)}", "bold"))
    vendor = entry.vendor
    console.print(literal(f"{vendor.message}: {vendor.description} (HTTP {vendor.http_status})", "dim"))
    for heading, lines in _sections(entry, writer):
        if lines:
            console.print()
            console.print(literal(writer.phrase(heading), "bold"))
            for line in lines:
                # A wrapped line keeps the indentation of its beginning.
                text = line.lstrip(" ")
                console.print(Padding(literal(text), (0, 0, 0, 2 + len(line) - len(text)), expand=False))


def _sections(entry: ErrorEntry, writer: _Writer) -> Iterator[tuple[str, list[str]]]:
    say = writer.say
    yield "heading-meaning", [writer.judged(say(entry.meaning.text), entry.meaning.basis)]
    yield "heading-impact", [writer.judged(say(entry.impact.text), entry.impact.basis)]
    yield "entry-responsible", _responsible(entry, writer)
    yield "entry-urgency", _urgency(entry, writer)
    yield "heading-causes", [f"- {writer.judged(say(cause.text), cause.basis)} ({cause.id})" for cause in entry.causes]
    yield "heading-runbook", _runbook(entry, writer)
    yield "heading-never", [f"⛔ {writer.judged(say(one.text), one.basis)} ({_when(one.when)})" for one in entry.never]
    yield "heading-verify", [writer.judged(say(entry.verify.text), entry.verify.basis)]
    yield "entry-paste", [", ".join(say(item.ask) for item in entry.paste)]
    yield "heading-evidence", [f"- {say(item)}" for item in entry.evidence]
    yield "entry-details", [f"- {pattern.id}: {say(pattern.says)}" for pattern in entry.detail_patterns]
    yield "entry-links", _links(entry, writer)
    yield "heading-oddities", [f"- {say(item)}" for item in entry.oddities]
    yield "entry-sources", _sources(entry, writer)


def _responsible(entry: ErrorEntry, writer: _Writer) -> list[str]:
    owner = writer.judged(writer.role(entry.owner.role), entry.owner.basis)
    helpers = f" + {writer.roles(entry.owner.with_roles)}" if entry.owner.with_roles else ""
    return [f"{writer.component(entry.component)}: {owner}{helpers}"]


def _urgency(entry: ErrorEntry, writer: _Writer) -> list[str]:
    urgency = writer.phrase(f"urgency-{entry.urgency.is_}", changes=writer.say(entry.urgency.changes))
    raised = [f"{item.to}: {writer.say(item.when)}" for item in entry.severity.raised]
    retry = f"{writer.phrase('heading-retry')}: {writer.say(entry.retry.short)}. {writer.say(entry.retry.reason)}"
    return [
        writer.judged(urgency, entry.urgency.basis),
        writer.judged("; ".join([entry.severity.level, *raised]), entry.severity.basis),
        writer.judged(retry, entry.retry.basis),
    ]


def _runbook(entry: ErrorEntry, writer: _Writer) -> list[str]:
    lines: list[str] = []
    for number, item in enumerate(entry.runbook, start=1):
        step = _step_of(item, writer)
        if step is None:
            lines.append(f"{number} {item.use} ?")
            continue
        lines.append(f"{number} {writer.judged(writer.say(step.do), step.basis)}")
        lines.extend(f"  {line}" for line in _about(step, item, writer))
    return lines


def _step_of(item: RunbookItem, writer: _Writer) -> Step | None:
    return item.step if item.step is not None else writer.catalog.steps.get(item.use or "")


def _about(step: Step, item: RunbookItem, writer: _Writer) -> Iterator[str]:
    causes = f" · {', '.join(item.causes)}" if item.causes else ""
    yield f"{writer.roles(step.who)}{causes}"
    if step.risk != "none":
        yield writer.phrase(f"entry-risk-{step.risk}")
    if step.precondition is not None:
        yield writer.phrase("precondition", text=writer.say(step.precondition))
    if step.more is not None:
        yield from writer.say(step.more).splitlines()
    yield writer.phrase("expect", text=writer.say(step.expect))


def _when(when: str | tuple[str, ...]) -> str:
    return when if isinstance(when, str) else ", ".join(when)


def _links(entry: ErrorEntry, writer: _Writer) -> list[str]:
    linked = (("entry-follows", entry.follows), ("entry-leads-to", entry.leads_to))
    return [f"{writer.phrase(name)}: {', '.join(map(str, codes))}" for name, codes in linked if codes]


def _sources(entry: ErrorEntry, writer: _Writer) -> list[str]:
    reviewed = f"{writer.phrase('entry-reviewed')}: {entry.reviewed}"
    return [*(f"- {' '.join(filter(None, (s.title, s.url)))}: {s.states}" for s in entry.sources), reviewed]
