#!/usr/bin/env bash
# Many sessions at once through one service, and one that is stopped while it sounds: sessions.sh [SESSIONS] [UTTERANCES]
source "$(dirname -- "${BASH_SOURCE[0]}")/setup/bootstrap.sh"
"${bun[@]}" "$root/scripts/setup/run.ts" </dev/null >&2
exec "${bun[@]}" "$root/scripts/sessions.ts" "$@"
