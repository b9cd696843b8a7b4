import { statSync } from "node:fs";
import { type ArgsDef, defineCommand } from "citty";
import manifest from "../../../package.json" with { type: "json" };
import { contentsOf, runningProgram } from "../../bundle/contents.ts";
import { PROGRAM } from "../../bundle/manifest.ts";
import { writeBundle } from "../../bundle/write_bundle.ts";
import type { Command } from "../../command.ts";
import { renderBytes } from "../../display/bytes.ts";
import { progressOf } from "../../fetch/progress_of.ts";
import { locateModel } from "../../models/locate.ts";
import { verifyModel } from "../../models/verify.ts";
import { argsOf, BUNDLE_FLAGS, parseWords } from "../../options.ts";
import { isRemoteVoice } from "../../speech/remote/remote_voice.ts";
import { findVoice } from "../../speech/voice_catalog.ts";
import { tell } from "../../terminal.ts";
import { findPack, type Pack } from "../../voice_packs/catalog.ts";
import { installedPacks } from "../../voice_packs/installed.ts";
import { packFor } from "../../voice_packs/pack_for.ts";
import { type VerifiedPack, verifyPack } from "../../voice_packs/verify_pack.ts";
import { stoppable } from "../stoppable.ts";

const OUT: ArgsDef = {
  out: { type: "positional", valueHint: "OUT.tar.zst", description: "The file to write" },
};

/** This program, a model, voices and all licences in one file. */
export const bundleCommand: Command = {
  definition: defineCommand({
    meta: {
      name: "models bundle",
      description:
        "Put this program, a model, voices and all licences into one file, for a machine without a network",
    },
    args: { ...OUT, ...argsOf(BUNDLE_FLAGS) },
  }),
  examples: `The file is a tar archive, packed with zstd. With it come ${PROGRAM}, its voices inside, the model, what was
pulled for the voices that --voice names, all licences, manifest.json, and SHA256SUMS, which sha256sum --check reads and
gpg --detach-sign signs.

EXAMPLES

  stream-tts-bun models bundle stream-tts-bun.tar.zst
  stream-tts-bun models bundle stream-tts-bun.tar.zst --model qwen2.5-coder-0.5b-instruct-q4_k_m
  stream-tts-bun models bundle stream-tts-bun.tar.zst --voice kokoro

On the other machine, which needs nothing else:

  tar --zstd -xf stream-tts-bun.tar.zst ${PROGRAM}
  ./${PROGRAM} models unbundle stream-tts-bun.tar.zst
`,
  async run(argv) {
    const { flags, words } = await parseWords(BUNDLE_FLAGS, argv, "models bundle", { least: 1, most: 1 });
    const [out = ""] = words;
    return stoppable(async (signal) => {
      const located = locateModel(flags.model ?? null);
      const wanted = packsOf(flags.voice?.map(({ name }) => name) ?? []);
      const program = await runningProgram(manifest.version);
      const model = await verifyModel(located.path, {
        ...{ hash: true, signal, onProgress: progressOf(`checking ${located.name}`) },
      });
      const packs: VerifiedPack[] = [];
      for (const pack of wanted)
        packs.push(await verifyPack(pack, { signal, onProgress: progressOf(`checking ${pack.name}`) }));
      await writeBundle(out, contentsOf(program, model, packs), {
        ...{ signal, onProgress: progressOf(`writing and reading again ${out}`) },
      });
      const names = [located.name, ...wanted.map(({ name }) => name)];
      tell(`${out}: ${renderBytes(statSync(out).size)}, with ${names.join(" and ")}`);
      for (const { name } of installedPacks())
        if (!names.includes(name))
          tell(`the voice ${name} is here and not in it; --voice ${name} takes it along`);
      tell(`there: tar --zstd -xf ${out} ${PROGRAM} && ./${PROGRAM} models unbundle ${out}`);
    });
  },
};

/**
 * What these voices need beside the program, each once: nothing for a server, which stays where it is, nor for what only a Mac
 * can know.
 */
function packsOf(voices: readonly string[]): readonly Pack[] {
  const isOfMac = (name: string) => process.platform === "darwin" && findVoice(name) === undefined;
  const carried = voices.filter(
    (name) => findPack(name) !== undefined || !(isRemoteVoice(name) || isOfMac(name)),
  );
  return [...new Set(carried.flatMap((name) => packFor(name) ?? []))];
}
