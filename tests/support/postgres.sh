#!/usr/bin/env bash
# Runs a command with VOICE_TEST_POSTGRES pointing at a PostgreSQL of its own, on loopback, gone afterwards.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
folder=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# PostgreSQL refuses to run as root.
as=()
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    as=(runuser -u postgres --)
fi
cd "$folder"
"${as[@]}" "$bin/initdb" -D "$folder/db" -A trust -U voice >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$folder/db" -w -o "-p $port -k $folder -c listen_addresses=127.0.0.1" -l "$folder/log" start >/dev/null
trap '"${as[@]}" "$bin/pg_ctl" -D "$folder/db" -m immediate stop >/dev/null; rm -rf "$folder"' EXIT
cd "$OLDPWD"
VOICE_TEST_POSTGRES="postgresql+psycopg://voice@127.0.0.1:$port/postgres" "$@"
