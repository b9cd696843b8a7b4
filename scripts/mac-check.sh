#!/usr/bin/env bash
# Looks at everything that only a Mac can show, and writes one report; on another system, what can be looked at there.
# mac-check.sh --help tells the rest.
source "$(dirname -- "${BASH_SOURCE[0]}")/setup/bootstrap.sh"
exec "${bun[@]}" "$root/scripts/mac_check.ts" "$@"
