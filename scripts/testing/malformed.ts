import { voiceChannel } from "../../src/service/channels.ts";
import { PROTOCOL, ROLES } from "../../src/service/protocol.ts";
import { encodeFrame } from "../../src/workers/frames.ts";

/** What somebody says to the service who is no client of it. */
export interface Lie {
  readonly what: string;
  readonly bytes: Uint8Array;
  /** What the service counts it as; `null` for a frame that stops in the middle, as that of a client that was killed. */
  readonly counted: "malformed" | "refused" | null;
  /** Whether the service ends the connection over it. */
  readonly isEnded: boolean;
}

type Role = (typeof ROLES)[number];

const LIARS = 20;
const PREFIX_BYTES = 8;
const TOO_LONG = 0xffff_ffff;
const HOOK = { op: "hook", startedAt: 0 };
const encoder = new TextEncoder();

/** The first frame of a client. */
export function hello(role: Role, more: object = {}): Uint8Array {
  const words = { op: "hello", protocol: PROTOCOL, program: "0", role, pid: 1, sounds: true };
  return encodeFrame({ ...words, ...more });
}

/** Lies of many kinds, which come in turn; the same numbers give the same bytes. */
export class Lies {
  #state = 1;
  readonly #kinds: readonly (() => Lie)[];

  constructor() {
    const malformed = (what: string, make: () => Uint8Array) => () =>
      ({ what, bytes: make(), counted: "malformed", isEnded: true }) as const;
    const cut = (what: string, make: () => Uint8Array) => () =>
      ({ what, bytes: make(), counted: null, isEnded: false }) as const;
    const hook = (what: string, body: () => Uint8Array) => () =>
      ({
        what,
        bytes: joined(hello("hook"), encodeFrame(HOOK, body())),
        counted: "malformed",
        isEnded: false,
      }) as const;
    const behind = (role: Role, frame: () => Uint8Array) => () => joined(hello(role), frame());
    const ofRole = (role: Role) => [
      malformed(
        `garbage of ${role}`,
        behind(role, () => joined(lengths(TOO_LONG, 9), this.#bytes(500))),
      ),
      malformed(
        `no message of ${role}`,
        behind(role, () => encodeFrame({ op: "frob" })),
      ),
      malformed(
        `a message of other types of ${role}`,
        behind(role, () => encodeFrame({ op: "turn", state: 7 })),
      ),
      malformed(
        `a second hello of ${role}`,
        behind(role, () => hello(role)),
      ),
      malformed(
        `deep JSON of ${role}`,
        behind(role, () => frameOf("[".repeat(5000) + "]".repeat(5000))),
      ),
      cut(
        `half a frame of ${role}`,
        behind(role, () => joined(lengths(100, 0), [0x7b])),
      ),
    ];
    this.#kinds = [
      malformed("random bytes", () => joined(lengths(TOO_LONG, 0).subarray(0, 4), this.#bytes(200))),
      malformed("a huge header", () => lengths(TOO_LONG, 0)),
      malformed("a huge body", () => lengths(2, TOO_LONG)),
      malformed("a body with the hello", () => joined(lengths(2, 1), encoder.encode("{}x"))),
      malformed("broken JSON", () => frameOf("{{")),
      malformed("no UTF-8", () => frameOf(this.#bytes(60).fill(0xff, 0, 4))),
      malformed("no object", () => frameOf("[1, null]")),
      malformed("no hello", () => encodeFrame({ op: "status" })),
      malformed("no role", () => hello("speak", { role: "king" })),
      malformed("a field too many", () => hello("speak", { more: "x".repeat(1000) })),
      malformed("another type", () => hello("hook", { pid: "1" })),
      () => ({ what: "another protocol", bytes: hello("control", { protocol: PROTOCOL + 1 }), ...REFUSED }),
      cut("half a length", () => this.#bytes(3)),
      cut("half a hello", () => hello("speak").subarray(0, 40)),
      ...ROLES.flatMap(ofRole),
      malformed(
        "what only others ask",
        behind("speak", () => encodeFrame({ op: "status" })),
      ),
      malformed(
        "a wish for the turn and garbage",
        behind("speak", () => joined(WISH, lengths(TOO_LONG, 1))),
      ),
      malformed(
        "work and garbage",
        behind("speak", () => joined(work(1), work(2), lengths(TOO_LONG, 1))),
      ),
      hook("a hook of no JSON", () => this.#bytes(100)),
      hook("a hook of no object", () => encoder.encode("[]")),
    ];
  }

  at(n: number): Lie {
    const make = this.#kinds[n % this.#kinds.length];
    if (make === undefined) throw new Error("there are no kinds");
    return make();
  }

  #bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => {
      this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return this.#state >> 16;
    });
  }
}

const REFUSED = { counted: "refused", isEnded: true } as const;
const WISH = encodeFrame({ op: "turn", state: "want" });

/** A request to the voice. */
function work(ticket: number): Uint8Array {
  const request = { op: "speak", ticket, text: "仕事です。", speed: 1, pitch: 0 };
  return encodeFrame({ op: "worker", channel: voiceChannel("echo"), request });
}

function lengths(header: number, body: number): Uint8Array {
  const prefix = new DataView(new ArrayBuffer(PREFIX_BYTES));
  prefix.setUint32(0, header, true);
  prefix.setUint32(4, body, true);
  return new Uint8Array(prefix.buffer);
}

function frameOf(header: string | Uint8Array): Uint8Array {
  const bytes = typeof header === "string" ? encoder.encode(header) : header;
  return joined(lengths(bytes.length, 0), bytes);
}

function joined(...pieces: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Buffer.concat(pieces.map((piece) => Uint8Array.from(piece)));
}

/**
 * Connects, tells a lie, and waits until the connection has ended: by the service where it ends it, else by us, once what was
 * said is the kernel's.
 */
export async function lieTo(socket: string, { bytes, isEnded }: Lie): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const connection = await Bun.connect({
    unix: socket,
    socket: { data: () => {}, close: () => resolve(), error: () => resolve() },
  });
  connection.write(bytes);
  if (!isEnded) connection.end();
  await promise;
}

/** What lies were counted as, by their number. */
export type Counted = Record<"malformed" | "refused", number>;

/** Tells the lies from one number to before another, twenty at a time. */
export async function lieOften(socket: string, lies: Lies, from: number, to: number): Promise<Counted> {
  const counted = { malformed: 0, refused: 0 };
  let next = from;
  const liar = async () => {
    while (next < to) {
      const lie = lies.at(next++);
      if (lie.counted !== null) counted[lie.counted]++;
      await lieTo(socket, lie);
    }
  };
  await Promise.all(Array.from({ length: LIARS }, liar));
  return counted;
}
