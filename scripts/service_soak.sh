#!/usr/bin/env bash
# Mixed load on one resident service that watches memory, descriptors and threads: service_soak.sh [ROUNDS] [MODEL]
source "$(dirname -- "${BASH_SOURCE[0]}")/setup/bootstrap.sh"
"${bun[@]}" "$root/scripts/setup/run.ts" </dev/null >&2
exec "${bun[@]}" "$root/scripts/service_soak.ts" "$@"
