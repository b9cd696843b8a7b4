import type { Control } from "./protocol.ts";

/** What was asked of all sessions and holds for those that come later, too: to be paused, muted, or of another speed. */
export class Standing {
  #isPaused = false;
  #isMuted = false;
  #rate: number | null = null;

  note(control: Control): void {
    switch (control.action) {
      case "pause":
        this.#isPaused = true;
        break;
      case "resume":
      case "stop":
        this.#isPaused = false;
        break;
      case "mute":
        this.#isMuted = true;
        break;
      case "unmute":
        this.#isMuted = false;
        break;
      case "rate":
        this.#rate = control.rate;
        break;
    }
  }

  /** What a new session is told. */
  get controls(): Control[] {
    return [
      ...(this.#rate === null ? [] : [{ action: "rate", rate: this.#rate } as const]),
      ...(this.#isPaused ? [{ action: "pause" } as const] : []),
      ...(this.#isMuted ? [{ action: "mute" } as const] : []),
    ];
  }
}
