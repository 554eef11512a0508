"""The text of a new entry with every field there is and nothing filled in, so that lint names what is still open."""

import datetime as dt

_TEXT = "{en: TODO, ko: TODO}"
_FORM = """\
# yaml-language-server: $schema=../schema/error.json
vendor:  # the specification's words, character by character
  code: {code}
  message: TODO
  description: TODO
  http_status: TODO
title: {text}
oddities: []  # where the specification contradicts itself
meaning: {{basis: judged, text: {text}}}
impact: {{basis: judged, text: {text}}}
component: TODO  # an id of components.yaml
owner: {{basis: judged, role: TODO, with_roles: []}}  # ids of roles.yaml
kind: TODO  # what sort of fault; the schema lists them
severity:
  basis: judged
  level: TODO  # P1 to P4
  raised: []  # - {{to: P2, when: {text}}}
urgency:
  basis: judged
  is: TODO  # act-now, can-wait or hand-back
  changes: {text}
retry:
  basis: judged
  policy: TODO  # "no", once, backoff or check-first
  short: {text}
  reason: {text}
causes:  # likeliest first
  - {{id: todo, basis: judged, text: {text}}}
runbook:  # at least two steps; every cause is named by one of them
  - use: TODO  # a file of steps/
    causes: [todo]
  - causes: [todo]
    step:
      id: todo-{code}
      basis: judged
      do: {text}  # one line on a phone
      who: [TODO]
      expect: {text}
verify: {{basis: judged, text: {text}}}
never: []  # - {{basis: judged, text: {text}, when: always, irreversible: true}}
paste:
  - {{fact: company-id, ask: {text}}}
evidence:
  - {text}
detail_patterns: []
leads_to: []
follows: []
examples:  # pastes that must be read as {code}
  - '{{"code": {code}, "message": "TODO"}}'
  - 'TODO'
lookalikes:  # pastes that must not
  - 'TODO'
  - 'order {code} has shipped'
sources:
  - {{title: TODO, states: TODO}}
reviewed: {today}
"""


def scaffold(code: int, today: dt.date) -> str:
    """The text of `errors/<code>.yaml`, one TODO per thing to be said."""
    return _FORM.format(code=code, today=today.isoformat(), text=_TEXT)
