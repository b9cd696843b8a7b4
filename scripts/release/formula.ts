import type { TargetName } from "../setup/target_name.ts";

/** What the formula says of the program. */
export interface FormulaFacts {
  readonly description: string;
  readonly homepage: string;
  readonly licence: string;
  readonly version: string;
  /** The archives by the system they are for. */
  readonly archives: Readonly<Record<TargetName, { url: string; sha256: string }>>;
}

/**
 * A Homebrew formula that installs the release's archives (Homebrew's Formula Cookbook). Formulae, unlike casks, are not
 * quarantined on macOS.
 */
export function formulaOf({ description, homepage, licence, version, archives }: FormulaFacts): string {
  const archive = (target: TargetName) =>
    `      url ${ruby(archives[target].url)}\n      sha256 ${ruby(archives[target].sha256)}\n`;
  return `class StreamTtsBun < Formula
  desc ${ruby(description)}
  homepage ${ruby(homepage)}
  version ${ruby(version)}
  license ${ruby(licence)}

  on_macos do
    depends_on arch: :arm64
    depends_on macos: :sonoma

    on_arm do
${archive("darwin-arm64")}    end
  end

  on_linux do
    on_arm do
${archive("linux-arm64")}    end
    on_intel do
${archive("linux-x64")}    end
  end
${BODY}end
`;
}

/** A string of Ruby in which nothing is computed. */
function ruby(text: string): string {
  if (/["\\#\p{Cc}]/u.test(text)) throw new Error(`${JSON.stringify(text)} cannot stand in a formula`);
  return `"${text}"`;
}

const BODY = `
  def install
    bin.install "stream-tts-bun"
    man1.install "share/man/man1/stream-tts-bun.1"
    bash_completion.install "share/completions/stream-tts-bun.bash" => "stream-tts-bun"
    zsh_completion.install "share/completions/_stream-tts-bun"
    fish_completion.install "share/completions/stream-tts-bun.fish"
    doc.install "licences"
  end

  service do
    run [opt_bin/"stream-tts-bun", "serve"]
    keep_alive successful_exit: false
    log_path var/"log/stream-tts-bun.log"
    error_log_path var/"log/stream-tts-bun.log"
  end

  def caveats
    voice = if OS.mac?
      "It speaks with Apple's voices Otoya or Kyoko. Better copies of them are in\\n" \\
        "System Settings > Accessibility > Spoken Content. The voices mei and nitech are inside."
    else
      "It speaks with the voice mei of Open JTalk, which is inside; so is nitech, a man's."
    end
    <<~EOS
      #{voice}

      It translates with a model, which is not part of this package. Get the one
      that suits this machine, once:
        stream-tts-bun models pull

      To keep model and voice loaded, use one of these, not both:
        brew services start stream-tts-bun
        stream-tts-bun serve --install
    EOS
  end

  test do
    assert_equal version.to_s, shell_output("#{bin}/stream-tts-bun --version").strip
    line = '{"type":"assistant","content":[{"type":"text","text":"Hello"}]}'
    assert_match "Hello", pipe_output("#{bin}/stream-tts-bun --dry-run", line, 0)
  end
`;
