"""Finds what turns a text into sightings; the one place where `kb` meets recognition."""

from importlib import import_module

from bot.catalog.proof.case import Recognise


def find_recogniser() -> Recognise | None:
    """`bot.recognition.recognise`, None in a build without it."""
    found: Recognise | None = getattr(import_module("bot.recognition"), "recognise", None)
    return found
