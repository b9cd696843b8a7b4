#!/usr/bin/env bash
# kill -9 of the service, its workers and its clients at random moments: killings.sh [COUNT] [SEED]
source "$(dirname -- "${BASH_SOURCE[0]}")/setup/bootstrap.sh"
"${bun[@]}" "$root/scripts/setup/run.ts" </dev/null >&2
exec "${bun[@]}" "$root/scripts/killings.ts" "$@"
