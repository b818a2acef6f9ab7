# The tracker as a service: builds from wheels alone, runs as a user without rights, keeps everything in /data.
#
#   docker build -t tracker .
#   docker run -d --name tracker -v tracker-data:/data -e TRACKER_SMTP_HOST=mail.example.org … tracker
#   docker run --rm -v tracker-data:/data tracker report --week 2014-W46

FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock requirements-postgresql.lock ./
RUN ["python", "-m", "venv", "/opt/tracker"]
RUN ["/opt/tracker/bin/python", "-m", "pip", "install", "--no-cache-dir", "--only-binary", ":all:", "--require-hashes", "--requirement", "requirements.lock", "--requirement", "requirements-postgresql.lock"]
COPY pyproject.toml README.md LICENSE ./
COPY tracker ./tracker
COPY jobs ./jobs
COPY alembic ./alembic
RUN ["/opt/tracker/bin/python", "-m", "pip", "install", "--no-cache-dir", "--no-index", "--no-deps", "--no-build-isolation", "."]

FROM python:3.13-slim
LABEL org.opencontainers.image.title="Sanctions pressure tracker" \
      org.opencontainers.image.description="What was announced, when could the market first know, what did the rouble do" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/tracker /opt/tracker
RUN ["useradd", "--uid", "10001", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "tracker"]
RUN ["install", "--directory", "--owner=10001", "--group=10001", "--mode=0700", "/data"]
ENV PATH="/opt/tracker/bin:$PATH" TRACKER_HOME="/data" PYTHONUTF8="1" PYTHONDONTWRITEBYTECODE="1"
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5m --timeout=30s --start-period=2m --retries=3 CMD ["tracker", "db", "current"]
ENTRYPOINT ["tracker"]
CMD ["daemon"]
