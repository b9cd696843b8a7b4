import { plannedRounds, type Round } from "./killings/plan.ts";
import { playRound, type RoundResult, type Stage } from "./killings/round.ts";

export interface KillingsOptions extends Stage {
  readonly count: number;
  readonly seed: number;
  /** Told after each round; `nth` counts from 1. */
  readonly onRound: (nth: number, round: Round, result: RoundResult) => void;
}

export interface KillingsResult {
  /** How many of each kind were killed at each moment. */
  readonly kills: Record<string, number>;
  readonly complaints: readonly string[];
}

/** Kills processes of a service and its clients at random moments, one in each round, and looks whether the others go on. */
export async function killings({ count, seed, onRound, ...stage }: KillingsOptions): Promise<KillingsResult> {
  const kills: Record<string, number> = {};
  const complaints: string[] = [];
  for (const [i, round] of plannedRounds(count, seed, stage.sound !== null).entries()) {
    const result = await playRound(round, stage);
    const kind = `${round.victim}, ${round.moment}`;
    kills[kind] = (kills[kind] ?? 0) + 1;
    complaints.push(...result.complaints.map((complaint) => `round ${i + 1} (${kind}): ${complaint}`));
    onRound(i + 1, round, result);
  }
  return { kills, complaints };
}
