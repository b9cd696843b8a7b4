import { dlopen } from "bun:ffi";
import { renderError } from "../../src/errors.ts";
import { enforceOffline } from "../../src/offline/enforce.ts";
import { reach } from "./reach.ts";

/**
 * `probe.ts free|offline PORT SOCKET`: tries in every way to reach a server on a port of this machine, and prints as JSON
 * how each went. Its second thread is started before anything is forbidden.
 */
const [mode = "", port = "", socket = ""] = process.argv.slice(2);
const url = `http://127.0.0.1:${port}/`;
const address = { hostname: "127.0.0.1", port: Number(port), socket: { data() {} } };

const thread = new Worker(new URL("probe_worker.ts", import.meta.url));
const fromThread = () => new Promise<unknown>((resolve) => (thread.onmessage = ({ data }) => resolve(data)));
await fromThread();

if (mode === "offline")
  try {
    enforceOffline();
  } catch (error) {
    process.stderr.write(renderError(error, false));
    process.exit(1);
  }

const ofThread = fromThread();
thread.postMessage(url);
const child = Bun.spawn(["bash", "-c", `exec 3<>/dev/tcp/127.0.0.1/${port}`], { stderr: "ignore" });
const results = {
  fetch: await reach(() => fetch(url)),
  connect: await reach(async () => (await Bun.connect(address)).end()),
  udp: await reach(async () => (await Bun.udpSocket({})).close()),
  listen: await reach(() =>
    Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() }).stop(true),
  ),
  thread: await ofThread,
  child: (await child.exited) === 0 ? "reached" : "refused",
  unix: await reach(() => fetch("http://localhost/", { unix: socket })),
  families: openableFamilies(),
};
process.stdout.write(JSON.stringify(results));
process.exit(0);

/** The families of which a socket can be made by the bare system call. */
function openableFamilies(): number[] {
  const libc = dlopen("libc.so.6", {
    socket: { args: ["i32", "i32", "i32"], returns: "i32" },
    close: { args: ["i32"], returns: "i32" },
  });
  const AF_MAX = 64;
  const SOCK_DGRAM = 2;
  return Array.from({ length: AF_MAX }, (_, family) => family).filter((family) => {
    const made = libc.symbols.socket(family, SOCK_DGRAM, 0);
    if (made >= 0) libc.symbols.close(made);
    return made >= 0;
  });
}
