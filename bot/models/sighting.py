"""What was found in a paste: SKMS errors with their wrappings, health reports, hidden secrets; holds data only."""

from typing import Literal

from bot.models.entry import Fact
from bot.models.text import Value

Confidence = Literal["certain", "likely", "possible"]
Form = Literal["json", "fragment", "dump", "exception", "http", "log", "table", "prose"]
"""How the error stood in the text: clean JSON, a cut or damaged body, another language's dump, exception text,
an HTTP exchange, a log record, a table or YAML-like form, or words."""


class SkmsError(Value):
    """The body of the specification (section "Response Error JSON format"); `message` is None for a bare code."""

    code: int
    message: str | None = None
    detail: str | None = None


class Layer(Value):
    """One layer of a wrapped error, outermost first: whose body it is, its code and message as they stood there.

    `product` is `skms`, or the id of a neighbour (`sdf-container`, `ekms`), or `unknown`.
    """

    product: str
    code: int
    message: str | None = None
    http_status: int | None = None


class Sighting(Value):
    """One SKMS error found in a text.

    `error` is the innermost SKMS error; `layers` run outer to inner and end with it. `http_status` is the one
    visible in the paste, never looked up. `span` is where it stands in the text as given (start, end).
    `why` names the reason for the confidence. `false_success` says that an outer code claimed success;
    `misleading_status` is an outer HTTP status or code that points the wrong way (a 401 that is not about
    the caller's token, a 500 that is no crash).
    """

    error: SkmsError
    layers: tuple[Layer, ...]
    http_status: int | None = None
    key_id: str | None = None
    form: Form
    span: tuple[int, int]
    confidence: Confidence
    why: str
    count: int = 1
    false_success: bool = False
    misleading_status: int | None = None


class HealthItem(Value):
    """One item of the documented health check: its name, whether it passed, and what it reported."""

    name: str
    ok: bool
    error: str | None = None
    sci_server_id: str | None = None


class HealthReport(Value):
    """A pasted answer of the documented health check; `code` 0 means that all is well."""

    code: int | None
    items: tuple[HealthItem, ...]
    span: tuple[int, int]


class Stranger(Value):
    """A number of the family that is not an SKMS error here: not in the table, or another product's.

    `neighbour` is the id of the product it probably belongs to, None where that is unknown.
    """

    code: int
    message: str | None = None
    neighbour: str | None = None
    in_table: bool
    span: tuple[int, int]


class Hidden(Value):
    """Something that was hidden in a text: what sort, how many times."""

    kind: str
    count: int = 1


class Redacted(Value):
    """A text without its secrets, and what was hidden."""

    text: str
    hidden: tuple[Hidden, ...] = ()


PasteFacts = frozenset[Fact]
"""Which facts a paste contains, to name what it lacks."""
