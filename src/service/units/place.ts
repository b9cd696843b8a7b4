import { homedir } from "node:os";

/** Where a unit is installed. */
export interface Place {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly user: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** This machine, for this user. */
export function thisPlace(): Place {
  return {
    platform: process.platform,
    home: homedir(),
    user: process.geteuid?.() ?? 0,
    environment: process.env,
  };
}
