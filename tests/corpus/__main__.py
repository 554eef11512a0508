"""Prints the recogniser's and the diagnosis' scores on the corpus: `python -m tests.corpus [--misses]`."""

import sys
from pathlib import Path

from bot.catalog.loader import open_catalog
from bot.cli.findings import describe_diagnosis, list_findings
from tests.corpus.score import read_cases, score_details, score_pastes

ROOT = Path(__file__).parents[2]


def main() -> None:
    catalog = open_catalog([ROOT / "knowledge"])
    pastes = score_pastes(read_cases("pastes"), lambda text: list(list_findings(text, catalog)))
    details = score_details(read_cases("details"), describe_diagnosis)
    print(f"pastes            {pastes.speaking + pastes.silent}")
    print(f"  codes precision {pastes.precision:.4f}")
    print(f"  codes recall    {pastes.recall:.4f}")
    print(f"  silent answered {pastes.answered_in_silence:.4f} of {pastes.silent}")
    print(f"  fields exact    {pastes.all_fields:.4f} of {pastes.speaking}")
    print(f"details           {details.cases}")
    print(f"  cause           {details.cause:.4f}")
    print(f"  fields exact    {details.all_fields:.4f}")
    if "--misses" in sys.argv[1:]:
        print(*pastes.misses, *details.misses, sep="\n")


if __name__ == "__main__":
    main()
