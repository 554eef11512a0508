"""Reads the SKMS error out of an answer as it reads one out of a paste; pure."""

from collections.abc import Callable

from bot.models.catalog import Catalog
from bot.models.sighting import SkmsError
from bot.recognition.recognise import may_name_an_error, recognise
from bot.status.ports import Understand

LONGEST = 8 * 1024
"""Characters looked at: an error is far shorter, and a long page that names numbers is none."""


def understanding(catalog: Callable[[], Catalog]) -> Understand:
    """The reading of texts with the catalog as it is then: only what was taken for one by its body and words is one."""

    def understand(text: str) -> SkmsError | None:
        if len(text) > LONGEST or not may_name_an_error(text):
            return None
        return next((one.error for one in recognise(text, catalog()) if one.confidence != "possible"), None)

    return understand
