let isEnforced = false;

/** Says that the kernel keeps this process from the network from now on. */
export function noteOfflineEnforced(): void {
  isEnforced = true;
}

/** Whether the kernel keeps this process from the network, by whichever wish. */
export function isOfflineEnforced(): boolean {
  return isEnforced;
}
