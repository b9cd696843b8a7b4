#!/usr/bin/env bash
# Looks at what bun run release has made, as its users meet it, and writes one report. release-check.sh --help tells the rest.
source "$(dirname -- "${BASH_SOURCE[0]}")/setup/bootstrap.sh"
exec "${bun[@]}" "$root/scripts/release_check.ts" "$@" </dev/null
