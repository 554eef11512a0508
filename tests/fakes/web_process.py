"""The HTTP surface in a process of its own: the real one on a real database, or a bare route to compare it with.

Run: python -m tests.fakes.web_process bare|real DATABASE; it prints its port, and ends with 0 on SIGTERM.
"""

import asyncio
import gc
import signal
import sys

from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.clock import SystemClock
from bot.incidents.engine import Engine
from bot.metrics import Metrics
from bot.models.intake import Caps, IntakeSource
from bot.storage.store import Store, open_store
from bot.web.doorway import Doorway, open_doorway
from bot.web.health import Health
from bot.web.intake import Ground
from bot.web.server import WebServer
from bot.web.sources import Listed, Sources
from tests.fakes.incidents import alerting
from tests.fakes.web import CATALOG, SHIPPER, Knowledge, Loops, Pulse


class Body(BaseModel):
    code: int
    message: str
    detail: str | None = None


async def on_bare(request: Request) -> Response:
    Body.model_validate_json(await request.body())
    return JSONResponse({"status": "accepted"}, 202)


def real(store: Store) -> Doorway:
    clock, metrics, knowledge = SystemClock(), Metrics(), Knowledge()
    sources = Sources([Listed(IntakeSource(name="shipper", environment="prod"), lambda: [SHIPPER])])
    engine = Engine(store.incidents, alerting, lambda: CATALOG)
    ground = Ground(engine, knowledge, sources, metrics, clock, Caps())
    return open_doorway(ground, store.pulse, Loops(), ("127.0.0.1", 0), still_served=1.5)


def bare() -> Doorway:
    app = Starlette(routes=[Route("/v1/errors", on_bare, methods=["POST"])])
    health = Health(Pulse(), Knowledge(), Loops(), Metrics(), SystemClock())
    return Doorway(WebServer(app, "127.0.0.1", 0, Caps()), health, 0.0)


async def main(kind: str, database: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    store = await open_store(database, SystemClock())
    server = bare() if kind == "bare" else real(store)
    # As the bot does once it is put together: what stays for ever need not be looked at by each collection.
    gc.collect()
    gc.freeze()
    sys.stdout.write(f"{server.listen()}\n")
    sys.stdout.flush()
    async with asyncio.TaskGroup() as group:
        group.create_task(server.run())
        await stop.wait()
        await server.close()
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
