# Sourced by run.sh and test.sh: finds the Bun that this project is written for, or fetches it once, and installs the
# dependencies.
# Sets `root` (the checkout) and `bun` (a command array that ignores the settings of the folder it is started in).
# Needs bash; everything it says goes to stderr and nothing in it reads stdin.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)

fail() { # WHAT WHY FIX
  printf 'error: %s (SETUP_FAILED)\n  why: %s\n  fix: %s\n' "$1" "$2" "$3" >&2
  exit 1
}

pins=$(<"$root/scripts/pins.json")
[[ $pins =~ \"bun\":[[:space:]]*\{[[:space:]]*\"version\":[[:space:]]*\"([0-9.]+)\" ]] ||
  fail "Bun's version is unknown" "scripts/pins.json does not start with it" "restore scripts/pins.json"
bun_version=${BASH_REMATCH[1]}

# As cacheFolder() in src/cache.ts: a relative XDG_CACHE_HOME does not count.
cache_base=${XDG_CACHE_HOME:-}
[[ $cache_base == /* ]] || cache_base=${HOME:-$(cd ~ && pwd)}/.cache
tools=$cache_base/stream-tts-bun/tools

is_wanted_bun() { [[ $("$1" --version 2>/dev/null </dev/null) == "$bun_version" ]]; }

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

# The package that holds Bun's program for this processor; Bun's own package would need an install script to pick it.
bun_package() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) if grep -qw avx2 /proc/cpuinfo; then echo bun-linux-x64; else echo bun-linux-x64-baseline; fi ;;
    Linux-aarch64) echo bun-linux-aarch64 ;;
    Darwin-arm64) echo bun-darwin-aarch64 ;;
    *) fail "this machine is not supported" "$(uname -s) on $(uname -m)" "use Linux on x86-64 or arm64, or macOS on Apple silicon" ;;
  esac
}

fetch_bun() { # TARGET
  local package temporary archive found wanted attempt
  package=$(bun_package)
  [[ $pins =~ \"$package\":[[:space:]]*\"([0-9a-f]{64})\" ]] ||
    fail "Bun cannot be fetched" "scripts/pins.json has no $package" "restore scripts/pins.json"
  wanted=${BASH_REMATCH[1]}
  command -v npm >/dev/null ||
    fail "Bun $bun_version is missing" "it is not on PATH, and npm, which would fetch it, is missing too" \
      "install Node with npm, or Bun $bun_version"
  mkdir -p "$tools"
  temporary=$(mktemp -d "$tools/fetching-XXXXXX")
  local options=(--loglevel=error --ignore-scripts --fetch-retries=0 --no-update-notifier --cache "$temporary/npm")
  echo "fetching Bun $bun_version" >&2
  for attempt in 1 2 3; do
    if (cd "$temporary" && npm pack "${options[@]}" "@oven/$package@$bun_version") </dev/null >/dev/null; then break; fi
    [[ $attempt -lt 3 ]] || {
      rm -rf "$temporary"
      fail "Bun $bun_version cannot be fetched" "npm failed three times, see above" \
        "check the network and run the same command again"
    }
    sleep "$attempt"
  done
  archive=$(echo "$temporary"/*.tgz)
  found=$(sha256 "$archive")
  if [[ $found != "$wanted" ]]; then
    rm -rf "$temporary"
    fail "Bun $bun_version cannot be used" "its SHA-256 is $found instead of $wanted" "run the same command again"
  fi
  tar -xzf "$archive" -C "$temporary"
  mkdir -p "$(dirname "$1")"
  chmod 755 "$temporary/package/bin/bun"
  mv -f "$temporary/package/bin/bun" "$1"
  rm -rf "$temporary"
}

program=$(command -v bun || true)
if [[ -z $program ]] || ! is_wanted_bun "$program"; then
  program=$tools/bun-$bun_version/bun
  is_wanted_bun "$program" || fetch_bun "$program"
  # What this starts may start Bun by name.
  export PATH="${program%/*}:$PATH"
fi
bun=("$program" --no-env-file "--config=$root/bunfig.toml" --no-install)

# A process of its own, because Bun remembers for its lifetime that a package was missing.
"${bun[@]}" "$root/scripts/setup/dependencies.ts" </dev/null >&2
