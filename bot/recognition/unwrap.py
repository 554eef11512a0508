"""Names the layers around an SKMS error, outer to inner, and what is misleading about them (documented wrappings)."""

from collections.abc import Sequence
from http import HTTPStatus

from bot.models.catalog import Catalog
from bot.models.sighting import Layer
from bot.recognition.bodies import Body
from bot.recognition.http_status import HIGHEST, LOWEST, STATUS_KEYS
from bot.recognition.judgement import judge
from bot.recognition.reading import Reading
from bot.recognition.strings import Effort
from bot.recognition.values import int_of, message_fields, plain_key, text_of

CODE_KEYS = frozenset(
    (
        "code",
        "errorcode",
        "errcode",
        "errno",
        "resultcode",
        "retcode",
        "returncode",
        "rescode",
        "rspcode",
        "respcode",
        "responsecode",
        "errorno",
        "skmscode",
        "subcode",
        "bizcode",
        "appcode",
        "ret",
        "result",
        "error",
    )
)
_SUCCESS = frozenset({0, 1, 200})
_UNAUTHORISED = frozenset({401, 40101})
_CRASH = frozenset({500, 50001})


def layers_of(text: str, reading: Reading, catalog: Catalog, effort: Effort) -> tuple[Layer, ...]:
    """The coded bodies around the reading, outermost first, then the reading itself."""
    outer = [layer for body in reading.chain if (layer := _layer(text, body, catalog, effort)) is not None]
    status = int_of(text, reading.own.fields, STATUS_KEYS) if reading.own else None
    inner = Layer(product="skms", code=reading.code, message=reading.message, http_status=_as_status(status))
    return (*outer, inner)


def _layer(text: str, body: Body, catalog: Catalog, effort: Effort) -> Layer | None:
    code = _code_of(text, body)
    if code is None:
        return None
    said = next((text_of(text, one, effort) for one in message_fields(body)), None)
    verdict = judge(code, said, catalog)
    product = verdict.product if verdict.product != "unknown" else _wrapper(code, said, catalog)
    status = int_of(text, body.fields, STATUS_KEYS)
    return Layer(product=product, code=code, message=said, http_status=_as_status(status))


def _code_of(text: str, body: Body) -> int | None:
    """The code that a body gives; a field that may hold either counts as the HTTP status where it looks like one."""
    for one in body.fields:
        code = int_of(text, (one,), CODE_KEYS)
        if code is not None and (plain_key(one.key) not in STATUS_KEYS or _as_status(code) is None):
            return code
    return None


def _as_status(number: int | None) -> int | None:
    return number if number is not None and LOWEST <= number <= HIGHEST else None


def _wrapper(code: int, message: str | None, catalog: Catalog) -> str:
    """The neighbour that is known to wrap SKMS errors, where the layer looks like one of its wrappings."""
    wrapping = message is not None and "{" in message
    for neighbour in catalog.neighbours.values():
        if neighbour.wraps_skms and (wrapping or any(known.code == code for known in neighbour.codes)):
            return neighbour.id
    return "unknown"


def claims_success(layers: Sequence[Layer]) -> bool:
    """Whether an outer layer's own code says that all went well."""
    return any(layer.code in _SUCCESS for layer in layers[:-1])


def misleading_status(layers: Sequence[Layer], seen: int | None, own_status: int) -> int | None:
    """An outer 401 that is not about the caller's token, or an outer 500 that is no crash; None if nothing misleads."""
    *outer, _ = layers
    if not outer:
        return None
    numbers = {layer.code for layer in outer} | {layer.http_status for layer in outer} | {seen}
    misleads = ((HTTPStatus.UNAUTHORIZED, _UNAUTHORISED), (HTTPStatus.INTERNAL_SERVER_ERROR, _CRASH))
    return next((int(status) for status, like in misleads if own_status != status and numbers & like), None)
