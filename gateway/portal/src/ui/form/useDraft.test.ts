// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { signIn } from '@/testing';
import { hasDraft, useDraft } from './useDraft';

const draftOf = (key = 'tasks/1.submit', initial = '') => renderHook(() => useDraft(key, initial)).result;

beforeEach(async () => {
  localStorage.clear();
  await signIn();
});

test('what is typed comes back in another window', () => {
  const first = draftOf();
  expect(first.current).toMatchObject({ value: '', restored: false });
  act(() => {
    first.current.change('Đã xong');
  });
  expect(first.current).toMatchObject({ value: 'Đã xong', restored: false });
  expect(draftOf().current).toMatchObject({ value: 'Đã xong', restored: true });
  expect(draftOf('tasks/2.submit').current.value).toBe('');
});

test('nothing is kept before somebody types, nor after it is discarded', () => {
  const draft = draftOf('x', 'initial');
  expect(hasDraft('x')).toBe(false);
  act(() => {
    draft.current.change('typed');
  });
  expect(hasDraft('x')).toBe(true);
  act(() => {
    draft.current.discard();
  });
  expect(hasDraft('x')).toBe(false);
  expect(draft.current).toMatchObject({ value: 'initial', restored: false });
});

test('a draft belongs to its person, and a broken one is ignored', () => {
  localStorage.setItem('dondoc.draft.people/binh.x', '"another person"');
  localStorage.setItem('dondoc.draft.people/an.y', '{');
  expect(draftOf('x').current.value).toBe('');
  expect(draftOf('y', 'initial').current).toMatchObject({ value: 'initial', restored: false });
});
