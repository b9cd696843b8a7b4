/** Files that the program reads or writes where nothing else is said, for the man page. */
export const PLACES: Readonly<Record<string, string>> = {
  "~/.cache/stream-tts-bun/models": "Models that were pulled, trimmed or unbundled",
  "~/.cache/stream-tts-bun/voices": "What was pulled or unbundled for voices",
  "~/.cache/stream-tts-bun/runtime":
    "Libraries, dictionary and voices that the program carries, for each version",
  "~/.cache/stream-tts-bun/states": "What a model has computed of its prompt, so that it starts quickly",
  "~/.cache/stream-tts-bun/speeds.json": "How fast each model translates on this machine",
  "~/.cache/stream-tts-bun/voice_speeds.json": "How quick each voice is on this machine",
  "~/.cache/stream-tts-bun/service.log": "What a service has to tell that --spawn started",
  "$XDG_RUNTIME_DIR/stream-tts-bun-service": "The socket of the resident service, for its own user alone",
  "~/.local/state/stream-tts-bun/hook.log": "What went wrong in hooks",
  "~/.config/stream-tts-bun/config.toml": "Settings; or config.json, not both",
  "~/.claude/settings.json": "Claude Code's settings, which hook install changes",
  "~/.config/systemd/user/stream-tts-bun.service": "What serve --install has systemd start",
  "~/Library/LaunchAgents/local.stream-tts-bun.plist": "What serve --install has launchd start, on macOS",
  "~/Library/Logs/stream-tts-bun.log": "What that service has to tell",
  "~/.local/bin/stream-tts-bun": "Where models unbundle installs the program",
  "~/.local/share/stream-tts-bun/licences": "Where models unbundle installs licences",
};
