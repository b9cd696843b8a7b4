/** Bytes for people: MB below a gigabyte, else GB with two digits. Powers of ten, as disks and downloads are counted. */
export function renderBytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
