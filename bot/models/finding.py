"""What a check of the installation found, in one line, and how to mend it; says nothing about how it was checked."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from bot.models.text import Value

State = Literal["ok", "mend", "unchecked"]
"""`unchecked`: it could not be looked at; why is told, and it is no fault of the installation by itself."""


class Finding(Value):
    """One thing that was looked at: its name, its state, what was found, and for `mend` what to do."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    state: State
    said: Annotated[str, StringConstraints(min_length=1)]
    mend: str = ""


def well(name: str, said: str) -> Finding:
    """All is well with it."""
    return Finding(name=name, state="ok", said=said)


def ailing(name: str, said: str, mend: str) -> Finding:
    """Something is wrong with it, and this mends it."""
    return Finding(name=name, state="mend", said=said, mend=mend)


def unchecked(name: str, why: str) -> Finding:
    """It was not looked at."""
    return Finding(name=name, state="unchecked", said=why)
