"""The exception classes that name a cause by themselves, as data, by simple name; decides nothing itself."""

from collections.abc import Mapping

from bot.models.diagnosis import CauseId


def _by_name(table: Mapping[CauseId, str]) -> dict[str, CauseId]:
    return {name.strip(): cause for cause, names in table.items() for name in names.split("|")}


CLASSES = _by_name(
    {
        "connect_timeout": """
            ConnectTimeoutException | HttpConnectTimeoutException | ConnectTimeout | OpenTimeout
        """,
        "read_timeout": """
            SocketTimeoutException | ReadTimeoutException | WriteTimeoutException | HttpTimeoutException |
            ReadTimeout | ReadTimeoutError | TimeoutException | TimeoutError | timeout | WriteTimeout |
            ServerTimeout | RedisCommandTimeoutException | SQLTimeoutException | QueryTimeoutException |
            TaskCanceledException | TimeoutCancellationException | HystrixTimeoutException | HeadersTimeoutError |
            BodyTimeoutError | ServerTimeoutError | AsyncRequestTimeoutException
        """,
        "connection_refused": """
            ConnectException | HttpHostConnectException | AnnotatedConnectException | ConnectionRefusedError
        """,
        "connection_reset": """
            NoHttpResponseException | PrematureCloseException | ClosedChannelException |
            StacklessClosedChannelException | AsynchronousCloseException | EOFException | ConnectionClosedException |
            MalformedChunkCodingException | TruncatedChunkException | StreamResetException |
            ConnectionShutdownException | ConnectionResetError | ConnectionAbortedError | BrokenPipeError |
            RemoteDisconnected | ChunkedEncodingError | IncompleteRead | InvalidChunkLength |
            ServerDisconnectedError | RemoteProtocolError | ClientAbortException | ConnectionResetException |
            ClientConnectionResetError | AbortedException | EOFError
        """,
        "dns_failure": """
            UnknownHostException | UnresolvedAddressException | gaierror
        """,
        "no_route": """
            NoRouteToHostException | NativeNoRouteToHostException
        """,
        "tls_untrusted": """
            SSLPeerUnverifiedException | CertPathValidatorException | CertPathBuilderException |
            SunCertPathBuilderException | ValidatorException | CertificateException | SSLCertVerificationError |
            ClientConnectorCertificateError
        """,
        "tls_handshake": """
            SSLHandshakeException | SSLProtocolException | SSLException | SSLError | SslHandshakeTimeoutException |
            NotSslRecordException | ClientConnectorSSLError
        """,
        "pool_exhausted": """
            ConnectionPoolTimeoutException | ConnectionRequestTimeoutException | PoolAcquireTimeoutException |
            PoolAcquirePendingLimitException | PoolTimeout | PoolExhaustedException | BulkheadFullException |
            EmptyPoolError
        """,
        "parse_error": """
            JsonParseException | JsonMappingException | JsonProcessingException | JsonSyntaxException |
            JsonIOException | JsonEOFException | MalformedJsonException | MismatchedInputException |
            InvalidFormatException | InvalidDefinitionException | UnrecognizedPropertyException |
            HttpMessageNotReadableException | HttpMessageConversionException | UnknownContentTypeException |
            UnsupportedMediaTypeException | JSONException | JSONDecodeError | JsonReaderException | JsonException |
            JsonDecodingException | JsonDataException | JsonEncodingException | DecodingException | DecodeException |
            ContentTypeError | ParserError | ParseError | ParseException | SAXParseException | XMLStreamException |
            NumberFormatException | DateTimeParseException | SyntaxError
        """,
    }
)
