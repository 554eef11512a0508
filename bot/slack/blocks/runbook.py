"""Renders the whole runbook of one Answer as a modal, split within Slack's limits; leaves nothing out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.explain.results import write_line
from bot.explain.templates import Phrases
from bot.models.answer import Answer, AnswerStep
from bot.slack import escape
from bot.slack.blocks import ids, page
from bot.slack.blocks.ids import Reference
from bot.slack.blocks.page import Block, View

PART_LIMIT = 2900
PAGE_BLOCKS = 90
PAGE_SIZE = 50_000
METADATA_LIMIT = 3000
WHOLE = "-"
"""Stands for the whole runbook where a step is named: no step's id."""
CHUNK = 1400
"""Raw characters of one part: half of what a section holds; text of markup alone, which grows more, is cut finer."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a runbook needs besides its answer.

    `edit_url` is the address of the entry's file, empty where no repository is set. `languages` are those it can
    be had in, id -> own name. `noted` are what the reader has said, step id (or empty for the whole) -> choice.
    `page` counts from 0. `note` is one raw line on what the runbook rests on, empty where it rests on the paste.
    """

    edit_url: str = ""
    languages: Mapping[str, str] = field(default_factory=dict)
    noted: Mapping[str, str] = field(default_factory=dict)
    page: int = 0
    note: str = ""


def render(answer: Answer, phrases: Phrases, reference: Reference, shelf: Shelf | None = None) -> View:
    """The modal; `reference` names the message that was explained and goes along as private_metadata."""
    shelf = shelf or Shelf()
    pages = _paginate(_body(answer, phrases, reference, shelf))
    number = min(max(shelf.page, 0), len(pages) - 1)
    blocks = [*pages[number], *_buttons(answer, phrases, reference, shelf, (number, len(pages)))]
    return page.modal(
        phrases.say("slack-runbook-title", code=answer.code),
        phrases.say("slack-close"),
        blocks,
        callback_id=ids.RUNBOOK_VIEW,
        private_metadata=write_metadata(reference.choosing("", str(number)), shelf.noted),
    )


def write_metadata(reference: Reference, noted: Mapping[str, str]) -> str:
    """What a view carries along: what it shows (`extra` is the page), then a line for each thing noted."""
    lines = [reference.pack(), *(f"{choice} {step or WHOLE}" for step, choice in noted.items())]
    while len("\n".join(lines)) > METADATA_LIMIT:
        lines.pop()
    return "\n".join(lines)


def read_metadata(text: str) -> tuple[Reference, dict[str, str]] | None:
    """The same again: what a view shows and what its reader has said; None where it is not ours."""
    first, *lines = text.split("\n")
    reference = ids.unpack(first)
    if reference is None:
        return None
    pairs = (line.partition(" ") for line in lines)
    return reference, {"" if step == WHOLE else step: choice for choice, _, step in pairs if choice in ids.STEP_CHOICES}


def _body(answer: Answer, phrases: Phrases, reference: Reference, shelf: Shelf) -> Iterator[Block]:
    known = answer.background
    yield page.section(escape.bold(escape.mrkdwn(answer.headline, PART_LIMIT)))
    if shelf.note:
        yield page.context(escape.mrkdwn(shelf.note, PART_LIMIT))
    yield from _part("", [answer.chain, *(said for said in answer.said if said != known.meaning)])
    yield from _part(phrases.say("heading-meaning"), [_with_basis(known.meaning, known.meaning_basis, phrases)])
    yield from _part(phrases.say("heading-checks"), [write_line(one, phrases) for one in answer.place_results])
    never = [phrases.say("never-mark", text=warning) for warning in (*answer.never, *known.never)]
    yield from _part("", never)
    if answer.steps:
        yield page.divider()
        yield page.section(escape.bold(escape.mrkdwn(phrases.say("heading-runbook"))))
    for number, step in enumerate(answer.steps, start=1):
        menu = None if answer.audience == "external" else _menu_of(number, step, phrases, reference)
        yield from page.sections(_step(number, step, phrases), menu)
        if step.id in shelf.noted:
            yield page.context(escape.mrkdwn(_noted(shelf.noted[step.id], phrases)))
    yield page.divider()
    yield from _part(phrases.say("heading-verify"), [known.verify])
    yield from _part(answer.owner_line, [known.retry])
    if answer.audience != "external":
        yield from _inside(answer, phrases)
    vendor = f"{answer.code} {known.vendor_message}: {known.vendor_description} (HTTP {known.http_status})"
    yield from _part(phrases.say("heading-vendor"), [vendor])
    yield page.context(escape.mrkdwn(phrases.say("footer", revision=answer.receipt.knowledge), PART_LIMIT))
    if answer.audience != "external" and answer.receipt.command:
        yield page.section(escape.fence(answer.receipt.command, PART_LIMIT))


def _inside(answer: Answer, phrases: Phrases) -> Iterator[Block]:
    """What readers of other organisations do not see: why it may be, how far it reaches, what to collect."""
    known = answer.background
    yield from _part(phrases.say("heading-causes"), _listed(known.causes))
    yield from _part(phrases.say("heading-impact"), [known.impact])
    yield from _part(phrases.say("heading-severity"), known.severity)
    yield from _part(phrases.say("heading-evidence"), _listed(known.evidence))
    yield from _part(phrases.say("heading-oddities"), _listed(known.oddities))


def _with_basis(text: str, basis: str, phrases: Phrases) -> str:
    return f"{text} ({phrases.say(f'basis-{basis}')})"


