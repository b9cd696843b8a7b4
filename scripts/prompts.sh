#!/usr/bin/env bash
# What a prompt costs a listener, beside another one: prompts.sh [PROFILE [PROFILE…]]
source "$(dirname -- "${BASH_SOURCE[0]}")/setup/bootstrap.sh"
"${bun[@]}" "$root/scripts/setup/run.ts" </dev/null >&2
exec "${bun[@]}" "$root/scripts/prompts.ts" "$@"
