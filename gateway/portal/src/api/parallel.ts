const AT_ONCE = 4;

/** Calls the API for each item, a few at a time: a browser has few connections, and other screens need them, too. */
export async function inParallel<T>(items: Iterable<T>, call: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const work = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await call(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
