#!/bin/sh
# Makes the secrets of docker-compose.replicas.yml: a random one in each file of secrets/ that is not
# there yet. Those of secrets/app are settings of the server, by their names in small letters; add
# others there, as deepgram_api_key or twilio_auth_token.
#
# secrets/ is closed to other users of this machine. The files in it are not: a container's user is
# none of this machine's.
set -eu
cd "${1:-$(dirname "$0")/secrets}"
chmod 0700 .
mkdir -p app

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
keep() { # keep FILE TEXT
    [ -e "$1" ] || printf '%s' "$2" >"$1"
    chmod 0444 "$1"
}

keep postgres_password "$(random)"
keep redis_password "$(random)"
keep grafana_password "$(random)"
keep weaviate_key "$(random)"
keep metrics_key "$(random)"
keep traces_authorization none
keep app/api_keys "admin:admin:$(random),metrics:supervisor:$(cat metrics_key)"
keep app/token_secret "$(random)"
keep app/client_key "$(random)"
keep app/weaviate_api_key "$(cat weaviate_key)"
keep app/database_url "postgresql+asyncpg://callshadow:$(cat postgres_password)@postgres:5432/callshadow"
keep app/redis_url "redis://:$(cat redis_password)@redis:6379/0"
echo "secrets are in $(pwd); the console's key is the third part of the first entry of app/api_keys"
