import { describe, expect, test } from "bun:test";
import { speak } from "../reading.ts";

/** Texts of one sentence beyond 25 words; " | " is where it falls into clauses. */
function table(name: string, texts: readonly string[]): void {
  describe(name, () => {
    test.each(texts)("%s", (text) => {
      expect(speak(text.replaceAll(" | ", " ")).join(" | ")).toBe(text);
    });
  });
}

table("a long sentence is cut", [
  "The build fails on Linux because the path is wrong; | I'll fix it by normalising all separators before the lookup, and then I'll add a test for that case too.",
  "There are three things that I would change in this file before we merge it into the main branch: | the name of the function, the type of its argument, and the way it reports errors.",
  "The session token is refreshed in the background while the request is still using the old one — | the server rejects it and the client never retries after that.",
  "This works because the cache is only read by the worker that has written it before, no matter which - | it's never shared between two processes on the same machine.",
  "The function returns null when the list is empty, but the caller doesn't check for that, | so we get a crash whenever the user deletes the last item in the list.",
  "I moved the check before the lock is taken, | which means that two threads can no longer both see an empty queue and then wait for each other until the timeout fires.",
  "It seems that the problem only shows up when two workers pick the same job at nearly the same time, | because neither of them looks at the flag again after taking the lock.",
  "I ran the tests, the linter, the type checker, the formatter, and the benchmark, | and all of them pass on my machine, but the CI job is still red because it uses an older compiler.",
  "The service is up, the queue is empty, | and the database has been migrated to the new schema without any downtime at all, although the first few requests were slower than usual.",
]);

table("a long sentence stays whole where a clause does not surely begin", [
  "If the server is slow on your machine, or it never answers within the ten seconds that the client waits for it, restart the service and then look at the log file again.",
  "The response from the second server in the list, which is cached for five minutes, explains why you still see the old value on the page even after you reload it today.",
  "Hundreds of people from the city - many of them older than the rest of us - also made their voices heard, condemning both the policies and the decision to welcome him.",
  "Not only does the new version start faster on every machine that I could test it on today, but it also uses about a third of the memory that the old one needed.",
  "The migration adds a column, backfills it in batches of one thousand rows, and then creates the index concurrently on both of the replicas, and the primary one after that.",
  "The old code loads the whole file, parses every single line of it on the main thread, and then throws the result away, because of a flag nobody sets any more.",
]);

table("a long sentence stays whole inside brackets, quotes and code", [
  "I've updated the parser (it now handles nested brackets, but we still don't support quotes inside of them, so the old tests for those remain skipped) and I ran the whole suite twice.",
  'She said "the tests pass, but we still need to look at the log because it shows errors that nobody has explained so far" and then she left the room without another word.',
  "He wrote 'the cache is warm; but we still need to look at it because it shows errors that nobody has explained so far' in the ticket that he opened yesterday.",
]);

test("inline code is not cut at its semicolons", () => {
  const code = "take the lock; read the flag; wake the worker up; drain the queue; drop the lock again";
  const text = `Calling \`${code}\` in this order is fine as long as nobody else holds the lock for the whole time.`;
  expect(speak(text)).toEqual([text.replaceAll("`", "")]);
});

test("neither part is a fragment", () => {
  const words = (count: number) => Array.from({ length: count }, (_, n) => `word${n}`).join(" ");
  expect(speak(`${words(4)}; ${words(26)}.`)).toHaveLength(1);
  expect(speak(`${words(26)}; ${words(4)}.`)).toHaveLength(1);
  expect(speak(`${words(12)}; ${words(11)}.`)).toHaveLength(1);
  expect(speak(`${words(12)}; ${words(16)}.`)).toEqual([`${words(12)};`, `${words(16)}.`]);
});
