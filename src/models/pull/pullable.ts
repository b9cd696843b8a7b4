import { AppError } from "../../errors.ts";
import { type CatalogModel, catalog, type ModelFile } from "../catalog.ts";
import { flatName } from "../folders.ts";

/** What is needed to fetch a model: one of the catalog, or a file that a user names. */
export type Pullable = Pick<CatalogModel, "name" | "files" | "sources">;

/** ORGANISATION/NAME/FILE, the file maybe in folders. */
const HUB_FILE = /^(?<repo>[\w.-]+\/[\w.-]+)\/(?<path>(?:[\w.-]+\/)*[\w.-]+\.gguf)$/i;
/** How llama-gguf-split names the files of one model (llama.cpp, llama_split_path). */
const PART = /^(?<stem>.+)-\d{5}-of-(?<count>\d{5})\.gguf$/;
/** More parts than any publisher makes. */
const MOST_PARTS = 1000;

/**
 * What a user wants to pull: a model by its name in the catalog or by its file's, or any GGUF on Hugging Face, as
 * ORGANISATION/NAME/FILE.gguf. For one part of a split GGUF, all parts are meant.
 *
 * @throws AppError USAGE for what is neither, with the names that there are
 */
export function pullableNamed(word: string): Pullable {
  const wanted = word.toLowerCase();
  const known = catalog().find(
    ({ name, files }) => name === wanted || files.some(({ file }) => file.toLowerCase() === wanted),
  );
  if (known !== undefined) return known;
  const { repo, path } = HUB_FILE.exec(word)?.groups ?? {};
  if (repo !== undefined && path !== undefined && !path.split("/").includes(".."))
    return catalogModelFrom(repo, path) ?? outsider(repo, path);
  throw unknown(word);
}

function catalogModelFrom(repo: string, path: string): CatalogModel | undefined {
  return catalog().find(({ files, sources }) =>
    sources.some(
      (source) =>
        source.kind === "hugging-face" &&
        source.repo === repo &&
        (source.files ?? files.map(({ file }) => file)).includes(path),
    ),
  );
}

/** Stored with the name of its repository, since files of different repositories often have the same. */
function outsider(repo: string, path: string): Pullable {
  const paths = partsOf(path);
  const [first] = paths;
  if (first === undefined) throw unknown(path);
  const files = paths.map((one): ModelFile => ({ file: flatName(repo, one) }));
  const name = flatName(repo, first).replace(/\.gguf$/i, "");
  return { name, files, sources: [{ kind: "hugging-face", repo, revision: "main", files: paths }] };
}

function partsOf(path: string): string[] {
  const { stem, count = "" } = PART.exec(path)?.groups ?? {};
  const parts = Number(count);
  if (stem === undefined || parts > MOST_PARTS) return [path];
  return Array.from(
    { length: parts },
    (_, index) => `${stem}-${String(index + 1).padStart(5, "0")}-of-${count}.gguf`,
  );
}

function unknown(word: string): AppError {
  const near = nearTo(word);
  const names = near.length > 0 ? `near it: ${near.join(", ")}` : `there are ${allNames().join(", ")}`;
  return new AppError("USAGE", {
    what: `there is no model ${JSON.stringify(word)} in the catalog`,
    why: names,
    fix: "stream-tts-bun models list shows all; any other is ORGANISATION/NAME/FILE.gguf of Hugging Face",
  });
}

const allNames = () => catalog().map(({ name }) => name);

const MOST_NEAR = 5;

/** Names that share words with what was written, those first that share most. */
function nearTo(word: string): string[] {
  const wordsIn = (text: string) => text.toLowerCase().match(/[a-z]+|\d+(?:\.\d+)?/g) ?? [];
  const written = new Set(wordsIn(word));
  const shared = (name: string) => new Set(wordsIn(name).filter((part) => written.has(part))).size;
  return allNames()
    .filter((name) => shared(name) > 0)
    .toSorted((a, b) => shared(b) - shared(a))
    .slice(0, MOST_NEAR);
}
