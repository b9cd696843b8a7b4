import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { AppError } from "../../errors.ts";
import { isOfflineEnforced } from "../../offline/enforced.ts";
import { isOfflineWished, refuseOffline } from "../../offline/wish.ts";
import { keyIn, ServerAddress, serverUrl } from "../../remote/address.ts";
import { kindsKnowing, type Parameters, parametersOf, SERVER_KINDS, type ServerKind } from "./parameters.ts";

const REMOTE = /^https?:/i;
const EXAMPLE = "http://localhost:8880/v1?voice=NAME";

/** Ends of a path that tell what kind of server it is, and belong to the requests and not to the base. */
const ENDS: Readonly<Record<string, ServerKind>> = {
  "/audio/speech": "openai",
  "/inference_sft": "cosyvoice-sft",
  "/inference_zero_shot": "cosyvoice-zero-shot",
  "/synthesis": "voicevox",
  "/audio_query": "voicevox",
};
/** The base of an API like OpenAI's, which belongs to it. */
const VERSIONED = /\/v\d+$/;
const ALL_KINDS = Object.keys(SERVER_KINDS) as ServerKind[];

/** A voice of a server, by its address. */
export interface RemoteVoiceChoice {
  readonly kind: "remote";
  /** The address without user and password; what people see, and what its speed is kept under. */
  readonly name: string;
  readonly address: ServerAddress;
  /** Kinds of servers that it may be; more than one: the server is asked. */
  readonly kinds: readonly ServerKind[];
  /** What stands before `/audio/speech`, if it is like OpenAI's; null: the server is asked. */
  readonly openAiBase: "" | null;
  readonly parameters: Parameters;
}

/** Whether the name of a voice is the address of a server. */
export function isRemoteVoice(name: string): boolean {
  return REMOTE.test(name);
}

/**
 * Reads the address of a server that speaks: `http://host:8880/v1?voice=jf_alpha`, `http://host:50000/inference_sft`,
 * `http://host:50021?speaker=3`. What kind of server it is, is told by the path, else by the parameters, else by the
 * server. User and password become Basic authentication; `key=VARIABLE` names the variable of the environment that holds a
 * key for this server, and for no other.
 *
 * @param environment where keys are
 * @throws AppError USAGE, also when this run is to stay offline; what it says holds no credentials
 */
export function parseRemoteVoice(
  name: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): RemoteVoiceChoice {
  const isByFlag = isOfflineEnforced() && !isOfflineWished(false);
  refuseOffline("the --voice of a server", isByFlag, "mei and voices that were pulled need none");
  const url = serverUrl(name, "--voice", EXAMPLE);
  const shown = `${url.origin}${url.pathname === "/" ? "" : url.pathname}${url.search}`;
  const parameters = parametersOf(url.searchParams, shown);
  const path = url.pathname.replace(/\/+$/, "");
  const [end, kind] = Object.entries(ENDS).find(([candidate]) => path.endsWith(candidate)) ?? ["", null];
  const isOpenAi = kind === "openai" || VERSIONED.test(path);
  const among = kind !== null ? [kind] : isOpenAi ? (["openai"] as const) : ALL_KINDS;
  const kinds = kindsKnowing(parameters, among, shown);
  return {
    kind: "remote",
    name: shown,
    address: new ServerAddress(
      url,
      path.slice(0, path.length - end.length),
      "",
      keyOf(parameters, environment),
    ),
    kinds,
    openAiBase: isOpenAi ? "" : null,
    parameters: withPrompt(parameters, kinds, shown),
  };
}

function keyOf(
  { key: variable }: Parameters,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  if (variable === undefined) return null;
  const value = environment[variable];
  const key = keyIn(variable, value);
  if (key !== null) return key;
  throw new AppError("USAGE", {
    what: "--voice names a variable for its key that holds none",
    why: `${variable} is ${value === undefined ? "not set" : "empty"}`,
    fix: `export ${variable} with the key of the server, or leave out key=${variable}`,
  });
}

/** Looks that what is imitated is there whole, and makes its path one that holds in every folder. */
function withPrompt(parameters: Parameters, kinds: readonly ServerKind[], shown: string): Parameters {
  const { prompt_wav, prompt_text } = parameters;
  const isImitation = kinds.length === 1 && kinds[0] === "cosyvoice-zero-shot";
  if (!isImitation) return parameters;
  if (prompt_wav === undefined || prompt_text === undefined)
    throw new AppError("USAGE", {
      what: `--voice ${shown} does not tell whose voice is imitated`,
      why: `${prompt_wav === undefined ? "prompt_wav" : "prompt_text"} is missing`,
      fix: "write ?prompt_wav=FILE.wav&prompt_text=WHAT+IS+SAID+IN+IT behind the address",
    });
  const path = resolve(prompt_wav);
  if (existsSync(path)) return { ...parameters, prompt_wav: path };
  throw new AppError("USAGE", {
    what: `--voice ${shown} names a recording that is not there`,
    why: `there is no file ${path}`,
    fix: "write the path of a WAV file behind prompt_wav=",
  });
}
