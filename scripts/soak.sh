#!/usr/bin/env bash
# A long session of spoken sentences that watches memory and order: soak.sh [UTTERANCES] [MODEL]
source "$(dirname -- "${BASH_SOURCE[0]}")/setup/bootstrap.sh"
"${bun[@]}" "$root/scripts/setup/run.ts" </dev/null >&2
exec "${bun[@]}" "$root/scripts/soak.ts" "$@"
