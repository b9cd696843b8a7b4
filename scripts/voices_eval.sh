#!/usr/bin/env bash
# How well each voice is understood, by a recogniser: voices_eval.sh [--voices NAME,…] [--sentences FILE.tsv] [--worst N]
source "$(dirname -- "${BASH_SOURCE[0]}")/setup/bootstrap.sh"
"${bun[@]}" "$root/scripts/setup/run.ts" </dev/null >&2
exec "${bun[@]}" "$root/scripts/voices_eval.ts" "$@"
