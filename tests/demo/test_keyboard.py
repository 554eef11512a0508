import asyncio
import os
import pty
from collections.abc import AsyncGenerator, AsyncIterator

import pytest

from bot.demo.keyboard import typed


@pytest.fixture
async def terminal() -> AsyncIterator[tuple[int, AsyncGenerator[str, None]]]:
    """The end that a person types into, and what is read at the other."""
    ours, theirs = pty.openpty()
    reader = typed(theirs)
    try:
        yield ours, reader
    finally:
        await reader.aclose()
        os.close(theirs)
        os.close(ours)


async def test_a_paste_of_many_lines_is_one_message(terminal: tuple[int, AsyncGenerator[str, None]]) -> None:
    ours, reader = terminal
    os.write(ours, '{\n\n  "code": 40013,\n  "detail": "키"\n}\n'.encode())

    assert await asyncio.wait_for(anext(reader), 2) == '{\n\n  "code": 40013,\n  "detail": "키"\n}\n'


async def test_lines_that_are_typed_are_messages_of_their_own(terminal: tuple[int, AsyncGenerator[str, None]]) -> None:
    ours, reader = terminal
    os.write(ours, b"/skms help\n")
    first = await asyncio.wait_for(anext(reader), 2)
    os.write(ours, b"!quit\n")

    assert (first, await asyncio.wait_for(anext(reader), 2)) == ("/skms help\n", "!quit\n")


async def test_the_end_of_the_input_ends_the_conversation(terminal: tuple[int, AsyncGenerator[str, None]]) -> None:
    ours, reader = terminal
    os.write(ours, b"bye\n\x04")

    assert [message async for message in reader] == ["bye\n"]


async def test_what_stands_unfinished_at_the_end_is_still_said() -> None:
    there, here = os.pipe()
    os.write(here, b"half a line")
    os.close(here)

    assert [message async for message in typed(there)] == ["half a line"]
    os.close(there)
