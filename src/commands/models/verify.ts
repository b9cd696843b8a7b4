import { type ArgsDef, defineCommand } from "citty";
import type { Command } from "../../command.ts";
import { renderBytes } from "../../display/bytes.ts";
import { AppError } from "../../errors.ts";
import { printable } from "../../models/gguf/failures.ts";
import { installedModels } from "../../models/installed.ts";
import { locateModel } from "../../models/locate.ts";
import { type VerifiedFile, type VerifiedModel, verifyModel } from "../../models/verify.ts";
import { argsOf, parseWords, VERIFY_FLAGS } from "../../options.ts";
import { verifyEach } from "../verify_each.ts";

const MODELS: ArgsDef = {
  models: {
    type: "positional",
    required: false,
    valueHint: "NAME|PATH …",
    description: "GGUF files, or their names in a cache. Without one: all that are found",
  },
};

/** Shows that models are whole and can translate, without loading them. */
export const verifyCommand: Command = {
  definition: defineCommand({
    meta: {
      name: "models verify",
      description: "Check that models are whole and can translate, without loading them",
    },
    args: { ...MODELS, ...argsOf(VERIFY_FLAGS) },
  }),
  examples: `EXAMPLES

  stream-tts-bun models verify
  stream-tts-bun models verify --no-hash ./other.gguf
  stream-tts-bun models verify --json | jq .sha256
`,
  async run(argv) {
    const { flags, words } = await parseWords(VERIFY_FLAGS, argv, "models verify", {
      least: 0,
      most: Number.POSITIVE_INFINITY,
    });
    const wanted = words.length > 0 ? words : allInstalled();
    return verifyEach(wanted, flags.json, {
      member: "model",
      nameOf: (name) => name,
      async verified(name, options) {
        const model = await verifyModel(locateModel(name).path, { hash: !flags["no-hash"], ...options });
        return flags.json ? `${JSON.stringify(model)}\n` : rendered(model);
      },
    });
  },
};

function allInstalled(): string[] {
  const paths = installedModels().map(({ path }) => path);
  if (paths.length > 0) return paths;
  throw new AppError("MODEL_MISSING", {
    what: "there is no model to verify",
    why: "no folder in which models are looked for holds one",
    fix: "run stream-tts-bun models pull, or name a GGUF file",
  });
}

/** One block of lines for a model. */
function rendered(model: VerifiedModel): string {
  const { path, name, architecture, parameters, quantisation, vocabulary, context, profile, parts } = model;
  const trained = context === null ? "" : `, ${context} tokens of context`;
  return `${path}: whole
  model:   ${name === null ? "without a name" : printable(name)}, ${architecture}, ${(parameters / 1e9).toFixed(2)}B weights in ${quantisation}
  words:   ${vocabulary} tokens${trained}
  asked:   with the profile ${profile}
${[model, ...parts].map((file) => proofOf(file, parts.length > 0)).join("")}`;
}

const PROOFS = {
  catalog: "as in the catalog",
  pinned: "as when it was pulled",
} as const;

function proofOf({ path, bytes, sha256, matches }: VerifiedFile, isSplit: boolean): string {
  const file = isSplit ? `  file:    ${path}\n` : "";
  const size = `  size:    ${renderBytes(bytes)}\n`;
  if (sha256 === null) return file + size;
  const proof = matches === null ? "which is not in the catalog" : PROOFS[matches];
  return `${file}${size}  sha256:  ${sha256}, ${proof}\n`;
}
