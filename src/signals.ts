/** What a run does when it is told to stop. */
export interface SignalHandlers {
  /** The first Ctrl-C: fall silent and drop what waits. */
  readonly onInterrupt: () => void;
  /** A second Ctrl-C: end at once. */
  readonly onInsistentInterrupt: () => void;
  /** SIGTERM, or the terminal went away. */
  readonly onTerminate: () => void;
}

/** Installs the handlers for the rest of the process. */
export function onSignals(handlers: SignalHandlers): void {
  let interrupts = 0;
  process.on("SIGINT", () => {
    interrupts++;
    if (interrupts === 1) handlers.onInterrupt();
    else handlers.onInsistentInterrupt();
  });
  process.on("SIGTERM", handlers.onTerminate);
  process.on("SIGHUP", handlers.onTerminate);
}
