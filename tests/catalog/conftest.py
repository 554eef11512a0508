"""The small knowledge base that the tests of this room read and break."""

from pathlib import Path

import pytest

from tests.fakes.knowledge_folder import KnowledgeFolder


@pytest.fixture
def folder(tmp_path: Path) -> KnowledgeFolder:
    return KnowledgeFolder(tmp_path / "knowledge")
