"""The words that name a cause, as data: what libraries and systems write, in lower case; decides nothing itself."""

from collections.abc import Mapping

from bot.models.diagnosis import CauseId

Phrases = dict[CauseId, tuple[str, ...]]


def _phrases(table: Mapping[CauseId, str]) -> Phrases:
    return {cause: tuple(phrase.strip() for phrase in words.split("|")) for cause, words in table.items()}


STRONG = _phrases(
    {
        "connection_refused": """
            connection refused | connectionrefused | actively refused it | no listener |
            connection refused: no further information | connect call failed | refused the connection |
            refused connection | broker may not be available |
            the network adapter could not establish the connection | delayed connect error: 111 |
            연결을 거부 | 接続が拒否 | 连接被拒绝 | verbindungsaufbau abgelehnt | verbindung verweigert |
            connexion refusée | conexión rechazada | conexión rehusada | 연결이 거부 | 拒否されたため |
            积极拒绝 | 拒绝连接 | winerror 10061 | 目標電腦拒絕連線 | zielcomputer die verbindung verweigert |
            ordinateur cible l'a expressément refusé | destino denegó expresamente |
            rifiuto persistente del computer | destino as recusou ativamente | отверг запрос на подключение |
            в соединении отказано | aktywnie go odmawia | etkin olarak reddet | connessione rifiutata |
            conexão recusada | ora-12541 | network-related or instance-specific error
        """,
        "connect_timeout": """
            connection timed out | connect timed out | connect timeout | connection timeout |
            connection time out | connection attempt timed out | connect() timed out | connect etimedout |
            error connecting: timed out | operation timed out (connection timed out) |
            connect: operation timed out | connectexception: operation timed out |
            connection attempt failed because the connected party did not properly respond |
            established connection failed because connected host has failed to respond |
            tcp connect error: deadline has elapsed | reset reason: connection timeout |
            request canceled while waiting for connection (client.timeout exceeded while awaiting headers) |
            network connection timed out | within the configured connecttimeout | connecttimeouterror |
            errno 110 | winerror 10060 |
            응답이 없어 연결하지 못했거나 | 연결 시간 초과 | 연결 시간이 초과 | 接続がタイムアウト |
            正しく応答しなかった | 没有正确答复 | 连接超时 | 一段時間並未正確回應 |
            nach einer bestimmten zeitspanne nicht richtig reagiert | car le parti connecté n'a pas répondu |
            conectada no respondió adecuadamente | conectado não respondeu corretamente |
            за требуемое время не получен | risposta non corretta della parte connessa |
            wartezeit für die verbindung ist abgelaufen | expiration du délai d'attente |
            expiró el tiempo de conexión | время ожидания соединения истекло | tempo esgotado para conexão |
            connectionfailed: execution expired | ora-12170 | ora-12535
        """,
        "read_timeout": """
            read timed out | read timeout | read time out | connection timed out (read failed) |
            connection timed out (write failed) | readaddress(..) failed: connection timed out |
            recvaddress(..) failed: connection timed out | syscall:read(..) failed: connection timed out |
            writeaddress(..) failed: connection timed out | write timed out | the write operation timed out |
            the read operation timed out | read etimedout | esockettimedout | request timed out |
            request timeout | request time-out | response timed out | response timeout |
            timeout awaiting response headers | context deadline exceeded |
            client.timeout or context cancellation while reading body | deadline_exceeded | deadline exceeded |
            httpclient.timeout of | the operation has timed out | the operation timed out |
            operation timed out after | command timed out after | timed-out and fallback | timed-out and no fallback |
            recorded a timeout exception | did not observe any item or terminal signal within |
            headers timeout error | body timeout error | upstream request timeout | query timed out |
            statement timeout | not present in metadata after | 읽기 시간 초과 | 읽기 시간이 초과 |
            응답 시간 초과 | 응답 시간이 초과 |
            요청 시간이 초과 | 작업 시간이 초과 | 작업이 시간 초과 | 读取超时 | 操作超时 |
            操作がタイムアウト | timeout on blocking read
        """,
        "connection_reset": """
            connection reset | connection was reset | connectionreset | broken pipe | socket hang up |
            connection prematurely closed | prematurely closed connection | unexpected end of stream |
            unexpected end of file from server | target server failed to respond |
            server failed to respond with a valid http response | remote end closed connection |
            closed the connection | connection closed | connection was closed | connection is closed |
            connection has been closed | connection already closed | connection unexpectedly closed |
            underlying connection was closed | connection was aborted | connection abort | connection lost |
            connection broken | connection dropped | closed connection |
            channel closed | forcibly closed | premature end of | premature eof |
            premature close | truncated chunk | truncated http | crlf expected | closing chunk expected |
            bad chunk header | response ended prematurely | stream was reset | stream reset | goaway |
            rst_stream | header parser received no bytes | eof reached while reading | \\n not found: limit= |
            not found: limit= | incompleteread( | server disconnected | empty reply from server |
            other side closed | peer closed connection | transport is closing |
            network closed for unknown reason | use of closed network connection | transfer closed with |
            end of file before message length reached | end of file reached | reset reason: connection termination |
            reset reason: remote reset | error reading a response | unexpected end of http content |
            incomplete message | connection error: desc | disconnected: verify that | rack: null) disconnected |
            disconnectexception | terminated during authentication | error reading from remote server |
            error reading status line from remote server |
            connection was unexpectedly lost | 강제로 끊 | 기본 연결이 닫혔 | 连接已关闭 | 接続が切断 |
            connection or outbound has closed |
            상대편에 의해 끊어짐 |
            強制的に切断されました | 强迫关闭了一个现有的连接 | 连接被对方重 | error writing to server |
            before receiving peer's close_notify | verbindung wurde vom remotehost geschlossen |
            vom kommunikationspartner zurückgesetzt | connexion existante a dû être fermée |
            ré-initialisée par le correspondant | interrupción de una conexión existente |
            cancelamento de uma conexão existente | принудительно разорвал | соединение разорвано |
            強制關閉一個現存的連線 | ora-03113 | ora-03135 | ora-12537
        """,
        "dns_failure": """
            name or service not known | nodename nor servname provided | temporary failure in name resolution |
            no address associated with | name does not resolve | no such host | host not found |
            unable to resolve host | could not resolve | couldn't resolve | cannot resolve | failed to resolve |
            unknown host | unknownhostexception | unresolvedaddressexception | unresolved address |
            getaddrinfo failed | name could not be resolved | could not be resolved | name resolution |
            nameresolutionerror | resolving timed out | nxdomain | server misbehaving | dns error |
            dns lookup failed | dns lookup failure | no resolvable bootstrap urls |
            resource temporarily unavailable ( |
            dns resolution failed | dnsnameresolvertimeoutexception |
            failed to lookup address information | errno -2] | errno -3] | errno 11001 |
            알려진 호스트가 없습니다 | 원격 이름을 확인할 수 없 | 名前を解決できません |
            이름 혹은 서비스를 알 수 없습니다 | そのようなホストは不明です |
            不知道这样的主机 | 未知的名称或服务 | 无法解析 | 未能解析 | 無法解析遠端名稱 | 無法識別這台主機 |
            host ist unbekannt | kein solcher host bekannt | nicht aufgelöst werden | dienst ist nicht bekannt |
            hôte inconnu | nom distant n'a pas pu être résolu | nom ou service inconnu | host desconocido |
            no se puede resolver el nombre | nombre o servicio desconocido | host não é conhecido |
            nome remoto não pôde ser resolvido | impossibile risolvere il nome |
            リモート名を解決できません | хост неизвестен | невозможно разрешить удаленное имя |
            host sconosciuto | no address found for host | could not translate host name
        """,
        "no_route": """
            no route to host | host unreachable | host is unreachable | host is down | network is unreachable |
            network unreachable | unreachable host | unreachable network | noroutetohostexception |
            호스트로 갈 루트가 없음 | 호스트로의 경로가 없 | 연결할 수 없는 호스트 | 연결할 수 없는 네트워크 |
            네트워크에 접근할 수 없 | 네트워크에 연결할 수 없 | 没有到主机的路由 | keine route zum zielrechner |
            aucun chemin d'accès pour atteindre | no existe ninguna ruta | нет маршрута до узла
        """,
        "tls_untrusted": """
            pkix path building failed | pkix path validation failed | unable to find valid certification path |
            trust anchor | trustanchors parameter must be non-empty | self signed certificate |
            self-signed certificate | self_signed_cert | unable to get local issuer | unable to get issuer cert |
            unable_to_get_issuer_cert | unable to verify the first certificate | unable_to_verify_leaf_signature |
            signed by unknown authority | received fatal alert: unknown_ca |
            received fatal alert: certificate_unknown | alert unknown ca | alert certificate unknown |
            unknown certificate authority | unknownissuer | certificate verify failed | certificate verify error |
            certificate_verify_failed | ssl certificate problem | certificate verification failed |
            remotecertificatechainerrors | remotecertificatenotavailable | remote certificate is invalid |
            remote certificate was rejected | could not establish trust relationship | untrustedroot |
            partialchain | peer not authenticated | 트러스트 관계를 설정할 수 없 | 원격 인증서가 잘못되었 |
            certificate is not trusted | certificate not trusted |
            authority that is not trusted | issuer is not trusted | not trusted by the trust provider |
            no trusted certificate found | certificate has been revoked | certificate revoked |
            certificate_revoked | certificate is not standards compliant
        """,
        "tls_expired": """
            certificate has expired | certificate expired | certificate is expired | certificate_expired |
            certificateexpiredexception | certificatenotyetvalidexception | cert_has_expired |
            cert_not_yet_valid | 인증서가 만료 | 証明書の有効期限が切れ | 证书已过期 |
            certificate is not yet valid | certificate not yet valid |
            validity check failed | timestamp check failed |
            pkix path validation failed: java.security.cert.certpathvalidatorexception: validity check failed |
            pkix path validation failed: java.security.cert.certpathvalidatorexception: timestamp check failed |
            has expired or is not yet valid | certificate verify failed: certificate has expired |
            certificate verify failed: certificate is not yet valid |
            ssl certificate problem: certificate has expired |
            ssl certificate problem: certificate is not yet valid | notafter: | notbefore: | nottimevalid |
            invalid peer certificate: expired | invalid certificate: expired | certificate: certexpired
        """,
        "tls_hostname": """
            match any of the subject | match common name of the certificate subject |
            no subject alternative | no name matching | not match the certificate subject |
            does not match certificate's altnames | err_tls_cert_altname_invalid |
            hostname in certificate didn't match | hostname mismatch | host name mismatch | name mismatch |
            ip address mismatch | certificate verify failed: hostname mismatch |
            certificate verify failed: ip address mismatch | remotecertificatenamemismatch |
            doesn't match either of | certificate subject name | alternative certificate subject name matches |
            doesn't contain any ip sans | is not valid for any names | notvalidforname |
            legacy common name field | hostname wrong | ssl certificate problem: hostname mismatch
        """,
        "tls_handshake": """
            received fatal alert | handshake_failure | handshake failure | handshakefailure |
            handshake timed out | handshake timeout | handshake failed | bad handshake | bad_certificate |
            certificate_required | protocol_version | alert protocol version |
            remote host terminated the handshake | remote host closed connection during handshake |
            connection closed while ssl/tls handshake was in progress | connection closed during handshake |
            unsupported or unrecognized ssl message | unrecognized ssl message | no appropriate protocol |
            not an ssl/tls record | wrong version number | wrong_version_number | :unsupported protocol |
            unsupported_protocol | unrecognized_name | inappropriate_fallback | no cipher suites in common |
            no protocols in common | :unknown protocol | ssl_error_syscall | ssl connection timeout |
            eof occurred in violation of protocol | unexpected_eof_while_reading |
            could not create ssl/tls secure channel | 보안 채널을 만들 수 없 |
            first record does not look like a tls handshake |
            server gave http response to https client | remote error: tls: | remote party sent a tls alert |
            remote party has closed the transport stream | before secure tls connection was established |
            dh key too small | dh_key_too_small | ssl_do_handshake() failed |
            in ssl handshake (104: connection reset by peer) | peer closed connection in ssl handshake |
            unsafe legacy renegotiation disabled | sslhandshakeexception: connection reset | ssl handshake |
            tls handshake | cannot determine the frame size
        """,
        "pool_exhausted": """
            waiting for connection from pool | connection pool timeout | timeout waiting for connection |
            timeout waiting for idle object | pool error timeout | pool exhausted | pool is exhausted |
            pool empty | pool has been exhausted | connection is not available, request timed out after |
            has been pending for more than the configured timeout |
            pending acquire queue has reached its maximum size | acquire operation took longer |
            unable to acquire a connection from the pool | obtaining a connection from the pool |
            checkout a connection has timed out | pool reached maximum size | couldn't get a connection after |
            too many clients already | too many connections | remaining connection slots are reserved |
            maximum number of connections reached | max pool size was reached | bulkhead |
            could not acquire a semaphore | no managed connections available | timeout deadline: |
            connection pool is full
        """,
        "proxy_auth": """
            proxy authentication required | proxy authentication | 407 from proxy | response 407 |
            proxyauthenticationrequired | 프록시 인증이 필요 | failed to authenticate with proxy |
            unable to authenticate with proxy | authentication with proxy failed
        """,
        "null_pointer": """
            nullpointerexception | nullreferenceexception | object reference not set to an instance |
            object has no attribute | 'nonetype' object | nil pointer dereference | for nil:nilclass |
            on null object | on a null object reference | on a null value | properties of undefined |
            properties of null | 개체 참조가 개체의 인스턴스로 설정되지 않 |
            未将对象引用设置到对象的实例 | オブジェクト参照がオブジェクト インスタンスに設定されていません |
            undefined is not an object | null is not an object | argumentnullexception
        """,
        "parse_error": """
            unexpected character ( | illegal character ((ctrl-char | unrecognized token | unrecognized field |
            unexpected end-of-input | no content to map | json parse error | json decoding error |
            cannot deserialize | can not deserialize | cannot construct instance of |
            no suitable httpmessageconverter | could not read json | could not read document |
            content type 'text/html' not supported | not supported for bodytype | failed to parse |
            unable to parse | could not parse | malformed json | malformedjson | setlenient(true) |
            strictness.lenient | expected begin_ | jsonobject text must begin | jsonarray text must start |
            cannot be converted to jsonobject | cannot be converted to jsonarray | unexpected token |
            unexpected json token | is not valid json | not valid json | invalid json | expecting value: line |
            extra data: line | invalid character ' | looking for beginning of value | cannot unmarshal |
            unexpected end of json input | end of json input | is an invalid start of a value |
            encountered while parsing value | error parsing | sent no valid http | sent invalid header |
            invalid http | malformed http |
            committed a protocol violation | parse error: expected http | hpe_invalid | error decoding response body |
            content is not allowed in prolog | premature end of file | end of input at | unterminated string |
            unterminated object | syntax error, expect | attempt to decode json with unexpected mimetype |
            unexpected mimetype | json could not be converted | not a json | invalid utf-8 | for input string:
        """,
        "auth_expired_or_invalid": """
            invalid_client | invalid_grant | invalid_token | unauthorized_client | jwt expired |
            expiredjwtexception | jwt signature does not match | token has expired | token is expired |
            token expired | invalidauthenticationtoken | accept the auth token |
            failed to provide authentication token | password authentication failed | invalid username/password |
            (using password: | wrongpass | noauth authentication required | idx10223 |
            due to server authentication | ora-01017
        """,
        "rate_limited": """
            does not permit further calls: ratelimiter | maximum number of attempts exceeded |
            request rate is large | rate limit exceeded | rate exceeded | too many requests
        """,
        "other": """
            connection pool shut down | connection pool has been shut down |
            connection manager has been shut down | pool is closed | pool closed |
            is open and does not permit further calls | circuit short-circuited | short-circuited and fallback |
            outofmemoryerror | too many open files | cannot assign requested address |
            can't assign requested address | eaddrnotavail | address already in use | classnotfoundexception |
            noclassdeffounderror | no space left on device | event executor terminated |
            load balancer does not have available server
        """,
        "permission_denied": """
            permission denied: connect | permission denied (connect failed)
        """,
    }
)
"""Words of a root cause, wherever they stand; the longest words win where they overlap, then the deepest."""

