#!/usr/bin/env bash
# Plays sentences on a null sink, records them and judges the recording: listen.sh [FILE] [MODEL]
source "$(dirname -- "${BASH_SOURCE[0]}")/setup/bootstrap.sh"
"${bun[@]}" "$root/scripts/setup/run.ts" </dev/null >&2
exec "${bun[@]}" "$root/scripts/listen.ts" "$@"
