"""A small, sound knowledge base in a folder of its own, for tests that break exactly one thing in it."""

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from bot.catalog.lint import lint
from bot.errors import Problem
from bot.models.catalog import Catalog
from bot.models.diagnosis import CauseId
from bot.models.sighting import Layer, Sighting, SkmsError

TODAY = dt.date(2026, 3, 10)

_ENTRY = """\
# yaml-language-server: $schema=../schema/error.json
vendor:
  code: {code}
  message: {message}
  description: It did not work
  http_status: 400
title: {{en: Title {code}, ko: 제목 {code}}}
oddities: []
meaning: {{basis: judged, text: {{en: The meaning, ko: 뜻}}}}
impact: {{basis: judged, text: {{en: The impact, ko: 영향}}}}
component: vault
owner: {{basis: judged, role: ops, with_roles: []}}
kind: key-data
severity: {{basis: judged, level: P3}}
urgency: {{basis: judged, is: can-wait, changes: {{en: Others fail too, ko: 다른 것도 실패}}}}
retry:
  basis: judged
  policy: "no"
  short: {{en: useless, ko: 소용없음}}
  reason: {{en: It stays so, ko: 그대로임}}
causes:
  - {{id: lost, basis: judged, text: {{en: It is lost, ko: 없어짐}}}}
runbook:
  - use: look
    causes: [lost]
  - step:
      id: ask-{code}
      basis: judged
      do: {{en: Ask somebody, ko: 물어보기}}
      who: [ops]
      check: {{kind: knowledge, code: {other}}}
      expect: {{en: An answer, ko: 답}}
    tells: [connect-timeout]
verify: {{basis: judged, text: {{en: It works, ko: 동작함}}}}
never:
  - {{basis: judged, text: {{en: Never do it, ko: 하지 마세요}}, when: [lost], irreversible: true}}
paste:
  - {{fact: key-id, ask: {{en: key id, ko: 키 ID}}}}
evidence:
  - {{en: The log, ko: 로그}}
detail_patterns:
  - id: key-id
    basis: judged
    pattern: 'key=(?P<key_id>[0-9]+)'
    verdict: {{en: "Key {{key_id}} is lost", ko: "키 {{key_id}} 없음"}}
    says: {{en: "Key {{key_id}}", ko: "키 {{key_id}}"}}
    causes: [lost]
    examples: ["key=12"]
    lookalikes: ["monkey"]
leads_to: {leads_to}
follows: {follows}
examples:
  - '{{"code": {code}, "message": "{message}"}}'
  - 'x {{"code": {code}}}'
lookalikes:
  - 'order {code}'
  - 'room {code}'
sources:
  - {{title: A page, states: everything}}
reviewed: 2026-03-01
"""

_CAUSE = """\
# yaml-language-server: $schema=../schema/cause.json
id: {id}
basis: judged
title: {{en: A cause, ko: 원인}}
verdict: {{en: "{{host}} is away || It is away", ko: "{{host}} 응답 없음 || 응답 없음"}}
says: {{en: "{{host}}:{{port}} || Somewhere", ko: "{{host}}:{{port}} || 어딘가"}}
look_at: [ops]
transient: true
steps:
  - use: look
"""

