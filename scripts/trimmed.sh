#!/usr/bin/env bash
# What cutting a vocabulary brings and costs: trimmed.sh PAIRS.tsv [OTHER.tsv…] [--model NAME|PATH] [--keep CUT] [--rounds N] [--threads N]
source "$(dirname -- "${BASH_SOURCE[0]}")/setup/bootstrap.sh"
"${bun[@]}" "$root/scripts/setup/run.ts" </dev/null >&2
exec "${bun[@]}" "$root/scripts/trimmed.ts" "$@"
