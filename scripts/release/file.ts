/** A file of what users install. */
export interface ReleaseFile {
  /** Where it lies, below the folder or the root that it is installed to. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly isProgram: boolean;
}

/** A file that is read and not run. */
export function dataFile(path: string, content: string | Uint8Array): ReleaseFile {
  return { path, bytes: typeof content === "string" ? Buffer.from(content) : content, isProgram: false };
}
