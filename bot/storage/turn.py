"""The lock that every work on incidents, deliveries and the lease takes first, so that no two wait in a circle."""

from sqlalchemy import select

from bot.storage.schema import counter

TURN = select(counter).order_by(counter.c.name).with_for_update()
"""On SQLite, where one writes at a time anyway, it only reads the counters."""
