import { z } from "zod";

const FORM = "must be WHO=VOICE, parted by commas; WHO is main, agents (all others) or an agent's name, once";

/**
 * Who speaks with which voice, as `--voices` says it: `main=mei,agents=echo`. Names of agents are told apart without
 * regard to the case of their letters, and are kept in small ones.
 */
export const Casting = z
  .string()
  .default("")
  .transform((list, issues): ReadonlyMap<string, string> => {
    const casting = new Map<string, string>();
    for (const part of list === "" ? [] : list.split(",")) {
      const [, who, voice] = /^\s*([^=]*[^=\s])\s*=\s*(\S.*?)\s*$/.exec(part) ?? [];
      const name = who?.toLowerCase();
      if (name === undefined || voice === undefined || casting.has(name)) {
        issues.addIssue(FORM);
        return z.NEVER;
      }
      casting.set(name, voice);
    }
    return casting;
  });
export type Casting = z.infer<typeof Casting>;
