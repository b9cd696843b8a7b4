import { expect, test } from "bun:test";
import { ahead } from "../src/ahead.ts";

/** Lets everything that can run, run. */
const settle = async () => {
  for (let i = 0; i < 50; i++) await Promise.resolve();
};

test("the source works ahead by the limit and no further", async () => {
  let made = 0;
  async function* count() {
    for (;;) yield ++made;
  }
  const stream = ahead(count(), 3);
  expect((await stream.next()).value).toBe(1);
  await settle();
  expect(made).toBe(4);
  expect((await stream.next()).value).toBe(2);
  await settle();
  expect(made).toBe(5);
  await stream.return(undefined);
  await settle();
  expect(made).toBeLessThan(8);
});

test("items before an error arrive, then the error", async () => {
  async function* fail() {
    yield 1;
    yield 2;
    throw new Error("broken");
  }
  const seen: number[] = [];
  const read = async () => {
    for await (const item of ahead(fail(), 8)) seen.push(item);
  };
  expect(read()).rejects.toThrow("broken");
  await settle();
  expect(seen).toEqual([1, 2]);
});
