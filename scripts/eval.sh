#!/usr/bin/env bash
# How good the translation is: eval.sh FILE.tsv [MODEL [FLAG of translate…]]; English, a tab, and Japanese if there is a reference.
source "$(dirname -- "${BASH_SOURCE[0]}")/setup/bootstrap.sh"
"${bun[@]}" "$root/scripts/setup/run.ts" </dev/null >&2
exec "${bun[@]}" "$root/scripts/eval.ts" "$@"
