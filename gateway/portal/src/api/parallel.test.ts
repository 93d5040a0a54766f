import { expect, test } from 'vitest';
import { inParallel } from './parallel';

test('each item is called once, a few at a time', async () => {
  let running = 0;
  let most = 0;
  const called: number[] = [];
  await inParallel([0, 1, 2, 3, 4, 5, 6, 7, 8], async (item) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    called.push(item);
    running -= 1;
  });
  expect(called.sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(most).toBe(4);
});
