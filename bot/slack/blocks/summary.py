"""Renders what a log holds, per code, the most frequent first; counts nothing itself."""

from collections.abc import Mapping

from bot.explain.sizes import name_size
from bot.explain.templates import Phrases
from bot.models.summary import CodeTally, LogSummary
from bot.slack import escape
from bot.slack.blocks import ids, page
from bot.slack.blocks.ids import Reference
from bot.slack.blocks.page import Block, Message

SHOWN = 5
LONGEST_LINE = 240


def render(summary: LogSummary, titles: Mapping[int, str], locale: str, phrases: Phrases) -> Message:
    """One message, five codes at most, the rest counted; `titles` are the entries' in the reader's language."""
    size = name_size(summary.bytes_read)
    total = sum(tally.count for tally in summary.codes)
    if not total:
        line = phrases.say("summary-none", lines=summary.lines, size=size)
        return Message(page.write_text([line]), (page.section(escape.mrkdwn(line)),))
    head = phrases.say("summary-head", count=total, kinds=len(summary.codes), lines=summary.lines, size=size)
    shown = summary.codes[:SHOWN]
    named = [(tally, titles.get(tally.code, tally.message or "")) for tally in shown]
    lines = [f"{write_tally(tally, title, phrases)} · {write_seen(tally, phrases)}" for tally, title in named]
    blocks = [page.section(escape.bold(escape.mrkdwn(head)))]
    blocks += [_row(tally, title, locale, phrases) for tally, title in named]
    more = phrases.say("more-errors", count=len(summary.codes) - SHOWN) if len(summary.codes) > SHOWN else ""
    if more:
        blocks.append(page.context(escape.mrkdwn(more)))
    return Message(page.write_text([head, *lines, more]), tuple(blocks))


def write_tally(tally: CodeTally, title: str, phrases: Phrases) -> str:
    """How often a code stands in the log, and what it is, as one raw line."""
    return f"{phrases.say('times', count=tally.count)} {tally.code} {title}".rstrip()


def write_seen(tally: CodeTally, phrases: Phrases) -> str:
    """First and last seen, in the words of the log, else by line number."""
    first = tally.first_seen or phrases.say("line-number", line=tally.first_line)
    last = tally.last_seen or phrases.say("line-number", line=tally.last_line)
    return first if first == last else f"{first} – {last}"


def _row(tally: CodeTally, title: str, locale: str, phrases: Phrases) -> Block:
    lines = (write_tally(tally, title, phrases), write_seen(tally, phrases))
    shown = [escape.mrkdwn(escape.one_line(line), LONGEST_LINE) for line in lines]
    action = ids.numbered(ids.ROW_RUNBOOK, tally.code)
    return page.section(shown, page.button(action, phrases.say("slack-runbook"), Reference(tally.code, locale).pack()))
