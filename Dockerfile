# Two stages: the first builds wheels from the hash-locked requirements, the second holds only what runs.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN pip install --no-cache-dir --require-hashes --prefix=/install -r requirements.lock
COPY bot ./bot
COPY knowledge ./knowledge
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /dist . \
 && pip install --no-cache-dir --no-deps --prefix=/install /dist/*.whl

FROM python:3.13-slim
COPY --from=build /install /usr/local
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin skms
USER 10001
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
HEALTHCHECK --interval=30s --timeout=10s CMD ["skms-bot", "explain", "--code", "40013"]
ENTRYPOINT ["skms-bot"]
CMD ["--help"]
