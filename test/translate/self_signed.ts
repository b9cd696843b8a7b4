/** A key, and a certificate for localhost that only it vouches for; both in PEM. */
export async function selfSigned(): Promise<{ key: string; cert: string }> {
  const words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"];
  // Both are written to stdout, one behind the other.
  const child = Bun.spawn(["openssl", ...words, "-keyout", "-", "-out", "-"], {
    ...{ stdin: "ignore", stdout: "pipe", stderr: "ignore" },
  });
  const text = await child.stdout.text();
  const at = text.indexOf("-----BEGIN CERTIFICATE");
  if ((await child.exited) !== 0 || at < 0) throw new Error("openssl made no certificate");
  return { key: text.slice(0, at), cert: text.slice(at) };
}
