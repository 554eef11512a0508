"""The committed JSON Schemas are those of the models, and the knowledge files satisfy them as editors read them."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.catalog.kinds import KINDS
from bot.catalog.schema import schema_of, write_schema

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
FILES = sorted(KNOWLEDGE.rglob("*.yaml"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schema_is_the_models(kind: str) -> None:
    committed = (KNOWLEDGE / "schema" / f"{kind}.json").read_text(encoding="utf-8")
    assert committed == write_schema(kind), "run: skms-bot kb schema --write"


def test_no_schema_is_left_over() -> None:
    assert {path.stem for path in (KNOWLEDGE / "schema").glob("*")} == set(KINDS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(KNOWLEDGE)))
def test_a_knowledge_file_satisfies_the_schema_that_it_names(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = path.parent / text.partition("$schema=")[2].partition("\n")[0]
    schema = json.loads(named.read_text(encoding="utf-8"))
    # Editors read YAML 1.2, where a date is text.
    data = json.loads(json.dumps(yaml.safe_load(text), default=str))
    jsonschema.validate(data, schema)


def test_a_schema_names_its_dialect_and_its_place() -> None:
    schema = schema_of("error")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$comment"].startswith("knowledge/errors/*.yaml")
    assert schema["properties"]["urgency"] == {"$ref": "#/$defs/UrgencyAdvice"}
    assert set(schema["$defs"]["UrgencyAdvice"]["properties"]) == {"basis", "is", "changes"}
