import { expect, test } from 'vitest';
import { allPages, id, ifMatch, ok } from './client';
import { Problem } from './problem';

test('a list is read to its last page', async () => {
  const pages: Record<string, { rows?: number[]; nextPageToken?: string }> = {
    '': { rows: [1, 2], nextPageToken: 'b' },
    b: { nextPageToken: 'c' },
    c: { rows: [3], nextPageToken: '' },
  };
  const rows = await allPages(
    (token) => Promise.resolve(pages[token]!),
    (page) => page.rows,
  );
  expect(rows).toEqual([1, 2, 3]);
});

test('an id is the last part of a name', () => {
  expect(id('units/so-y-te/positions/7')).toBe('7');
  expect(id('')).toBe('');
});

test('a change without a version is not conditional', () => {
  expect(ifMatch('7')).toEqual({ 'If-Match': '"7"' });
  expect(ifMatch(undefined)).toEqual({});
});

test('a refusal is a problem with its reason and fields', async () => {
  const error = {
    reason: 'FIELDS',
    detail: 'Sai.',
    errors: [{ field: 'due.date', description: 'Thiếu ngày.' }],
  };
  const call = ok(Promise.resolve({ error, response: new Response(null, { status: 400 }) }));
  await expect(call).rejects.toMatchObject({
    status: 400,
    reason: 'FIELDS',
    message: 'Sai.',
    fields: { 'due.date': 'Thiếu ngày.' },
  });
});

test('a server that is not reached is a problem that may pass', async () => {
  const problem = await ok(Promise.reject(new TypeError('network'))).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(Problem);
  expect(problem).toMatchObject({ status: 0, reason: 'OFFLINE', passing: true, stale: false });
});

test('only a lost version is stale, only an unreachable server passes', () => {
  expect(Problem.of(412, { reason: 'ETAG_MISMATCH' })).toMatchObject({ stale: true, passing: false });
  expect(Problem.of(503, 'not JSON')).toMatchObject({ reason: '', passing: true, fields: {} });
});
