#!/usr/bin/env bash
# Sets up this machine, then runs every check and test, or only the groups named: checks, unit, ffi, e2e, or any folder
# of test/. The last line is "N passed, N failed" (and ", N skipped"), whatever happens.
closing="0 passed, 1 failed"
trap 'if [[ -n $closing ]]; then echo "$closing"; fi' EXIT
source "$(dirname -- "${BASH_SOURCE[0]}")/setup/bootstrap.sh"
status=0
"${bun[@]}" "$root/scripts/test.ts" "$@" </dev/null || status=$?
# test.ts ends with 0 or 3 once it has written the closing line itself.
case $status in
  0) closing= ;;
  3) closing= status=1 ;;
esac
exit "$status"
