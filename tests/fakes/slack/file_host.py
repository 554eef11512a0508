"""The host of the files: hands them out for a bearer token, sends everybody else to a login page, watches for leaks."""

import asyncio

from aiohttp import web

from tests.fakes.slack.core import Core
from tests.fakes.slack.ledger import Download
from tests.fakes.slack.world import File

LOGIN = "<!DOCTYPE html><html><title>Sign in to Slack</title><body>Sign in</body></html>"


class FileHost:
    """Answers `/files-pri/…`, `/login`, and `/elsewhere/…`, which stands for a host that must never see a token."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The file's bytes, or the way to the login page as Slack answers without a token."""
        file = self._core.workspace.files.get(request.match_info["file"])
        allowed = self._allowed(request, file)
        download = Download(request.match_info["file"], allowed, 200 if allowed else 302)
        self._core.ledger.downloads.append(download)
        if file is None or not allowed:
            raise web.HTTPFound("/login?redir=" + request.path)
        if file.redirect:
            download.status = 302
            raise web.HTTPFound(file.redirect)
        return await self._stream(request, file, download)

    async def login(self, _request: web.Request) -> web.StreamResponse:
        """A page, with status 200: the trap."""
        return web.Response(text=LOGIN, content_type="text/html")

    async def elsewhere(self, request: web.Request) -> web.StreamResponse:
        """Somebody else's host; a token that arrives here has leaked."""
        if "authorization" in request.headers:
            self._core.ledger.leaks.append(f"{request.host}{request.path}")
        return web.Response(text="thank you")

    def _allowed(self, request: web.Request, file: File | None) -> bool:
        app = self._core.app
        shown = file is not None and any(
            self._core.workspace.bot.id in self._core.workspace.channels[channel].members for channel in file.channels
        )
        token_fits = request.headers.get("authorization") == f"Bearer {app.bot_token}" and not app.bot_token_error
        return shown and token_fits and "files:read" in app.granted

    async def _stream(self, request: web.Request, file: File, download: Download) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"content-type": file.served_as or file.mimetype})
        if not file.endless:
            answer.content_length = len(file.content) * file.repeat
        await answer.prepare(request)
        for _ in range(file.repeat):
            if file.slow:
                await asyncio.sleep(file.slow)
            try:
                await answer.write(file.content)
            except ConnectionError:
                break  # the app has had enough, as it should of a big file
            download.sent += len(file.content)
        download.over = True
        self._core.ledger.ring()
        return answer
