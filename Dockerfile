# Two stages: the first installs the hash-locked requirements and the wheel, the second holds only what runs.
# Tag and digest are changed together; `docker buildx imagetools inspect python:TAG` shows the digest of a tag.
FROM python:3.13.15-slim-trixie@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b AS base

FROM base AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements.lock requirements-build.lock ./
# pip compiles what it installs: a read-only image can never do so later, and each start would.
RUN python -m venv --without-pip /opt/skms-bot \
 && pip --python /opt/skms-bot/bin/python install --only-binary :all: --require-hashes -r requirements.lock \
 && pip install --only-binary :all: --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY knowledge ./knowledge
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /dist . \
 && pip --python /opt/skms-bot/bin/python install --no-deps --no-index /dist/*.whl \
 && pip --python /opt/skms-bot/bin/python check

FROM base
RUN pip uninstall --yes --root-user-action ignore pip \
 && rm -rf /usr/local/lib/python3.13/ensurepip \
 && groupadd --gid 10001 skms \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin skms \
 && install --directory --owner 10001 --group 10001 --mode 0750 /var/lib/skms-bot
COPY --from=build /opt/skms-bot /opt/skms-bot
ENV PATH=/opt/skms-bot/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
# Without a setting the database is a file in the working directory.
WORKDIR /var/lib/skms-bot
USER 10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["skms-bot", "health"]
ENTRYPOINT ["skms-bot"]
CMD ["run"]
