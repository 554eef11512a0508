"""The forms in which texts name the peer that failed, as data: patterns with named groups; decides nothing itself.

Groups: `host`, `port` (or `port2`), `ip`, `host6` (an IPv6 address with its port), `list` (resolved addresses),
`path`, `proxy` (the peer is a proxy, so the request's URL is somebody else's).
"""

NAME = r"[A-Za-z0-9_](?:[\w-]|\.(?=[\w-])){0,252}+"
IP4 = r"\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\w)"
IP6 = r"\[[0-9A-Fa-f:.%]{2,60}\]"
IP6_BARE = r"(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}"
IP6_SHORT = r"(?=[0-9A-Fa-f:]{0,38}::)[0-9A-Fa-f:]{2,39}(?= \(port | port )"
AUTHORITY = rf"(?P<host>{IP6}|{NAME})(?::(?P<port>\d{{1,5}})(?!\d))?"
STATED = rf"(?P<host>{IP6}|{NAME}):(?P<port>\d{{1,5}})(?!\d)"
NO_HOST = "(?i:failed|failure|information|error|getaddrinfo|exception|lookup|address|host|null)"
DNS_NOUN = "(?:host address|host|proxy|address|hostname|DNS name|name)"
METHODS = "GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|TRACE"

PEER, REQUEST, ADDRESS, LINK = 1, 2, 3, 4
"""How surely a place in the text names the peer: it says so; it is the request's URL; host:port; some URL."""

