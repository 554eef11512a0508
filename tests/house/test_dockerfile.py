import re
from pathlib import Path

from tests.fakes.terminal import run

DOCKERFILE = (Path(__file__).parents[2] / "Dockerfile").read_text(encoding="utf-8")


def test_the_health_check_of_the_image_is_a_command_that_succeeds() -> None:
    words = re.findall(r'"([^"]+)"', re.search(r"^HEALTHCHECK .*$", DOCKERFILE, re.MULTILINE)[0])  # type: ignore[index]

    assert words[0] == "skms-bot"
    assert run(*words[1:]).code == 0


def test_the_image_runs_as_nobody_in_particular_with_hash_checked_dependencies() -> None:
    assert "\nUSER 10001\n" in DOCKERFILE
    assert "--require-hashes" in DOCKERFILE
    assert "COPY knowledge " in DOCKERFILE
