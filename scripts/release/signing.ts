import { join } from "node:path";
import { run } from "../../src/fetch/command.ts";
import { setupFailure } from "../setup/failure.ts";

/**
 * What a hardened program must be allowed to do: JavaScriptCore writes machine code, and the libraries that ours extracts
 * are not signed by the same identity (Bun's documentation, "Code signing on macOS").
 */
const ENTITLEMENTS = join(import.meta.dir, "entitlements.plist");
/** Apple's servers, which put their time into a signature, may be slow. */
const LIMIT_MS = 5 * 60_000;

/** Who signs what is for macOS: by Apple's codesign with its keychain, or elsewhere by rcodesign with a file. */
export type Signer =
  | { readonly by: "codesign"; readonly identity: string }
  | { readonly by: "rcodesign"; readonly p12: string; readonly passwordFile: string | null };

/** The command that signs a program in place. */
export function signCommand(signer: Signer, program: string): string[] {
  if (signer.by === "codesign")
    return [
      ...["codesign", "--force", "--options", "runtime", "--timestamp", "--entitlements", ENTITLEMENTS],
      ...["--sign", signer.identity, program],
    ];
  const password = signer.passwordFile === null ? [] : ["--p12-password-file", signer.passwordFile];
  return [
    ...["rcodesign", "sign", "--p12-file", signer.p12, ...password],
    ...["--code-signature-flags", "runtime", "--entitlements-xml-path", ENTITLEMENTS, program],
  ];
}

/**
 * Signs the program for macOS. Without this it keeps Bun's ad hoc signature.
 *
 * @throws AppError SETUP_FAILED when the signer is not on PATH; CommandFailed when it fails
 */
export async function sign(signer: Signer, program: string): Promise<void> {
  if (Bun.which(signer.by) === null)
    throw setupFailure(
      "the program for macOS cannot be signed",
      `${signer.by} is not on PATH`,
      signer.by === "codesign"
        ? "run this on a Mac with --target darwin-arm64, or give --p12 FILE and install rcodesign"
        : "install it (cargo install apple-codesign), or leave --p12 out for an ad hoc signature",
    );
  await run(signCommand(signer, program), LIMIT_MS);
}
