import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("slack_bolt", "slack_sdk", "aiohttp", "httpx", "sqlalchemy", "starlette", "uvicorn", "asyncio")
PROGRAM = """
import sys
sys.argv = ["skms-bot", *{arguments!r}]
from bot.cli import main
try:
    main()
except SystemExit:
    pass
print("loaded:", *sorted(name for name in {heavy!r} if name in sys.modules))
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", '{"code": 40013, "message": "Key not found in the keyVault"}'],
        ["diagnose", "connect timed out"],
        ["kb", "show", "40013"],
        ["kb", "search", "key"],
        ["slack", "manifest"],
    ],
    ids=["explain", "diagnose", "kb-show", "kb-search", "slack-manifest"],
)
def test_explaining_loads_neither_slack_nor_web_nor_a_database(arguments: list[str]) -> None:
    program = PROGRAM.format(arguments=arguments, heavy=HEAVY)

    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.stdout.splitlines()[-1] == "loaded:", done.stderr
