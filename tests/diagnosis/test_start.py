import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_starting_compiles_no_pattern_and_a_plain_key_id_only_few() -> None:
    script = (
        "from bot.lazily import compiled; from bot.diagnosis import diagnose_detail\n"
        "print(compiled.cache_info().currsize)\n"
        "diagnose_detail('keyId : 0000009')\n"
        "print(compiled.cache_info().currsize)"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env={}, capture_output=True, text=True, check=True)
    at_start, after_one = map(int, run.stdout.split())
    assert at_start == 0
    assert after_one <= 8


def test_no_pattern_of_diagnosis_is_compiled_outside_the_accessor() -> None:
    for path in (ROOT / "bot" / "diagnosis").glob("*.py"):
        assert "re.compile(" not in path.read_text(encoding="utf-8"), path.name
