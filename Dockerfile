# syntax=docker/dockerfile:1
# Two images. The last stage is what Pipecat Cloud builds, which names no target.
#
#   docker build --target server -t call-shadow .
#   docker build --platform linux/arm64 --target cloud -t call-shadow-cloud .
#
# The server image listens on every interface, so it needs API_KEYS, and TWILIO_AUTH_TOKEN with
# PUBLIC_URL (or TWILIO_VALIDATE_SIGNATURE=false); settings come from the environment
# (.env.example), and what it keeps is in /data:
#
#   docker run -p 7860:7860 --env-file .env -v callshadow:/data call-shadow

# Each image that these build on is an argument, so that a build can be held to a digest:
#
#   --build-arg PYTHON_IMAGE=python:3.11-slim-bookworm@sha256:…

ARG UV_VERSION=0.13.8
ARG UV_IMAGE=ghcr.io/astral-sh/uv:${UV_VERSION}
ARG PYTHON_IMAGE=python:3.11-slim-bookworm
ARG PIPECAT_IMAGE=dailyco/pipecat-base:0.1.31-py3.11

FROM ${UV_IMAGE} AS uv

# The product and nothing else: what pyproject.toml has the wheel carry, packed and unpacked.
FROM ${PYTHON_IMAGE} AS wheel
COPY --from=uv /uv /usr/local/bin/uv
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.cache/uv \
    uv build --wheel --out-dir /wheel
RUN python -m zipfile -e /wheel/*.whl /product && rm -r /product/*.dist-info

FROM ${PYTHON_IMAGE} AS environment
COPY --from=uv /uv /usr/local/bin/uv
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /app
# The dependencies change less often than the product: a layer of their own.
RUN --mount=type=cache,target=/root/.cache/uv \
    --mount=type=bind,source=uv.lock,target=uv.lock \
    --mount=type=bind,source=pyproject.toml,target=pyproject.toml \
    uv sync --locked --no-dev --no-install-project
RUN --mount=type=bind,from=wheel,source=/wheel,target=/wheel \
    uv pip install --python .venv --no-deps /wheel/*.whl

FROM ${PYTHON_IMAGE} AS server
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin callshadow \
    && install --directory --owner callshadow --mode 0700 /data
COPY --from=environment /app/.venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data ORT_DISABLE_TELEMETRY=1
# By number: Kubernetes can tell that it is not root.
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 7860
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/healthz', timeout=2)"]
ENTRYPOINT ["callshadow"]
CMD ["serve", "--host", "0.0.0.0", "--port", "7860"]

# The base image's own server imports /app/bot.py and awaits its `bot(runner_args)`.
FROM ${PIPECAT_IMAGE} AS cloud
WORKDIR /app
# Below INFO, Pipecat's services log what callers say.
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy PIPECAT_LOG_LEVEL=INFO ORT_DISABLE_TELEMETRY=1
# --inexact keeps what the base image's server itself runs on.
RUN --mount=type=cache,target=/root/.cache/uv \
    --mount=type=bind,source=uv.lock,target=uv.lock \
    --mount=type=bind,source=pyproject.toml,target=pyproject.toml \
    uv sync --locked --no-dev --no-install-project --inexact
COPY --from=wheel /product/ ./
COPY bots/cloud.py bot.py
