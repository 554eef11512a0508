"""By what an environment is recognised; values only, recognises nothing."""

from typing import Annotated

from pydantic import StringConstraints

from bot.models.target import Environment
from bot.models.text import Value


class EnvironmentSigns(Value):
    """What speaks for an environment: hosts (`*.prod.example.test` for every host below) and words of people."""

    name: Environment
    hosts: tuple[Annotated[str, StringConstraints(pattern=r"^(\*\.)?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$")], ...] = ()
    words: tuple[Annotated[str, StringConstraints(min_length=2, max_length=64)], ...] = ()
