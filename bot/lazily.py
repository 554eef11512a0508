"""Compiles a pattern when it is first used, since starting up is measured; holds no pattern itself."""

import re
from functools import cache


@cache
def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The compiled pattern, the same one each time."""
    return re.compile(pattern, flags)
