/**
 * Lets a stage work ahead of the one that reads it, by at most `limit` items; generators by themselves do nothing
 * until they are asked. When the reader stops early the source is closed after its next item. An error of the source
 * reaches the reader after the items that came before it.
 */
export async function* ahead<Item>(source: AsyncIterable<Item>, limit: number): AsyncGenerator<Item> {
  const items: Item[] = [];
  let state: { done: boolean; error?: unknown } = { done: false };
  let wakeReader: () => void = () => {};
  let wakeWriter: () => void = () => {};
  let isStopped = false;

  const fill = async () => {
    try {
      for await (const item of source) {
        items.push(item);
        wakeReader();
        while (items.length >= limit && !isStopped)
          await new Promise<void>((resolve) => {
            wakeWriter = resolve;
          });
        if (isStopped) break;
      }
      state = { done: true };
    } catch (error) {
      state = { done: true, error };
    }
    wakeReader();
  };
  void fill();

  try {
    for (;;) {
      const item = items.shift();
      if (item !== undefined) {
        wakeWriter();
        yield item;
      } else if (state.done) {
        if ("error" in state) throw state.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          wakeReader = resolve;
        });
      }
    }
  } finally {
    isStopped = true;
    wakeWriter();
  }
}
