"""Reads the exception classes that a detail names, outermost first; knows names only, not what they mean."""

from bot.diagnosis.reading import Reading
from bot.lazily import compiled

LONGEST_CHAIN = 32
MOST_FIELDS = 32

# A dotted name is consumed whole, so no part of it is tried twice.
_NAME = r"[A-Za-z_]\w*+(?:(?:[.$\\+]|::)[A-Za-z_]\w*+)*+"
_PARTS = r"[.$\\+]|::"
_SUFFIXES = ("Exception", "Error", "Fault")
_GENERIC = frozenset({"Error", "Exception", "Fault"})
_BEFORE_GENERIC = (
    r"(?:^|\n|\{|[Cc]aused by:?|nested exception is|\[?cause\]?[:=]|--->|Uncaught|thrown:|Root exception is)"
    r"[ \t]*\Z"
)
_WITHOUT_SUFFIX = frozenset(
    {
        "BadStatusLine",
        "CannotSendRequest",
        "ConnectTimeout",
        "ConnectionFailed",
        "IncompleteRead",
        "InvalidChunkLength",
        "OpenTimeout",
        "PoolTimeout",
        "ReadTimeout",
        "RemoteDisconnected",
        "RequestNotPermitted",
        "ServerTimeout",
        "TlsFatalAlert",
        "TlsFatalAlertReceived",
        "TooManyRedirects",
        "WriteTimeout",
    }
)
# One of these stands in every text that names a class.
_SIGNS = (*_SUFFIXES, *sorted(_WITHOUT_SUFFIX), "Errno", "::", "socket.", "select.", "ldap.")
_LOWER_CASE = frozenset({"socket.timeout", "socket.gaierror", "socket.error", "select.error"})
_UPPER_CASE = frozenset(
    {
        "ldap.CONNECT_ERROR",
        "ldap.INSUFFICIENT_ACCESS",
        "ldap.INVALID_CREDENTIALS",
        "ldap.NO_SUCH_OBJECT",
        "ldap.SERVER_DOWN",
        "ldap.TIMEOUT",
    }
)
_FIELD_BEFORE = r"""["'](?:exception|error|type|class|className|exceptionClass|name)["']\s*:\s*["']\Z"""


def name_exceptions(reading: Reading) -> tuple[str, ...]:
    """The classes as named in the text, outermost first, neighbours alike once; Suppressed ones are never there.

    The innermost is the last: after "nested exception is", "Caused by:", `--->`, or deepest in the message. A
    class that is the value of a field of a JSON body stands outside whatever else that body says.
    """
    text = reading.main
    if not any(sign in text for sign in _SIGNS):
        return ()
    placed: list[tuple[int, str]] = []
    fields = 0
    for match in compiled(_NAME).finditer(text):
        name = match[0]
        if not _looks_like_class(name) or not _stands_as_class(text, name, match.start(), match.end()):
            continue
        place = match.start()
        if fields < MOST_FIELDS and compiled(_FIELD_BEFORE).search(text, max(0, place - 40), place):
            fields += 1
            place = max(0, text.rfind("{", 0, place))
        placed.append((place, name))
    placed.sort(key=lambda item: item[0])
    chain = [name for index, (_, name) in enumerate(placed) if index == 0 or placed[index - 1][1] != name]
    return tuple(chain[-LONGEST_CHAIN:])


def simple_name(name: str) -> str:
    """The last part of a class name: `AnnotatedConnectException`, `NotFound` of `HttpClientErrorException$NotFound`."""
    return compiled(_PARTS).split(name)[-1]


def _looks_like_class(name: str) -> bool:
    if name.endswith(_SUFFIXES):
        return True
    parts = compiled(_PARTS).split(name)
    last = parts[-1]
    if last in _WITHOUT_SUFFIX or name in _LOWER_CASE or name in _UPPER_CASE or _is_native(name):
        return True
    if name.startswith("RestClient::"):  # names its statuses as classes
        return True
    if len(parts) == 1 or not last[0].isupper():
        return False
    return parts[-2].endswith("Exception") or parts[-2] == "Errno"


def _is_native(name: str) -> bool:
    """Whether it is named as C++ libraries name theirs: `boost::system::system_error`, `std::bad_alloc`."""
    return "::" in name and name.rpartition("::")[2].endswith(("_error", "_exception", "_failure", "bad_alloc"))


def _stands_as_class(text: str, name: str, start: int, end: int) -> bool:
    last = simple_name(name)
    if not (last[0].isupper() or last[0] == "_" or name in _LOWER_CASE or _is_native(name)):
        return False
    if text[end : end + 1] in {"/", "="} or text[start - 1 : start] in {"@", "#"}:
        return False
    if name in _WITHOUT_SUFFIX and start > 0 and text[end : end + 1] not in {":", "("}:
        return False  # a setting of that name ("within the configured ConnectTimeout")
    if name in _GENERIC:
        return (
            text[end : end + 1] == ":" and compiled(_BEFORE_GENERIC).search(text, max(0, start - 24), start) is not None
        )
    return True
