import { expect, test } from "bun:test";
import { availableParallelism } from "node:os";
import { usefulProcessors } from "../src/processors.ts";

const all = availableParallelism();

test.each<[string, NodeJS.Platform, number | null, number]>([
  ["performance cores on Apple silicon", "darwin", 1, 1],
  ["never more than this process may use", "darwin", all + 8, all],
  ["all of a Mac with one kind of cores", "darwin", null, all],
  ["all elsewhere", "linux", 1, all],
])("%s", (_, platform, answer, processors) => {
  const asked: string[] = [];
  const found = usefulProcessors(platform, (name) => {
    asked.push(name);
    return answer;
  });
  expect(found).toBe(processors);
  expect(asked).toEqual(platform === "darwin" ? ["hw.perflevel0.logicalcpu"] : []);
});
