/**
 * A server that answers the first request, and takes no connection any more from then on: its queue is full, so that the kernel
 * lets further ones wait without a word, as for a machine that was switched off.
 */
const PROGRAM = `
import socket, sys
server = socket.create_server(("127.0.0.1", 0), backlog=0)
port = server.getsockname()[1]
print(port, flush=True)
taken, _ = server.accept()
taken.recv(65536)
taken.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 11\\r\\nConnection: close\\r\\n\\r\\n" + b'{"data":[]}')
taken.close()
waiting = []
while True:
    one = socket.socket()
    one.settimeout(0.2)
    waiting.append(one)
    try:
        one.connect(("127.0.0.1", port))
    except TimeoutError:
        break
print("full", flush=True)
sys.stdin.read()
`;

/** Resolves to its address, what waits until it is deaf, and what ends it. */
export async function deafServer(): Promise<{ url: string; deaf: () => Promise<void>; stop: () => void }> {
  const child = Bun.spawn(["python3", "-c", PROGRAM], { stdin: "pipe", stdout: "pipe", stderr: "inherit" });
  const reader = child.stdout.getReader();
  const decoder = new TextDecoder();
  let read = "";
  const line = async () => {
    while (!read.includes("\n")) {
      const { done, value } = await reader.read();
      if (done) throw new Error("the server ended");
      read += decoder.decode(value, { stream: true });
    }
    const [first = "", ...rest] = read.split("\n");
    read = rest.join("\n");
    return first;
  };
  const url = `http://127.0.0.1:${await line()}`;
  const deaf = async () => void (await line());
  return { url, deaf, stop: () => child.kill() };
}
