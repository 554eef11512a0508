"""Proves a knowledge base complete and sound; gathers what the rules of `proof` find, and recognises nothing itself."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bot.catalog.proof.case import NO_RULES, Case, Recognise, open_case
from bot.catalog.proof.coverage import prove_coverage
from bot.catalog.proof.links import prove_links
from bot.catalog.proof.recognition import prove_recognition
from bot.catalog.proof.texts import list_owed, prove_texts
from bot.catalog.proof.tidiness import prove_tidiness
from bot.errors import Problem

Rule = Callable[[Case], Iterator[Problem]]

RULES: tuple[Rule, ...] = (prove_tidiness, prove_texts, prove_recognition)
RULES_OF_TABLES: tuple[Rule, ...] = (prove_coverage, prove_links)
"""Those that compare with the tables of rules.yaml; without that file they would report everything as unknown."""


def lint(folders: Sequence[Path], today: dt.date, recognise: Recognise | None) -> list[Problem]:
    """Everything that is wrong with the folders, laid over each other; empty where the knowledge base is sound.

    `recognise` is what turns a text into sightings; without it examples and samples are not tried.
    Raises NoInput where a folder is missing.
    """
    case = open_case(folders, today, recognise)
    found = [*case.library.problems, *case.samples.problems]
    for rule in RULES if case.rules is NO_RULES else (*RULES, *RULES_OF_TABLES):
        found.extend(rule(case))
    return sorted(dict.fromkeys(found), key=lambda problem: (problem.path, problem.line, problem.message))


def owed(folders: Sequence[Path], today: dt.date) -> list[Problem]:
    """The translations that are owed and still in time: to be shown, not to be failed."""
    return list_owed(open_case(folders, today, None))