_FILES = {
    "rules.yaml": """\
# yaml-language-server: $schema=schema/rules.json
codes: [40013, 50002]
statuses: [400]
irreversible: [40013]
vendor_names: [softcamp]
lengths:
  do: {en: 20, ko: 10}
  verdict: {en: 25, ko: 20}
  changes: {en: 20, ko: 20}
""",
    "locales.yaml": """\
# yaml-language-server: $schema=schema/locales.json
en: {name: English, english: English}
ko: {name: 한국어, english: Korean}
""",
    "roles.yaml": """\
# yaml-language-server: $schema=schema/roles.json
- {id: ops, audience: operator, label: {en: operations, ko: 운영}}
""",
    "components.yaml": """\
# yaml-language-server: $schema=schema/components.json
- id: vault
  basis: judged
  name: {en: key vault, ko: 키볼트}
  is: {en: It keeps keys, ko: 키 보관}
  owner: ops
  breaks: {en: Keys, ko: 키}
- id: server
  basis: judged
  name: {en: key server, ko: 키 서버}
  is: {en: It makes keys, ko: 키 생성}
  owner: ops
  breaks: {en: New keys, ko: 새 키}
  calls:
    - {to: vault, basis: judged, what: {en: sync, ko: 동기화}, codes: [40013]}
""",
    "health.yaml": """\
# yaml-language-server: $schema=schema/health.json
- item: keyCheck
  component: vault
  basis: judged
  tests: {en: the keys, ko: 키}
  action: {en: Look at them, ko: 확인}
  codes: [40013]
""",
    "http/400.yaml": """\
# yaml-language-server: $schema=../schema/http.json
status: 400
name: Bad Request
description: It is wrong
meaning: {basis: judged, text: {en: Wrong, ko: 잘못됨}}
codes_note: {en: Many codes, ko: 여러 코드}
""",
    "steps/look.yaml": """\
# yaml-language-server: $schema=../schema/step.json
id: look
basis: judged
do: {en: Look there, ko: 확인}
who: [ops]
expect: {en: It is there, ko: 있어야 함}
""",
    "neighbours/chat.yaml": """\
# yaml-language-server: $schema=../schema/neighbour.json
id: chat
name: A chat
codes:
  - {code: 40013, messages: [invalid appid]}
note: {en: Another product, ko: 다른 제품}
""",
    "inner/scsl.yaml": """\
# yaml-language-server: $schema=../schema/inner.json
- codes: [4020]
  name: INVALID_KEY
  basis: public
  text: {en: The key is invalid, ko: 잘못된 키}
  look_at: {en: the key, ko: 키}
""",
    "phrases/en.yaml": """\
# yaml-language-server: $schema=../schema/phrases.json
owner: "Owner: {owner}"
""",
    "phrases/ko.yaml": """\
# yaml-language-server: $schema=../schema/phrases.json
owner: "담당: {owner}"
""",
    "samples/40013--log.txt": 'failed: {"code": 40013, "message": "Key is away"}\n',
    "samples/50002--body.txt": '{"code": 50002}\n',
    "samples/none--order.txt": "order 40013 has shipped\n",
}


class KnowledgeFolder:
    """The folder: files are written, changed and removed by their relative path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name, text in _FILES.items():
            self.write(name, text)
        self.write("errors/40013.yaml", _entry(40013, "Key is away", follows="[50002]"))
        self.write("errors/50002.yaml", _entry(50002, "Server is away", leads_to="[40013]"))
        for cause in get_args(CauseId):
            self.write(f"causes/{cause.replace('_', '-')}.yaml", _CAUSE.format(id=cause))

    def write(self, name: str, text: str | bytes) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def read(self, name: str) -> str:
        return (self.path / name).read_text(encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def remove(self, name: str) -> None:
        (self.path / name).unlink()

    def line(self, name: str, words: str) -> int:
        lines = self.read(name).splitlines()
        return next(number for number, line in enumerate(lines, 1) if words in line)

    def problems(self, *layers: Path) -> list[Problem]:
        return lint([self.path, *layers], TODAY, recognise_codes)

    def told(self, *layers: Path) -> list[str]:
        return [str(problem) for problem in self.problems(*layers)]


def recognise_codes(text: str, catalog: Catalog) -> Sequence[Sighting]:
    """A recogniser just good enough: every `"code": 12345` of the catalogue is certain."""
    return [
        Sighting(
            error=SkmsError(code=code),
            layers=(Layer(product="skms", code=code),),
            form="json",
            span=found.span(),
            confidence="certain",
            why="exact",
        )
        for found in re.finditer(r'"code": (\d+)', text)
        if (code := int(found[1])) in catalog.vendor
    ]


def _entry(code: int, message: str, *, leads_to: str = "[]", follows: str = "[]") -> str:
    other = 50002 if code != 50002 else 40013
    return _ENTRY.format(code=code, message=message, other=other, leads_to=leads_to, follows=follows)
