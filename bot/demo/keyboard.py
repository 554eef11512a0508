"""Reads what a person types or pastes on a terminal, a paste of many lines as one message; understands none of it."""

import asyncio
import os
from collections.abc import AsyncGenerator

PASTED_WITHIN = 0.08
"""Seconds of silence that end a message: the lines of a paste come faster, a person's next line never does."""
AT_ONCE = 65_536


async def typed(descriptor: int) -> AsyncGenerator[str, None]:
    """Each message, until the end of the input; the descriptor must be a terminal or a pipe."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[bytes] = asyncio.Queue()
    loop.add_reader(descriptor, lambda: arrived.put_nowait(_read(descriptor)))
    held = b""
    try:
        while True:
            try:
                async with asyncio.timeout(PASTED_WITHIN if held.endswith(b"\n") else None):
                    part = await arrived.get()
            except TimeoutError:
                yield held.decode("utf-8", "replace")
                held = b""
                continue
            if not part:
                break
            held += part
    finally:
        loop.remove_reader(descriptor)
    if held:
        yield held.decode("utf-8", "replace")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, AT_ONCE)
    except OSError:  # the terminal went away
        return b""
