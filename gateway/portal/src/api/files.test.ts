import { expect, test } from 'vitest';
import { fileName, receive } from './files';

test.each([
  [`attachment; filename="bao-cao.xlsx"`, 'bao-cao.xlsx'],
  [`attachment; filename=bao-cao.xlsx; size=3`, 'bao-cao.xlsx'],
  [`attachment; filename="x.xlsx"; filename*=UTF-8''B%C3%A1o%20c%C3%A1o.xlsx`, 'Báo cáo.xlsx'],
  ['attachment', undefined],
])('the name in %s is %s', (disposition, name) => {
  expect(fileName(disposition)).toBe(name);
});

test('a file is received piece by piece', async () => {
  const response = new Response('', {
    headers: { 'Content-Length': '5', 'Content-Disposition': 'attachment; filename="a.txt"' },
  });
  const data = new Blob(['hello']).stream();
  const progress: [number, number][] = [];
  const { content, name } = await receive(Promise.resolve({ data, response }), (...at) => progress.push(at));
  expect(await content.text()).toBe('hello');
  expect(name).toBe('a.txt');
  expect(progress.at(-1)).toEqual([5, 5]);
});

test('a refused file is a problem, and so is a connection that breaks', async () => {
  const refused = { error: { reason: 'TOO_MANY' }, response: new Response(null, { status: 400 }) };
  await expect(receive(Promise.resolve(refused), () => undefined)).rejects.toMatchObject({
    reason: 'TOO_MANY',
  });
  const broken = new ReadableStream({
    pull(controller) {
      controller.error(new TypeError('network'));
    },
  });
  const call = Promise.resolve({ data: broken, response: new Response('') });
  await expect(receive(call, () => undefined)).rejects.toMatchObject({ reason: 'OFFLINE' });
});
