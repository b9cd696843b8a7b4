import "../quick_schemas.ts";
import { z } from "zod";
import { readChain, type VoiceChain } from "./voice_spec.ts";

const FORM =
  "must be WHO=VOICE, parted by commas; WHO is main, agents (all others), code or an agent's name, once";

/** Who is named before a voice: the = comes before what may hold one itself, a setting, a script or an address. */
const OPENING = /^\s*([^=@]*[^=@\s])\s*=(.*)$/s;
const ADDRESS = /:\/\//;

/**
 * Who speaks with which voices, as `--voices` says it: `main=kokoro,mei,code=nitech`. An item without WHO= continues the
 * chain before it. Names of agents are told apart without regard to the case of their letters, and are kept in small ones.
 */
export const Casting = z
  .string()
  .default("")
  .transform((list, issues): ReadonlyMap<string, VoiceChain> => {
    const casting = new Map<string, VoiceChain>();
    for (const [who, items] of list === "" ? [] : parts(list)) {
      const chain = who === null || casting.has(who) ? FORM : readChain(items);
      if (who === null || typeof chain === "string") {
        issues.addIssue(typeof chain === "string" ? chain : FORM);
        return z.NEVER;
      }
      casting.set(who, chain);
    }
    return casting;
  });
export type Casting = z.infer<typeof Casting>;

/** Each WHO with the items of its chain; null for items that belong to nobody. */
function parts(list: string): [string | null, string[]][] {
  const found: [string | null, string[]][] = [];
  for (const item of list.split(",")) {
    const [, who, first] = OPENING.exec(item) ?? [];
    const last = found.at(-1);
    if (who !== undefined && first !== undefined && !ADDRESS.test(who))
      found.push([who.toLowerCase(), [first]]);
    else if (last !== undefined) last[1].push(item);
    else found.push([null, [item]]);
  }
  return found;
}
