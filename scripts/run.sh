#!/usr/bin/env bash
# Sets up what is missing on this machine, then runs stream-tts-bun with these arguments and this stdin.
source "$(dirname -- "${BASH_SOURCE[0]}")/setup/bootstrap.sh"
"${bun[@]}" "$root/scripts/setup/run.ts" "$@" </dev/null >&2
exec "$root/dist/stream-tts-bun" "$@"
