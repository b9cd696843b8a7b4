#!/usr/bin/env bash
# What a pipe and a hook cost with the service warm: warm_start.sh [--model NAME|PATH] [--rounds N] [--hooks N]
source "$(dirname -- "${BASH_SOURCE[0]}")/setup/bootstrap.sh"
"${bun[@]}" "$root/scripts/setup/run.ts" </dev/null >&2
exec "${bun[@]}" "$root/scripts/warm_start.ts" "$@"
