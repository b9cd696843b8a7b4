import { type ArgsDef, defineCommand } from "citty";
import type { Command } from "../../command.ts";
import { AppError } from "../../errors.ts";
import { argsOf, PACK_VERIFY_FLAGS, parseWords } from "../../options.ts";
import { tell } from "../../terminal.ts";
import type { Pack } from "../../voice_packs/catalog.ts";
import { installedPacks } from "../../voice_packs/installed.ts";
import { packFor } from "../../voice_packs/pack_for.ts";
import { type VerifiedPack, verifyPack } from "../../voice_packs/verify_pack.ts";
import { verifyEach } from "../verify_each.ts";

const PACKS: ArgsDef = {
  packs: {
    type: "positional",
    required: false,
    valueHint: "NAME …",
    description: "Voices that were pulled, or their packs. Without one: all that are here",
  },
};

/** Shows that what was pulled for voices is whole, without opening it. */
export const verifyCommand: Command = {
  definition: defineCommand({
    meta: {
      name: "voices verify",
      description: "Check that what was pulled for voices is whole, every byte of it",
    },
    args: { ...PACKS, ...argsOf(PACK_VERIFY_FLAGS) },
  }),
  examples: `EXAMPLES

  stream-tts-bun voices verify
  stream-tts-bun voices verify --json kokoro | jq .files
`,
  async run(argv) {
    const { flags, words } = await parseWords(PACK_VERIFY_FLAGS, argv, "voices verify", {
      least: 0,
      most: Number.POSITIVE_INFINITY,
    });
    const wanted = words.length > 0 ? words.flatMap(packOrNothing) : allInstalled();
    return verifyEach(wanted, flags.json, {
      member: "name",
      nameOf: ({ name }) => name,
      async verified(pack, options) {
        const verified = await verifyPack(pack, options);
        return flags.json ? `${JSON.stringify(told(verified))}\n` : rendered(verified);
      },
    });
  },
};

function packOrNothing(word: string): Pack[] {
  const pack = packFor(word);
  if (pack === null) tell(`${word} is inside this program, which checks it at each start`);
  return pack === null ? [] : [pack];
}

function allInstalled(): readonly Pack[] {
  const here = installedPacks();
  if (here.length > 0) return here;
  throw new AppError("VOICE_MISSING", {
    what: "there is no voice pack to verify",
    why: "none has been pulled, or not to its end",
    fix: "stream-tts-bun voices shows what can be pulled",
  });
}

const told = ({ pack, folder, files }: VerifiedPack) => ({
  ...{ name: pack.name, path: folder, licence: pack.licence, credit: pack.credit },
  files: files.map(({ file, bytes, sha256 }) => ({ file, bytes, sha256 })),
});

/** A line for the pack, and one for each file. */
function rendered({ pack, folder, files }: VerifiedPack): string {
  const width = Math.max(...files.map(({ file }) => file.length));
  const lines = files.map(({ file, bytes, sha256 }) => `  ${file.padEnd(width)}  ${sha256}  ${bytes}\n`);
  return `${folder}: whole\n  ${pack.licence}: ${pack.credit}\n${lines.join("")}`;
}
