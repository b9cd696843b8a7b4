import { AppError } from "../../errors.ts";
import type { Explain } from "../../fetch/http/answers.ts";

/** A file of a repository, as it is asked for. */
export interface HubFile {
  /** Address of the server. */
  readonly endpoint: string;
  /** ORGANISATION/NAME. */
  readonly repo: string;
  readonly revision: string;
  /** Path in the repository. */
  readonly path: string;
  readonly hasToken: boolean;
}

const denied = (what: string, why: string, fix: string) => new AppError("FETCH_DENIED", { what, why, fix });
const missing = (what: string, why: string, fix: string) => new AppError("FETCH_MISSING", { what, why, fix });

/**
 * What it means when Hugging Face refuses a file. Its `X-Error-Code` says more than the status (huggingface_hub,
 * utils/_http.py, hf_raise_for_status); mirrors may send none.
 */
export function refusalsOf({ endpoint, repo, revision, path, hasToken }: HubFile): Explain {
  const page = `${endpoint}/${repo}`;
  const host = new URL(endpoint).host;
  const tokens = `${endpoint}/settings/tokens`;
  return (status, headers) => {
    const code = headers.get("x-error-code") ?? "";
    const said = printable(headers.get("x-error-message"));
    const answer = `${host} answers ${status}${code === "" ? "" : ` ${printable(code)}`}${said === "" ? "" : `: ${said}`}`;
    if (code === "GatedRepo")
      return denied(
        `${repo} is given only to those who have accepted its terms`,
        answer,
        `accept them at ${page}, make a token at ${tokens}, and run this again with HF_TOKEN set to it`,
      );
    if (code === "EntryNotFound")
      return missing(`${repo} has no file ${path}`, answer, `look at ${page}/tree/${revision} for its name`);
    if (code === "RevisionNotFound")
      return missing(`${repo} has no version ${revision}`, answer, `look at ${page} for what there is`);
    if (status === 401 && /credential|token/i.test(said))
      return denied(
        "the token for Hugging Face is refused",
        answer,
        `make a new one at ${tokens} for HF_TOKEN`,
      );
    if (status === 401 && !hasToken)
      return denied(
        `${repo} is private, or there is no such repository`,
        answer,
        `check the name at ${page}; for a private one, set HF_TOKEN to a token from ${tokens}`,
      );
    if (status === 401 || status === 403)
      return denied(
        `the token for Hugging Face may not read ${repo}`,
        answer,
        `see that the token of HF_TOKEN has read access at ${tokens}, and that you accepted the terms at ${page}`,
      );
    if (status === 404 || status === 410)
      return missing(`${repo} or its file ${path} is not there`, answer, `look at ${page} for what there is`);
    return denied(
      `${path} of ${repo} is refused`,
      answer,
      `try ${page} in a browser, or another source with --from`,
    );
  };
}

/** A server's words on one short line, without what could steer a terminal. */
function printable(text: string | null): string {
  return (text ?? "").replace(/[^\x20-\x7e]/g, "").slice(0, 200);
}
