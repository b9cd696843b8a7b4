#!/usr/bin/env bash
# Makes everything that users install, for all systems, into dist/; sets up what is missing on this machine first.
source "$(dirname -- "${BASH_SOURCE[0]}")/setup/bootstrap.sh"
exec "${bun[@]}" "$root/scripts/release.ts" "$@" </dev/null
