import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { AppError } from "../errors.ts";

/**
 * What the environment says of Hugging Face, read as its own library reads it (huggingface_hub 2.4, constants.py and
 * utils/_auth.py), except that an empty variable counts as none.
 */

const USUAL_ENDPOINT = "https://huggingface.co";
const TRUE = ["1", "ON", "YES", "TRUE"];

const isTrue = (value: string | undefined) => TRUE.includes((value ?? "").toUpperCase());

/** The first of some variables that is set, with `~` and `$NAME` in it replaced. */
function firstSet(...names: string[]): string | null {
  const value = names.map((name) => process.env[name] ?? "").find((text) => text !== "");
  if (value === undefined) return null;
  return value
    .replace(/^~(?=\/|$)/, () => homedir())
    .replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced, bare) => process.env[braced ?? bare] ?? whole);
}

/**
 * Where files are fetched from, without a slash at the end.
 *
 * @throws AppError USAGE when HF_ENDPOINT is no address
 */
export function hubEndpoint(): string {
  const endpoint = (firstSet("HF_ENDPOINT") ?? USUAL_ENDPOINT).replace(/\/+$/, "");
  if (/^https?:$/.test(URL.parse(endpoint)?.protocol ?? "")) return endpoint;
  throw new AppError("USAGE", {
    what: "HF_ENDPOINT is no address of a server",
    why: `it is ${JSON.stringify(endpoint)}`,
    fix: `set it to something like ${USUAL_ENDPOINT}, or unset it`,
  });
}

/**
 * The user's token, or null.
 *
 * @throws AppError USAGE when it cannot be one
 */
export function hubToken(): string | null {
  if (isTrue(process.env.HF_HUB_DISABLE_IMPLICIT_TOKEN)) return null;
  const token = (firstToken() ?? tokenInFile()).replace(/[\r\n]/g, "").trim();
  if (token === "") return null;
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new AppError("USAGE", {
    what: "the token for Hugging Face is none",
    why: "it holds spaces or characters that no token has",
    fix: "copy it anew from https://huggingface.co/settings/tokens into HF_TOKEN, or unset HF_TOKEN",
  });
}

function firstToken(): string | undefined {
  const { HF_TOKEN, HUGGING_FACE_HUB_TOKEN } = process.env;
  return [HF_TOKEN, HUGGING_FACE_HUB_TOKEN].find((token) => (token ?? "") !== "");
}

function tokenInFile(): string {
  try {
    return readFileSync(firstSet("HF_TOKEN_PATH") ?? join(hubHome(), "token"), "utf8");
  } catch {
    return "";
  }
}

/** The variable that forbids to ask Hugging Face for anything, or null. */
export function offlineVariable(): string | null {
  const name = (process.env.HF_HUB_OFFLINE ?? "") !== "" ? "HF_HUB_OFFLINE" : "TRANSFORMERS_OFFLINE";
  return isTrue(process.env[name]) ? name : null;
}

function hubHome(): string {
  const caches = firstSet("XDG_CACHE_HOME") ?? join(homedir(), ".cache");
  return firstSet("HF_HOME") ?? join(caches, "huggingface");
}

/** The folder in which Hugging Face's library keeps `models--ORGANISATION--NAME`. */
export function hubCache(): string {
  return firstSet("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE") ?? join(hubHome(), "hub");
}
