#!/usr/bin/env bash
# What the voices cost: voices_bench.sh [--voices NAME,…] [--chain NAME,…] [--model NAME|PATH] [--only speed,playback,memory] [--short]
source "$(dirname -- "${BASH_SOURCE[0]}")/setup/bootstrap.sh"
"${bun[@]}" "$root/scripts/setup/run.ts" </dev/null >&2
exec "${bun[@]}" "$root/scripts/voices_bench.ts" "$@"
