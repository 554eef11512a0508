"""Compiles a pattern when it is first used, since starting up is measured; holds no pattern itself."""

import re
from functools import cache
from typing import cast


@cache
def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The compiled pattern, the same one each time."""
    return re.compile(pattern, flags)


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern for a module's constants: it compiles itself at its first use, and costs no more after that."""
    return cast("re.Pattern[str]", _Deferred(source, flags))


class _Deferred:
    """Stands for a pattern; the first method asked for fills all the slots with the real pattern's."""

    __slots__ = ("_flags", "_source", "finditer", "fullmatch", "groupindex", "match", "search", "sub")

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        real = re.compile(self._source, self._flags)
        for slot in _Deferred.__slots__[2:]:
            setattr(self, slot, getattr(real, slot))
        return getattr(real, name)