def _listed(items: Iterable[str]) -> list[str]:
    return [f"• {item}" for item in items]


def _part(heading: str, lines: Iterable[str]) -> list[Block]:
    texts = [text for line in lines if line for text in _whole(line)]
    if not texts:
        return []
    return page.sections([escape.bold(escape.mrkdwn(escape.one_line(heading), PART_LIMIT)), *texts])


def _step(number: int, step: AnswerStep, phrases: Phrases) -> list[str]:
    """A step's escaped parts: what to do, who, how, what is expected; where it cannot be undone, when to do it."""
    do = phrases.say("locked", text=step.do) if step.locked else step.do
    who = phrases.say("who", roles=", ".join(step.who))
    parts = [escape.bold(escape.mrkdwn(escape.one_line(f"{number} {do}"), PART_LIMIT))]
    parts += _whole(" · ".join(word for word in (who, phrases.say(f"basis-{step.basis}")) if word))
    if step.precondition:
        parts += [escape.bold(part) for part in _whole(phrases.say("precondition", text=step.precondition))]
    if step.more:
        parts += write_how(step.more)
    if step.result:
        parts += _whole(phrases.say("checked", result=write_line(step.result, phrases)))
    return parts + _whole(phrases.say("expect", text=step.expect))


def _menu_of(number: int, step: AnswerStep, phrases: Phrases, reference: Reference) -> Block | None:
    choices = [
        page.option(
            phrases.say(f"slack-step-{choice}"), reference.choosing(choice, step.id[: ids.LONGEST_EXTRA]).pack()
        )
        for choice in ids.STEP_CHOICES
    ]
    return page.overflow(ids.numbered(ids.RUNBOOK_STEP, number), choices)


def _noted(choice: str, phrases: Phrases) -> str:
    return phrases.say("slack-noted", what=phrases.say(f"slack-step-{choice}"))


def write_how(more: str) -> list[str]:
    """The escaped parts of a step's explanation: words as they are, indented lines as commands to copy."""
    parts: list[str] = []
    for is_command, lines in _runs(more.split("\n")):
        text = "\n".join(lines).strip("\n")
        if not text.strip():
            continue
        if is_command:
            parts += [escape.fence(_dedent(chunk), PART_LIMIT) for chunk in _chunks(text)]
        else:
            parts += _whole(text)
    return parts


def _runs(lines: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    """Lines in runs of words and of commands; a blank line belongs to the run it stands in."""
    run: list[str] = []
    kind = False
    for line in lines:
        is_command = line.startswith("  ") if line.strip() else kind
        if is_command != kind and run:
            yield kind, run
            run = []
        kind = is_command
        run.append(line)
    if run:
        yield kind, run


def _dedent(text: str) -> str:
    lines = text.split("\n")
    indent = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    return "\n".join(line[indent:] for line in lines)


def _whole(text: str) -> list[str]:
    """`text` escaped, in as many parts as sections can hold without shortening any."""
    return [escape.mrkdwn(chunk) for chunk in _chunks(text)]


def _chunks(text: str) -> Iterator[str]:
    """Raw pieces of `text` that stay below the limit once escaped, cut at line ends where there are any."""
    while text:
        size = CHUNK if escape.units(escape.mrkdwn(text[:CHUNK])) <= PART_LIMIT else PART_LIMIT // 6
        if len(text) <= size:
            yield text
            return
        end = text.rfind("\n", 1, size)
        end = end if end > 0 else size
        yield text[:end]
        text = text[end:].lstrip("\n")


def _paginate(blocks: Iterable[Block]) -> list[list[Block]]:
    """Blocks in pages that a view holds: by number, and by size, since Slack refuses a view above 250 KB."""
    pages: list[list[Block]] = [[]]
    size = 0
    for block in blocks:
        size += len(str(block))
        if len(pages[-1]) == PAGE_BLOCKS or size > PAGE_SIZE:
            pages.append([])
            size = len(str(block))
        pages[-1].append(block)
    return pages


def _buttons(
    answer: Answer, phrases: Phrases, reference: Reference, shelf: Shelf, place: tuple[int, int]
) -> Iterator[Block]:
    """Leafing where there are several pages, then the thanks or the button of the whole, the file, the languages."""
    number, count = place
    leaves = [
        page.button(
            ids.numbered(ids.RUNBOOK_PAGE, target),
            phrases.say("slack-page", number=target + 1, count=count),
            reference.choosing("", str(target)).pack(),
        )
        for target in (number - 1, number + 1)
        if 0 <= target < count
    ]
    yield from page.actions(*leaves)
    fixed = None
    outside = answer.audience == "external"
    if "" in shelf.noted:
        yield page.context(escape.mrkdwn(_noted(shelf.noted[""], phrases)))
    elif not outside:
        value = reference.choosing(ids.STEP_FIXED).pack()
        fixed = page.button(ids.RUNBOOK_FIXED, phrases.say("slack-fixed-it"), value, style="primary")
    edit = None
    if shelf.edit_url and not outside:
        edit = page.button(ids.RUNBOOK_EDIT, phrases.say("slack-edit"), url=shelf.edit_url)
    languages = [
        page.button(
            ids.numbered(ids.RUNBOOK_LANGUAGE, locale), name, reference.choosing(ids.CHOICE_LANGUAGE, locale).pack()
        )
        for locale, name in list(shelf.languages.items())[:20]
        if locale != answer.locale
    ]
    yield from page.actions(fixed, edit, *languages)
