import gzip
import socket
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.models.setup import Files
from bot.slack.clients import Clients
from bot.slack.downloads import MOST, Downloads, FileText, NotRead
from tests.fakes.slack import FakeSlack, File, Refuse

PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'
LIMIT = 4096
HERE = Files(max_bytes=LIMIT, hosts=("127.0.0.1",))


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake


@pytest.fixture
async def clients(slack: FakeSlack) -> AsyncIterator[Clients]:
    made = Clients(lambda: slack.app.bot_token, lambda: slack.app.app_token, slack.url)
    yield made
    await made.close()


def shared(slack: FakeSlack, content: bytes | str, name: str = "error.log", **claims: Any) -> File:
    file = slack.file(name, content, **claims)
    slack.person("mina").says(slack.channel("ops"), files=[file])
    return file


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


async def read(clients: Clients, file: File, files: Files = HERE, seconds: float = 5.0) -> FileText | NotRead:
    return await Downloads(clients, files, seconds=seconds).read(file.as_json())


async def test_a_text_file_is_read_with_the_token(slack: FakeSlack, clients: Clients) -> None:
    assert await read(clients, shared(slack, PASTE)) == FileText(PASTE)
    assert [download.authorized for download in slack.ledger.downloads] == [True]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-8"])
async def test_what_windows_calls_text_is_text(slack: FakeSlack, clients: Clients, encoding: str) -> None:
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""

    assert await read(clients, shared(slack, mark + "키볼트 오류".encode(encoding))) == FileText("키볼트 오류")


async def test_a_log_in_an_old_korean_encoding_is_read_where_it_is_ascii(slack: FakeSlack, clients: Clients) -> None:
    found = await read(clients, shared(slack, f"오류 {PASTE}".encode("cp949")))

    assert isinstance(found, FileText)
    assert found.text.endswith(PASTE)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "screen.txt"),
        (gzip.compress(PASTE.encode() * 20), "error.log"),
        (bytes(range(1, 32)) * 20, "error.log"),
    ],
)
async def test_what_is_called_text_and_is_none_is_not_read(
    slack: FakeSlack, clients: Clients, content: bytes, name: str
) -> None:
    assert await read(clients, shared(slack, content, name)) == NotRead("no-text")


@pytest.mark.parametrize("claims", [{"mimetype": "image/png"}, {"mode": "external"}, {"mode": "tombstone"}])
async def test_what_is_no_file_of_text_is_not_even_fetched(
    slack: FakeSlack, clients: Clients, claims: dict[str, str]
) -> None:
    assert await read(clients, shared(slack, PASTE, **claims)) == NotRead("no-text")
    assert slack.ledger.downloads == []


async def test_a_file_that_says_that_it_is_too_large_is_not_fetched(slack: FakeSlack, clients: Clients) -> None:
    assert await read(clients, shared(slack, b"x" * (LIMIT + 1))) == NotRead("too-large")
    assert slack.ledger.downloads == []


async def test_a_file_of_exactly_the_limit_is_read(slack: FakeSlack, clients: Clients) -> None:
    assert await read(clients, shared(slack, b"x" * LIMIT)) == FileText("x" * LIMIT)


async def test_a_file_that_lies_about_its_size_is_not_read_to_its_end(slack: FakeSlack, clients: Clients) -> None:
    file = shared(slack, b"x" * 1024, size=10, repeat=100_000)

    assert await read(clients, file) == NotRead("too-large")


async def test_an_endless_file_is_left_once_it_is_too_large(slack: FakeSlack, clients: Clients) -> None:
    file = shared(slack, b"x" * 1024, size=10, repeat=1_000_000, endless=True)

    assert await read(clients, file) == NotRead("too-large")
    await slack.until(lambda: slack.ledger.downloads[0].over, "end of the download")
    assert slack.ledger.downloads[0].sent < 32 << 20, "what a socket holds, of a gibibyte"


