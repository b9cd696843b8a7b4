import { catalog } from "../models/catalog.ts";
import { FLAGS_OF, schemaOf } from "../options.ts";
import { voiceCatalog } from "../speech/voice_catalog.ts";
import { usualVoices } from "../speech/voices.ts";
import { packs } from "../voice_packs/catalog.ts";
import { choicesIn } from "./choices.ts";

/** What a flag's value or an argument may be, as far as a shell can offer it. */
export interface Values {
  readonly words: readonly string[];
  /** Whether a value is some of the words, parted by commas. */
  readonly isList: boolean;
  /** Whether it may be a path, too, and of what. */
  readonly paths: "files" | "folders" | null;
}

/** What the capitals of a value hint stand for. Names are those of {@link namesFor}. */
const PLACEHOLDERS: Readonly<Record<string, "files" | "folders" | "names" | "text">> = {
  FILE: "files",
  "FILE.wav": "files",
  PATH: "files",
  "OUT.gguf": "files",
  "OUT.tar.zst": "files",
  FOLDER: "folders",
  NAME: "names",
  COMMAND: "names",
  SECONDS: "text",
  FACTOR: "text",
  N: "text",
  ID: "text",
  URL: "text",
  TEXT: "text",
  "WHO=VOICE,…": "text",
  "ORG/REPO/FILE.gguf": "text",
};

/** A word of a hint that is meant as it stands, and not as a placeholder. */
const WORD = /^(?:-|[a-z][a-z-]*)$/;

/**
 * What can be offered for a flag or an argument: the words of its schema, and those of its hint, in which capitals stand
 * for a path or a name. Nothing is looked up on this machine, where another program may be asked to complete.
 *
 * @param hint as it stands in `--help`, such as `device|null|FILE.wav|-`
 * @param platform the system that it is for
 */
export function valuesOf(name: string, hint: string, platform: NodeJS.Platform): Values {
  const { words, isList, isClosed } = choicesIn(schemaOf(name));
  if (isClosed) return { words, isList, paths: null };
  const parts = hint.split("|");
  const kinds = parts.filter((part) => !WORD.test(part)).map((part) => kindOf(name, part));
  const meant = parts.filter((part) => WORD.test(part));
  const names = kinds.includes("names") ? namesFor(name, platform) : [];
  return {
    words: [...new Set([...words, ...meant, ...names])],
    isList,
    paths: kinds.includes("files") ? "files" : kinds.includes("folders") ? "folders" : null,
  };
}

function kindOf(name: string, placeholder: string): "files" | "folders" | "names" | "text" {
  const kind = Object.hasOwn(PLACEHOLDERS, placeholder) ? PLACEHOLDERS[placeholder] : undefined;
  if (kind === undefined) throw new Error(`nothing says what ${placeholder} of ${name} stands for`);
  return kind;
}

/** The names that are known without a look at this machine; those of agents and sound devices are not. */
function namesFor(name: string, platform: NodeJS.Platform): readonly string[] {
  switch (name) {
    case "model":
    case "models":
    case "in":
      return catalog().map((model) => model.name);
    case "packs":
      return [
        ...packs().map(({ name }) => name),
        ...voiceCatalog().flatMap(({ name, pack }) => (pack === null ? [] : [name])),
      ];
    case "command":
      // A shell would take two words for two arguments.
      return Object.keys(FLAGS_OF).filter((command) => !command.includes(" "));
    case "voice":
      return usualVoices(platform);
    default:
      return [];
  }
}
