#!/usr/bin/env bash
# How fast an agent's stream is read, and with how much memory: reading.sh [RUNS]
source "$(dirname -- "${BASH_SOURCE[0]}")/setup/bootstrap.sh"
"${bun[@]}" "$root/scripts/setup/run.ts" </dev/null >&2
exec "${bun[@]}" "$root/scripts/reading.ts" "$@"
