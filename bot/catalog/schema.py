"""JSON Schemas of the knowledge files, for editors; derived from the models, so that they cannot say anything else."""

import json
from typing import Any

from bot.catalog.kinds import KINDS

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(kind: str) -> dict[str, Any]:
    """The JSON Schema of one kind of file; raises KeyError for a kind that does not exist (see `KINDS`)."""
    schema = KINDS[kind].adapter.json_schema(by_alias=True)
    place = KINDS[kind].place
    where = place if "." in place else f"{place}/*.yaml"
    return {"$schema": DIALECT, "$comment": f"knowledge/{where}; made by: skms-bot kb schema --write"} | schema


def write_schema(kind: str) -> str:
    """The text of `knowledge/schema/<kind>.json`."""
    return json.dumps(schema_of(kind), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
