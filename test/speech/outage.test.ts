import { expect, test } from "bun:test";
import { Outage } from "../../src/speech/outage.ts";

const SECOND = 1000;

function outage() {
  let clock = 0;
  const one = new Outage(() => clock);
  return {
    outage: one,
    /** The seconds until it may be tried again. */
    wait: () => {
      let seconds = 0;
      for (; !one.takeRetry(); seconds++) clock += SECOND;
      return seconds;
    },
  };
}

test("a voice that failed is kept away, and tried after 2 s, 4 s, … 60 s", () => {
  const { outage: one, wait } = outage();
  expect(one.keepsAway).toBe(false);
  const waits = Array.from({ length: 8 }, () => {
    one.failed();
    expect(one.keepsAway).toBe(true);
    return wait();
  });
  expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
});

test("a retry is taken once", () => {
  const { outage: one, wait } = outage();
  one.failed();
  wait();
  expect(one.takeRetry()).toBe(false);
});

test("one that is well has nothing to retry", () => {
  expect(outage().outage.takeRetry()).toBe(false);
});

test("one that could be opened again is on trial: it may speak, and waits longer if it fails", () => {
  const { outage: one, wait } = outage();
  one.failed();
  wait();
  one.opened();
  expect(one.keepsAway).toBe(false);
  expect(one.takeRetry()).toBe(false);
  one.failed();
  expect(one.keepsAway).toBe(true);
  expect(wait()).toBe(4);
});

test("an outage ends with a clause that was said, and the next one is another", () => {
  const { outage: one, wait } = outage();
  one.failed();
  one.failed();
  one.opened();
  one.spoke();
  expect(one.keepsAway).toBe(false);
  one.failed();
  expect(wait()).toBe(2);
});

test("it is told of once, and its end only to whom it was told", () => {
  const { outage: one } = outage();
  expect(one.tellOnce()).toBe(false);
  one.failed();
  expect([one.isTold, one.tellOnce(), one.isTold, one.tellOnce()]).toEqual([false, true, true, false]);
  one.failed();
  expect(one.tellOnce()).toBe(false);
  expect([one.spoke(), one.isTold]).toEqual([true, false]);
  one.failed();
  expect(one.spoke()).toBe(false);
  one.failed();
  expect(one.tellOnce()).toBe(true);
});
