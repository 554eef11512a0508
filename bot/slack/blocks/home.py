"""Renders the App Home: what the bot is, how to ask, the knowledge base to search and browse, the language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.explain.templates import Phrases
from bot.slack import escape
from bot.slack.blocks import ids, page
from bot.slack.blocks.page import Block, View
from bot.slack.blocks.rows import Row, show_rows

SHOWN = 60
LONGEST_QUERY = 100


@dataclass(frozen=True, slots=True)
class Visit:
    """What one person's Home shows.

    `locale` is the language it is written in, `chosen` the person's choice (a language, or `ids.AUTOMATIC`).
    `components` are id -> name. Either a `component` or a `query` was asked for, or nothing; `rows` are the
    entries found for it. `knowledge` names the knowledge base's revision.
    """

    locale: str
    chosen: str
    languages: Mapping[str, str]
    components: Mapping[str, str]
    knowledge: str
    component: str = ""
    query: str = ""
    rows: Sequence[Row] = ()


def render(visit: Visit, phrases: Phrases, command: str = "/skms") -> View:
    """The view of type home, for views.publish."""
    blocks = [*_introduction(phrases, command), *_finding(visit, phrases), *_found(visit, phrases)]
    blocks += [page.divider(), *_settings(visit, phrases)]
    return {"type": "home", "blocks": blocks}


def _introduction(phrases: Phrases, command: str) -> Iterator[Block]:
    yield page.header(phrases.say("slack-home-title"))
    typed = escape.code(f"{command} 40013")
    lines = [
        escape.mrkdwn(phrases.say("slack-home-paste")),
        f"{typed} {escape.mrkdwn(phrases.say('slack-home-command'))}",
        escape.mrkdwn(phrases.say("slack-help-shortcut")),
    ]
    yield page.section(lines)


def _finding(visit: Visit, phrases: Phrases) -> Iterator[Block]:
    yield page.divider()
    field: Block = {
        "type": "plain_text_input",
        "action_id": ids.HOME_SEARCH,
        "max_length": LONGEST_QUERY,
        "placeholder": page.plain(phrases.say("slack-home-search-placeholder"), page.PLACEHOLDER_LIMIT),
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    if visit.query:
        field["initial_value"] = escape.one_line(visit.query)[:LONGEST_QUERY]
    yield {
        "type": "input",
        "block_id": ids.HOME_SEARCH_BLOCK,
        "dispatch_action": True,
        "label": page.plain(phrases.say("slack-home-search"), page.HEADER_LIMIT),
        "element": field,
    }
    if visit.components:
        placeholder = phrases.say("slack-home-browse")
        yield from page.actions(page.select(ids.HOME_COMPONENT, placeholder, visit.components, visit.component))


def _found(visit: Visit, phrases: Phrases) -> Iterator[Block]:
    if not visit.rows:
        if visit.query:
            line = phrases.say("slack-search-none", query=escape.one_line(visit.query)[:LONGEST_QUERY])
            yield page.section([escape.mrkdwn(line), escape.mrkdwn(phrases.say("slack-search-hint"))])
        elif visit.component:
            yield page.section(escape.mrkdwn(phrases.say("slack-home-none")))
        return
    yield from show_rows(visit.rows[:SHOWN], visit.locale, phrases)
    if len(visit.rows) > SHOWN:
        yield page.context(escape.mrkdwn(phrases.say("more-errors", count=len(visit.rows) - SHOWN)))


def _settings(visit: Visit, phrases: Phrases) -> Iterator[Block]:
    choices = {ids.AUTOMATIC: phrases.say("slack-home-automatic"), **visit.languages}
    menu = page.select(ids.HOME_LANGUAGE, phrases.say("slack-home-language"), choices, visit.chosen)
    yield page.section(escape.mrkdwn(phrases.say("slack-home-language")), menu)
    yield page.context(escape.mrkdwn(phrases.say("slack-home-footer", revision=visit.knowledge)))