async def test_a_file_that_comes_drop_by_drop_is_given_up_in_time(slack: FakeSlack, clients: Clients) -> None:
    file = shared(slack, b"x", size=10, repeat=1000, slow=0.05)
    began = time.monotonic()

    assert await read(clients, file, seconds=0.3) == NotRead("unreachable")
    assert time.monotonic() - began < 1.0


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example.test/files-pri/x",
        "http://files.example.test/x",
        "https://files.example.test:8443/x",
        "https://files.example.test@evil.example.test/x",
        "https://evil.example.test\\@files.example.test/x",
        "https://evil.example.test#@files.example.test/x",
        "https://files.example.test.evil.example.test/x",
        "ftp://files.example.test/x",
        "//files.example.test/x",
    ],
)
async def test_the_token_goes_to_no_other_address(slack: FakeSlack, clients: Clients, address: str) -> None:
    file = shared(slack, PASTE)
    file.url = address

    assert await read(clients, file, Files(hosts=("files.example.test",))) == NotRead("refused")


async def test_the_token_goes_to_no_foreign_host_and_follows_no_redirect_there(
    slack: FakeSlack, clients: Clients
) -> None:
    foreign = shared(slack, PASTE)
    foreign.url = slack.elsewhere
    led_away = shared(slack, PASTE, redirect=slack.elsewhere)

    assert await read(clients, foreign) == NotRead("refused")
    assert await read(clients, led_away) == NotRead("refused")
    assert slack.ledger.leaks == []
    assert [download.file_id for download in slack.ledger.downloads] == [led_away.id]


async def test_a_redirect_to_an_allowed_host_is_followed(slack: FakeSlack, clients: Clients) -> None:
    file = shared(slack, PASTE)
    moved = shared(slack, b"", redirect=file.url)

    assert await read(clients, moved) == FileText(PASTE)


async def test_redirects_in_a_circle_end(slack: FakeSlack, clients: Clients) -> None:
    file = shared(slack, PASTE)
    file.redirect = f"{file.url}/download"

    assert await read(clients, file) == NotRead("refused")
    assert len(slack.ledger.downloads) == 4


async def test_the_login_page_is_not_taken_for_the_file(slack: FakeSlack, clients: Clients) -> None:
    file = shared(slack, PASTE)
    slack.app.granted.discard("files:read")

    assert await read(clients, file) == NotRead("refused")


async def test_a_page_is_read_where_a_page_was_shared(slack: FakeSlack, clients: Clients) -> None:
    page = shared(slack, f"<pre>{PASTE}</pre>", "error.html", mimetype="text/html")
    pretended = shared(slack, "<html>Sign in</html>", served_as="text/html")

    assert await read(clients, page) == FileText(f"<pre>{PASTE}</pre>")
    assert await read(clients, pretended) == NotRead("refused")


async def test_a_file_that_comes_as_its_id_is_asked_for(slack: FakeSlack, clients: Clients) -> None:
    file = shared(slack, PASTE, mode="snippet")
    downloads = Downloads(clients, HERE)
    bare = {"id": file.id, "mode": "file_access", "file_access": "check_file_info"}

    assert await downloads.read(bare) == FileText(PASTE)
    assert await downloads.read({"id": file.id}) == FileText(PASTE)
    assert await downloads.read({"id": "F0000000"}) == NotRead("refused")


async def test_a_host_that_is_away_is_told_from_a_refusal(slack: FakeSlack, clients: Clients) -> None:
    file = shared(slack, PASTE)
    away = f"http://127.0.0.1:{free_port()}"
    clients.api_url, file.url = f"{away}/api/", f"{away}/files-pri/x/y"

    assert await read(clients, file) == NotRead("unreachable")


async def test_a_refusal_of_slack_is_one(slack: FakeSlack, clients: Clients) -> None:
    slack.faults.add("files.info", Refuse("access_denied"))

    assert await Downloads(clients, HERE).read({"id": shared(slack, PASTE).id}) == NotRead("refused")


async def test_of_many_files_the_first_are_read_in_their_order(slack: FakeSlack, clients: Clients) -> None:
    files = [shared(slack, f"file {number}") for number in range(MOST + 2)]
    read = await Downloads(clients, HERE).read_all([file.as_json() for file in files])

    assert read == [FileText(f"file {number}") for number in range(MOST)]
