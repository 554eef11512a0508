"""Answers to interactions that come by response_url or with the ack; shows them as Slack would, or refuses."""

import json

from aiohttp import web

from tests.fakes.slack import posting
from tests.fakes.slack.api.method import checked_attachments, checked_blocks
from tests.fakes.slack.core import Core
from tests.fakes.slack.faults import DropAnswer, DropRequest, Fault, Refuse, ServerError
from tests.fakes.slack.ledger import Call
from tests.fakes.slack.posting import Draft
from tests.fakes.slack.problems import SlackError, invalid
from tests.fakes.slack.tickets import ResponseUrl
from tests.fakes.slack.world import Json, Message

FIELDS = frozenset(
    {
        "text",
        "blocks",
        "attachments",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "mrkdwn",
        "metadata",
        "unfurl_links",
        "unfurl_media",
    }
)
METHOD = "response_url"


class ResponseUrlHost:
    """Answers `/response/<path>`; faults are planned for the method `response_url`."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One use of a response_url."""
        core = self._core
        try:
            body = await request.json()
        except json.JSONDecodeError:
            body = {}
        body = body if isinstance(body, dict) else {}
        call = Call(METHOD, body, "", token_in_header=False, at=core.time.now())
        core.ledger.calls.append(call)
        fault = core.faults.take(METHOD, body)
        if (spoilt := self._spoilt(request, call, fault)) is not None:
            return spoilt
        try:
            url = core.response_urls.use(request.match_info["path"])
            show(core, url, body)
        except SlackError as refused:
            call.answer, call.status = refused.body, 404 if refused.error.endswith("_url") else 400
            core.ledger.ring()
            return web.json_response(call.answer, status=call.status)
        call.answer = {"ok": True}
        core.ledger.ring()
        if isinstance(fault, DropAnswer):
            return _drop(request, call)
        return web.Response(text="ok")

    def _spoilt(self, request: web.Request, call: Call, fault: Fault | None) -> web.StreamResponse | None:
        """The answer in bad weather to what was not done; None where it is to be done."""
        self._core.ledger.ring()
        match fault:
            case ServerError(status):
                call.status = status
                return web.Response(status=status, text="<html>upstream sulks</html>", content_type="text/html")
            case DropRequest():
                return _drop(request, call)
            case Refuse(error):
                call.answer, call.status = {"ok": False, "error": error}, 400
                return web.json_response(call.answer, status=400)
            case _:
                return None


def _drop(request: web.Request, call: Call) -> web.StreamResponse:
    """Break the connection."""
    call.status = 0
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def show(core: Core, url: ResponseUrl, body: Json) -> Message | None:
    """Makes the answer visible: privately unless it says `in_channel`; replaces or deletes the original if told."""
    unknown = sorted(body.keys() - FIELDS)
    if unknown:
        raise invalid("invalid_arguments", [f"no more fields allowed: {name}" for name in unknown])
    if body.get("delete_original"):
        _delete(core, url)
        return None
    draft = _draft(body)
    if body.get("replace_original") and url.origin is not None and not url.origin.deleted:
        posting.change(core, url.origin, draft, edited_by=core.workspace.bot)
        return url.origin
    if body.get("response_type") == "in_channel":
        message, _ = posting.post(core, url.channel, core.workspace.bot, draft)
    else:
        message = posting.whisper(core, url.channel, url.user, draft)
    url.origin = url.origin or message
    return message


def _delete(core: Core, url: ResponseUrl) -> None:
    if url.origin is None or url.origin.deleted:
        raise SlackError("message_not_found")
    posting.remove(core, url.origin)


def _draft(body: Json) -> Draft:
    if body.get("response_type", "ephemeral") not in {"ephemeral", "in_channel"}:
        raise invalid("invalid_arguments", ["must be ephemeral or in_channel [json-pointer:/response_type]"])
    blocks = checked_blocks(body)
    if not (body.get("text") or blocks or body.get("attachments")):
        raise SlackError("no_text")
    return Draft(
        str(body.get("text") or ""),
        blocks,
        thread_ts=body.get("thread_ts"),
        attachments=checked_attachments(body),
    )
