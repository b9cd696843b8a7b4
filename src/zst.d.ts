/** A file imported with { type: "file" }: its path. */
declare module "*.zst" {
  const path: string;
  export default path;
}