# sign in the text (lower case), rank, pattern. The local end ("from /ip", "L:/ip", "a->b") is nobody's peer.
SHAPES: tuple[tuple[str, int, str], ...] = (
    ("upstream", PEER, rf'upstream: "[a-z]{{2,8}}://{AUTHORITY}(?P<path>/[^\s"?#]{{0,2000}})?'),
    ("proxy", PEER, rf"(?P<proxy>proxy) ['\"]?https?://{AUTHORITY}"),
    (
        "=>",
        PEER,
        (
            rf"(?P<proxy>http|https|socks4|socks5), \w{{1,20}}, (?P<host>{NAME})?/(?P<ip>{IP4})"
            rf":(?P<port>\d{{1,5}}) => \S{{1,300}}"
        ),
    ),
    (
        "connect",
        PEER,
        rf"[Cc]onnect(?:ion|ing)?(?: attempt)? to (?:[a-z]{{2,8}}://)?{AUTHORITY}(?: \[(?P<list>[^\]\n]{{0,600}})\])",
    ),
    (
        "connect",
        PEER,
        rf"[Cc]onnect(?:ion|ing)? to (?:the )?(?:host |server |node |remote )?(?:[a-z]{{2,8}}://)?{STATED}",
    ),
    ("connect", PEER, rf"[Cc]onnection to (?P<host>{NAME}) timed out"),
    (
        "connecting to",
        PEER,
        (
            rf"Connecting to (?P<host>{NAME})(?: \([^)\n]{{0,253}}\))?\|(?P<ip>{IP4}|[0-9A-Fa-f:]{{2,45}})\|"
            r":(?P<port>\d{1,5})"
        ),
    ),
    ("connect(2) for", PEER, r"connect\(2\) for \"(?P<host>[^\"\s]{1,253})\" port (?P<port>\d{1,5})"),
    ("port", PEER, rf"[Cc]onnect to (?P<host>{IP6}|[0-9A-Fa-f:]{{3,45}}|{NAME}) port (?P<port>\d{{1,5}})"),
    (
        "connected to",
        PEER,
        rf"[Cc]onnected to (?P<host>{NAME}) \((?P<ip>{IP4}|[0-9A-Fa-f:]{{2,45}})\) port (?P<port>\d{{1,5}})",
    ),
    ("connection to", PEER, rf"[Cc]onnection to (?P<ip>{IP4}) (?:failed|timed out|refused)"),
    ("connect to ipv", PEER, rf"[Cc]onnect to ipv[46]#(?P<ip>{IP4}|{IP6}):(?P<port>\d{{1,5}})"),
    ("(after ", PEER, rf"(?<![\w./:-]){STATED}/(?:\d{{1,9}}|bootstrap): "),
    ("lookup failure", PEER, rf"lookup failure for:? {AUTHORITY}"),
    ("communication to", PEER, rf"communication to {AUTHORITY} not permitted"),
    ("getaddrinfo for", PEER, rf"getaddrinfo for {AUTHORITY} failed"),
    ("domain(", PEER, rf"Domain\(\"(?P<host>{NAME})\"\)\)(?:, port: Some\((?P<port>\d{{1,5}})\))?"),
    ("target", PEER, rf"target '?(?:dns|ipv[46]):(?:///)?{AUTHORITY}"),
    (
        ": '",
        PEER,
        (
            r"(?:aufgelöst werden|être résolu|nombre remoto|nome remoto|ser resolvido|удаленное имя|远程名称|遠端名稱"
            rf"|解決できませんでした)[.。]?[ ]?: ?'(?P<host>{NAME})'"
        ),
    ),
    ("확인할 수 없", PEER, rf"이름을 확인할 수 없습니다[.:]? ['\"](?P<host>{NAME})"),
    ("to_address", PEER, rf"to_address,\{{['\"]?(?P<host>{NAME})['\"]?,(?P<port>\d{{1,5}})"),
    ("port", PEER, rf"connection to the host (?P<host>{NAME}), port (?P<port>\d{{1,5}})"),
    ("port", PEER, rf"connect to host, port: (?P<host>{NAME}), (?P<port>\d{{1,5}})"),
    (
        "running on host",
        PEER,
        (
            rf"running on host \"(?P<host>[^\"\s]{{1,253}})\"(?: \((?P<ip>{IP4}|[0-9A-Fa-f:]{{2,45}})\))?"
            r" and accepting\s{1,4}TCP/IP connections on port (?P<port>\d{1,5})"
        ),
    ),
    ("hostaddress", PEER, rf"Connection\{{{AUTHORITY}, proxy=DIRECT@? hostAddress=(?P<ip>{IP4})"),
    ("connect to address", PEER, rf"connect to address (?P<host>{IP4}|[0-9A-Fa-f:]{{3,45}}(?=: ))"),
    ("port", PEER, rf"\bhost (?P<host>{NAME}) port (?P<port>\d{{1,5}})"),
    ("(host", ADDRESS, rf"\((?:HOST|host) ?= ?(?P<host>{NAME})\) ?\((?:PORT|port) ?= ?(?P<port>\d{{1,5}})\)"),
    (
        "remote port",
        PEER,
        rf"remote port (?P<port>\d{{1,5}}) to address (?P<ip>{IP4})(?: \((?P<host>{NAME})\))?",
    ),
    ("port", PEER, rf"server at \"(?P<host>{NAME})\"(?: \((?P<ip>{IP4})\))?, port (?P<port>\d{{1,5}})"),
    ("/", PEER, rf"R:(?P<host>{NAME})?/(?P<ip>{IP4}|{IP6}|{IP6_BARE}):(?P<port>\d{{1,5}})"),
    (
        "/",
        PEER,
        (
            rf"(?<![\w/.:@?&%-])(?P<host>{NAME})?/(?P<ip>{IP4}|{IP6}|{IP6_BARE}|{IP6_SHORT})(?!/)"
            r"(?::(?P<port>\d{1,5})(?!\d)| \(port (?P<port2>\d{1,5})\))?"
        ),
    ),
    ("<unresolved>", PEER, rf"(?<![\w/.:@-])(?P<host>{NAME})/<unresolved>:(?P<port>\d{{1,5}})"),
    ("failed to respond", PEER, rf"{STATED} failed to respond"),
    ("failed to respond", PEER, rf"NoHttpResponseException: (?P<host>{NAME}) failed to respond"),
    ("dial ", PEER, rf"(?P<proxy>proxyconnect tcp: )?dial (?:tcp|udp)[46]? {STATED}"),
    ("lookup ", PEER, rf"\blookup (?!{NO_HOST}\b)(?P<host>{NAME})\.?(?= on |:)"),
    ("->", PEER, rf"(?:read|write) tcp[46]? \S{{1,100}}?->{STATED}"),
    ("tcp", PEER, rf"(?:read|write) tcp[46]? {STATED}(?!\S*->)"),
    (
        " e",
        PEER,
        r"\b(?:connect|read|write|getaddrinfo|queryA) E[A-Z_]{3,15} (?P<host6>[0-9a-f]{0,4}:[0-9a-f:.]{1,60})",
    ),
    (" e", PEER, rf"\b(?:connect|read|write|getaddrinfo|queryA) E[A-Z_]{{3,15}} {AUTHORITY}"),
    ("connection", PEER, r"HTTPS?Connection(?:Pool)?\(host='(?P<host>[^'\s]{1,253})', port='?(?P<port>\d{1,5})"),
    ("call failed", PEER, r"Connect call failed \('(?P<host>[^'\s]{1,100})', (?P<port>\d{1,5})"),
    ("to host", PEER, rf"connect to host {AUTHORITY}"),
    ("ipv", PEER, rf"ipv[46]:{STATED}"),
    ("attempted address", PEER, rf"attempted address(?:es)?: {STATED}"),
    ("in connection to", PEER, rf"in connection to {STATED}"),
    ("(", PEER, rf"\({STATED}\)"),
    ("refused it", PEER, rf"refused it\.? {STATED}"),
    ("unknownhost", PEER, rf"UnknownHostException: (?!null\b|[Uu]nable|[Ff]ailed|[Cc]ould)['\"]?{AUTHORITY}"),
    ("resol", PEER, rf"\b[Rr]esolv(?:e|ing)(?: the)?(?: {DNS_NOUN})?:? ?['\"<`]{AUTHORITY}"),
    ("resol", PEER, rf"\b[Rr]esolv(?:e|ing)(?: the)? {DNS_NOUN}(?:: | ){AUTHORITY}"),
    ("resol", PEER, r"\b[Rr]esolv(?:e|ing):? (?P<host>(?:[\w-]{1,63}\.){1,8}[A-Za-z][\w-]{1,62})"),
    ("translate host name", PEER, rf"translate host name \"(?P<host>{NAME})\""),
    ("host lookup", PEER, rf"host lookup: '{AUTHORITY}"),
    ("address = ", PEER, rf"address = {AUTHORITY}, port = (?P<port2>\d{{1,5}})"),
    ("defaultdnsquestion", PEER, rf"DefaultDnsQuestion\((?P<host>{NAME})"),
    ("should be <", PEER, rf"should be <(?P<host>{NAME})>"),
    ("could not be resolved", PEER, rf"name could not be resolved: '(?P<host>{NAME})"),
    ("could not be resolved", PEER, rf"(?<![\w.])(?P<host>{NAME}) could not be resolved"),
    ("in upstream", PEER, rf"host not found in upstream \"{AUTHORITY}"),
    (
        "n",
        PEER,
        (
            rf"(?<![\w./:-])(?!{NO_HOST}\b){AUTHORITY}: (?:Name or service not known|nodename nor servname"
            r"|Temporary failure in name|No address associated|Name does not resolve|No such host is known|Try again)"
        ),
    ),
    ("certificate for", PEER, rf"[Cc]ertificate for <?(?P<host>{IP6}|{NAME})"),
    ("name", PEER, rf"(?:DNS name|name) matching (?P<host>{NAME}) found"),
    ("ip address", PEER, r"matching IP address (?P<host>[0-9A-Fa-f:.]{2,60}) found"),
    ("match", PEER, rf"[Hh]ost ?name ['\"]?(?P<host>{IP6}|{NAME})['\"]?,? (?:doesn't|does not|not) match"),
    ("not verified", PEER, rf"[Hh]ostname ['\"]?(?P<host>{IP6}|{NAME})['\"]? (?:was )?not verified"),
    ("altname", PEER, rf"altnames: (?:Host: |IP: )(?P<host>{NAME})"),
    ("not valid for", PEER, r"not valid for '(?P<host>[^'\s]{1,253})'"),
    ("is valid for", PEER, rf"certificate is valid for [^\n]{{1,600}}?, not (?P<host>{NAME})"),
    ("target host name", PEER, r"target host ?name '(?P<host>[^'\s]{1,253})'"),
    ("validate certificate", PEER, r"validate certificate for (?P<host>[0-9A-Fa-f:.]{2,60}) because"),
)
