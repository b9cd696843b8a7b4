import { delimiter, join } from "node:path";
import { type ArgsDef, defineCommand } from "citty";
import { type Installed, installBundle } from "../../bundle/install.ts";
import { PROGRAM } from "../../bundle/manifest.ts";
import { type Places, usersPlaces } from "../../bundle/places.ts";
import type { Command } from "../../command.ts";
import { progressOf } from "../../fetch/progress_of.ts";
import { findModel } from "../../models/catalog.ts";
import { argsOf, parseWords, UNBUNDLE_FLAGS } from "../../options.ts";
import { thisPlatform } from "../../platform.ts";
import { tell } from "../../terminal.ts";
import { stoppable } from "../stoppable.ts";

const BUNDLE: ArgsDef = {
  file: { type: "positional", valueHint: "FILE", description: "What models bundle has made" },
};

/** Checks a bundle and installs what is in it, without a network. */
export const unbundleCommand: Command = {
  definition: defineCommand({
    meta: { name: "models unbundle", description: "Check what models bundle has made, and install it" },
    args: { ...BUNDLE, ...argsOf(UNBUNDLE_FLAGS) },
  }),
  examples: `Every byte is checked before anything is installed. Model and voices go to our cache, the licences to the user's data.

EXAMPLES

  stream-tts-bun models unbundle stream-tts-bun.tar.zst
  stream-tts-bun models unbundle stream-tts-bun.tar.zst --to /usr/local/bin
`,
  async run(argv) {
    const { flags, words } = await parseWords(UNBUNDLE_FLAGS, argv, "models unbundle", { least: 1, most: 1 });
    const [file = ""] = words;
    const places = usersPlaces(flags.to ?? null);
    return stoppable(async (signal) => {
      const onProgress = progressOf(`checking and installing ${file}`);
      const installed = await installBundle(file, { places, platform: thisPlatform, signal, onProgress });
      for (const line of report(installed, places)) tell(line);
    });
  },
};

/** What was done, and what to run now. */
function report({ manifest: { components }, files }: Installed, places: Places): string[] {
  const lines: string[] = [];
  const flags = ["--offline"];
  for (const component of components) {
    const installed = component.files.map(({ path }) => files.get(path));
    const was = installed.every((file) => file?.wasHere) ? ", which was here already" : "";
    const where = `${installed[0]?.path}${was}`;
    switch (component.kind) {
      case "executable":
        lines.push(`${PROGRAM} ${component.version}, voice ${component.voices.join(", ")}: ${where}`);
        break;
      case "model":
        lines.push(`${component.name}, licence ${component.licence ?? "not known"}: ${where}`);
        // Only models of the catalog are found without being named.
        if (findModel(component.name) === undefined) flags.push("--model", component.name);
        break;
      case "voice":
        lines.push(
          `voice ${component.name}, licence ${component.licence}: ${join(places.voices, component.name)}${was}`,
        );
        lines.push(`credit: ${component.credit}`);
        flags.push("--voice", component.name);
        break;
      case "licence":
        break;
    }
  }
  const isOnPath = (process.env.PATH ?? "").split(delimiter).includes(places.program);
  const command = isOnPath ? PROGRAM : join(places.program, PROGRAM);
  return [
    ...lines,
    `licences of all parts: ${places.licences}`,
    `now run: echo "The tests pass." | ${[command, ...flags].join(" ")}`,
  ];
}
