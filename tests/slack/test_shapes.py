"""Slack's own types read everything that we can send: `tsc` refuses unknown keys, wrong nestings and wrong kinds."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.slack.scenes import SCENES, Scene

NODE = Path(__file__).parents[1] / "node"
CHECKER = NODE / "node_modules" / "typescript" / "bin" / "tsc"
HEAD = 'import type { HomeView, KnownBlock, ModalView } from "@slack/types";\n'
TYPES = """type Strict<V> = Omit<V, "blocks"> & { blocks: KnownBlock[] };
// Slack's types lack its chart still; this is its page of the reference (block-kit/blocks/data-visualization-block).
type Series = { name: string; data: { label: string; value: number }[] };
type Axis = { categories: string[]; x_label?: string; y_label?: string };
type Chart = { type: "data_visualization"; title: string; block_id?: string;
  chart: { type: "line" | "bar" | "area"; series: Series[]; axis_config: Axis } };
type Message = { text: string; blocks: (KnownBlock | Chart)[] };
"""
WRONG = """export const wrong: Message = { text: "x", blocks: [
  { type: "section", text: { type: "mrkdwn", text: "x" }, colour: "red" }] };
"""


def is_installed() -> str:
    """Why the types cannot be asked, empty where they can; in CI they must be there."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "Node is not at hand: the shapes were not held against Slack's types"
    if not CHECKER.exists():
        done = subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund"],  # noqa: S607 - the npm at hand is meant
            cwd=NODE,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode:
            return f"npm could not install Slack's types: {done.stderr.strip().splitlines()[-1:]}"
    return ""


@pytest.fixture(scope="module", autouse=True)
def _types() -> None:
    reason = is_installed()
    if reason and os.environ.get("CI") == "true":  # noqa: TID251 - CI says itself that it is CI
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


def check(folder: Path, source: str) -> str:
    """What tsc finds in a TypeScript file, empty where it finds nothing."""
    file = folder / "scenes.ts"
    file.write_text(source, encoding="utf-8")
    (folder / "node_modules").symlink_to(NODE / "node_modules")
    options = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--skipLibCheck"]
    done = subprocess.run(
        ["node", str(CHECKER), *options, str(file)],  # noqa: S607 - the node at hand is meant
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.stdout + done.stderr


def declare(all_scenes: Iterable[Scene]) -> Iterator[str]:
    yield HEAD + TYPES
    for number, scene in enumerate(all_scenes):
        kind = "Message"
        if scene.is_view:
            kind = "Strict<HomeView>" if scene.payload["type"] == "home" else "Strict<ModalView>"
        written = json.dumps(scene.payload, ensure_ascii=False)
        yield f"export const scene{number}: {kind} = {written}; // {scene.name}\n"


def test_slacks_types_take_every_message_and_view(tmp_path: Path) -> None:
    assert check(tmp_path, "".join(declare(SCENES))) == ""


def test_slacks_types_refuse_a_key_that_they_do_not_know(tmp_path: Path) -> None:
    assert "colour" in check(tmp_path, HEAD + TYPES + WRONG)
