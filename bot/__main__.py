"""Starts the command line with `python -m bot`; no logic of its own."""

from bot.cli import main

if __name__ == "__main__":
    main()
