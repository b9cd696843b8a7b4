import { dataFile, type ReleaseFile } from "./file.ts";
import { gzipOf } from "./tar.ts";

/** What a package of the program is made of. */
export interface Ingredients {
  readonly program: Uint8Array;
  readonly licence: Uint8Array;
  readonly readme: Uint8Array;
  readonly changelog: Uint8Array;
  /** Below licences/. */
  readonly licences: readonly ReleaseFile[];
  /** In roff. */
  readonly manPage: string;
  readonly completions: Readonly<Record<Shell, string>>;
}

const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

const NAME = "stream-tts-bun";
const COMPLETIONS: Readonly<Record<Shell, string>> = {
  bash: `${NAME}.bash`,
  zsh: `_${NAME}`,
  fish: `${NAME}.fish`,
};

/** What lies in the archive, below its folder. */
export function archiveFiles(from: Ingredients): ReleaseFile[] {
  return [
    { path: NAME, bytes: from.program, isProgram: true },
    dataFile("LICENSE", from.licence),
    dataFile("README.md", from.readme),
    ...from.licences,
    dataFile(`share/man/man1/${NAME}.1`, from.manPage),
    ...SHELLS.map((shell) => dataFile(`share/completions/${COMPLETIONS[shell]}`, from.completions[shell])),
  ];
}

/** Where Debian's shells look for completions, and what they expect them to be called. */
const DEBIAN_COMPLETIONS: Readonly<Record<Shell, string>> = {
  bash: `usr/share/bash-completion/completions/${NAME}`,
  zsh: `usr/share/zsh/vendor-completions/_${NAME}`,
  fish: `usr/share/fish/vendor_completions.d/${NAME}.fish`,
};

/** What the Debian package installs, below the root folder (Debian Policy, chapters 9 and 12). */
export function debianFiles(from: Ingredients): ReleaseFile[] {
  return [
    { path: `usr/bin/${NAME}`, bytes: from.program, isProgram: true },
    dataFile(`usr/share/man/man1/${NAME}.1.gz`, gzipOf(Buffer.from(from.manPage))),
    ...SHELLS.map((shell) => dataFile(DEBIAN_COMPLETIONS[shell], from.completions[shell])),
    dataFile(`usr/share/doc/${NAME}/copyright`, copyright(from)),
    dataFile(`usr/share/doc/${NAME}/changelog.gz`, gzipOf(from.changelog)),
  ];
}

/** The licence of the program, and then that of everything inside it, each once. */
function copyright({ licence, licences }: Ingredients): string {
  const byText = Map.groupBy(licences, ({ bytes }) => Buffer.from(bytes).toString());
  const others = [...byText].map(([text, files]) => {
    const names = files.map(({ path }) => path.replace(/^licences\//, ""));
    return `\n${"-".repeat(72)}\n${names.join(", ")}:\n\n${text.trimEnd()}\n`;
  });
  const own = Buffer.from(licence).toString().trimEnd();
  return `${NAME}:\n\n${own}\n\nWhat is inside has these licences:\n${others.join("")}`;
}
