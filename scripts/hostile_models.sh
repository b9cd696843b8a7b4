#!/usr/bin/env bash
# Damaged models against verify and libllama: hostile_models.sh [FILES] [LOADED] [SEED]
source "$(dirname -- "${BASH_SOURCE[0]}")/setup/bootstrap.sh"
"${bun[@]}" "$root/scripts/setup/run.ts" </dev/null >&2
exec "${bun[@]}" "$root/scripts/hostile_models.ts" "$@"