WRAPPING = _phrases(
    {
        "auth_expired_or_invalid": """
            failed to get token | msal error
        """,
        "connection_reset": """
            ssl peer shut down incorrectly | connection aborted | socket closed | socket is closed |
            socket was closed | disconnect/reset before headers
        """,
        "http_5xx": """
            reset reason: overflow
        """,
        "parse_error": """
            error while extracting response for type
        """,
        "read_timeout": """
            client.timeout exceeded
        """,
        "tls_handshake": """
            general sslengine problem | while ssl handshaking to upstream |
            the ssl connection could not be established
        """,
    }
)
"""Words that libraries put around, or after, a better reason; they count when no such reason is there."""

MEANING = _phrases(
    {
        "auth_expired_or_invalid": """
            invalid token | invalid access token | access token is invalid | bad credentials | invalid issuer |
            invalid credentials | invalid api key | full authentication is required | unauthenticated |
            not authenticated | expiredtoken | signature expired | lifetime validation failed
        """,
        "permission_denied": """
            access is denied | 액세스가 거부 | 접근이 거부 | 허가 거부 | 访问被拒绝 | 拒绝访问 | アクセスが拒否 |
            access denied | accessdenied | permission denied | permission_denied |
            don't have permission | does not have permission | do not have permission |
            insufficient privileges | insufficient access | nopermissionexception |
            insufficient_scope | insufficient permission | caller is not authorized |
            forbiddenbypolicy | not authorized to | topicauthorizationexception | groupauthorizationexception |
            clusterauthorizationexception | authorization failed | unauthorizedaccessexception | permissiondenied
        """,
        "not_found": """
            key not found | keynotfound | secretnotfound | secret not found | resource not found |
            resourcenotfound | nosuchkey | no such key | no such file | nosuchfileexception |
            filenotfoundexception | entitynotfoundexception | noresourcefoundexception | nohandlerfoundexception |
            protection is not exist | not_found | was not found | could not be found | cannot be found
        """,
        "rate_limited": """
            throttl | rate limit | ratelimit | resource_exhausted | requestnotpermitted | quota exceeded |
            resourceexhausted
        """,
    }
)
"""What a body says where its status says no more than which side failed."""

WEAK = _phrases(
    {
        "connection_refused": """
            failed to connect | couldn't connect | could not connect | cannot connect | unable to connect |
            connection failure | all connection attempts failed | could not be established | connecterror |
            tcp connect error | failed connecting
        """,
        "tls_handshake": """
            ssl error | ssl routines | fatal alert
        """,
        "read_timeout": """
            timed out | timedout | timeout | time-out | etimedout | execution expired
        """,
        "auth_expired_or_invalid": """
            unauthorized | credentialunavailableexception | authentication unavailable |
            authentication is not available | authentication failed | authenticationexception |
            authenticationfailed | msalserviceexception | msalclientexception
        """,
        "permission_denied": """
            forbidden
        """,
        "not_found": """
            notfound | not found
        """,
        "http_5xx": """
            internal server error | internalservererror | bad gateway | badgateway | service unavailable |
            serviceunavailable | service temporarily unavailable | gateway timeout | gateway time-out |
            gatewaytimeout | no healthy upstream
        """,
        "http_4xx": """
            bad request | method not allowed | unsupported media type
        """,
        "pool_exhausted": """
            could not get a resource from the pool
        """,
    }
)
"""Wrappers and hints, which count when nothing better is there."""
