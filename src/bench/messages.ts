/** What a coding assistant says, as the messages that are measured: most of one sentence, some of two or three. */
export const MESSAGES: readonly string[] = [
  "The build finished without errors.",
  "I found the cause of the slow start, and it is the way the cache is filled.",
  "Two of the tests still fail on Windows because the path separator is different there.",
  "I added a timeout of thirty seconds to every request, so a dead server can no longer block the queue.",
  "The migration ran, but it skipped the rows that have no owner.",
  "You can undo this change with one command if it does not help.",
  "Next, I will move the parser into its own file and write tests for it.",
  "The old configuration is still read when the new one is missing.",
  "The memory grows because each callback keeps the whole response alive.",
  "Would you like me to update the documentation as well?",
  "I removed the duplicate code. All callers now use the shared function, and the tests pass.",
  "The error comes from a race between two workers. A lock around the counter fixes it.",
  "The release is ready. I checked the archive on a clean machine. Nothing is missing.",
  "This warning is harmless, but it hides the real ones, so I turned it off for this file only.",
  "The function returns early when the list is empty. That is why the second message never appears.",
  "I could not reach the server, so I worked with the copy from yesterday.",
];
