import type { ServiceStatus } from "./control_messages.ts";
import type { Control, SessionState } from "./protocol.ts";
import type { Told } from "./turns.ts";

/** A session as the service knows it: one of a client's, or one that lives in the service. */
export interface ServedSession {
  readonly id: string;
  readonly kind: ServiceStatus["sessions"][number]["kind"];
  /** The client's process; null where the service itself speaks. */
  readonly pid: number | null;
  readonly state: SessionState;
  control(control: Control): void;
  /** Of its turn. */
  told(told: Told): void;
  /** The service ends. */
  close(): void;
}
