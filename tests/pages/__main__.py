"""Writes the pages that tests compare with anew, to be read in the diff: `python -m tests.pages --write`."""

import argparse

from tests.pages.compared import write_all


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.pages", description=__doc__)
    asked.add_argument("--write", action="store_true", required=True, help="over the ones there are")
    asked.parse_args()
    for path in write_all():
        print(path)


if __name__ == "__main__":
    main()
