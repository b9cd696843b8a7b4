import type { ServerFailure } from "../../remote/failure.ts";
import type { Asking } from "./asking.ts";

/** How one kind of server is asked to speak. */
export interface ServerVoice {
  /** Hz of sound that comes without a header and of which the server does not tell the rate. */
  readonly rawRate: number;
  /**
   * Asks the server something that costs it nothing: so it is known to be there, and what the address leaves open is chosen.
   *
   * @throws ServerFailure when it cannot speak
   */
  open(asking: Asking): Promise<void>;
  /**
   * Asks for a clause.
   *
   * @param speed 1.0 is natural
   * @returns an answer whose body is the sound
   * @throws ServerFailure
   */
  ask(text: string, speed: number, asking: Asking): Promise<Response>;
  /** After a failure: whether the same clause is to be asked for again, in the words that this changes to. */
  learnsFrom(failure: ServerFailure): boolean;
}
