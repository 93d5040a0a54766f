// @vitest-environment happy-dom
import { act, renderHook, waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '@/api/problem';
import { signIn } from '@/testing';
import { changedFields } from './differences';
import { useEditing, type Edited } from './useEditing';

interface Paper {
  etag: string;
  title: string;
  lead: string;
}
type Values = Pick<Paper, 'title' | 'lead'>;
const SAVED: Paper = { etag: '1', title: 'Báo cáo', lead: 'Sở Y tế' };
const THEIRS: Paper = { etag: '2', title: 'Báo cáo', lead: 'Sở Nội vụ' };
const STALE = Problem.of(412, { reason: 'ETAG_MISMATCH' });

vi.mock('../messages');

/** A form whose saves are refused as long as they are of an earlier version than the server's. */
function editing(version = SAVED) {
  const sent: Edited<Values>[] = [];
  const onDone = vi.fn();
  const { result } = renderHook(() =>
    useEditing<Paper, Values>({
      draft: 'paper',
      saved: SAVED,
      valuesOf: ({ title, lead }) => ({ title, lead }),
      latest: () => Promise.resolve(version),
      save: (edited, then) => {
        sent.push(edited);
        if (edited.etag === version.etag) then.onSuccess();
        else then.onError(STALE);
      },
      message: 'Đã lưu.',
      onDone,
    }),
  );
  const type = (values: Partial<Values>) => {
    act(() => {
      result.current.set(values);
    });
  };
  const submit = () => {
    act(() => {
      result.current.submit();
    });
  };
  return { result, sent, onDone, type, submit };
}

beforeEach(async () => {
  localStorage.clear();
  await signIn();
});

test('what was changed is saved against the version that was seen', () => {
  const form = editing();
  form.type({ title: 'Tờ trình' });
  form.submit();
  expect(form.sent).toEqual([
    {
      values: { title: 'Tờ trình', lead: 'Sở Y tế' },
      base: { title: 'Báo cáo', lead: 'Sở Y tế' },
      etag: '1',
    },
  ]);
  expect(form.onDone).toHaveBeenCalledOnce();
});

test('a form without changes is done without asking the server', () => {
  const form = editing();
  form.submit();
  expect(form.sent).toEqual([]);
  expect(form.onDone).toHaveBeenCalledOnce();
});

test('after a conflict only what the person has changed is saved over the other version', async () => {
  const form = editing(THEIRS);
  form.type({ title: 'Tờ trình' });
  form.submit();
  await waitFor(() => {
    expect(form.result.current.theirs).toEqual({ title: 'Báo cáo', lead: 'Sở Nội vụ' });
  });
  expect(form.result.current.values.title).toBe('Tờ trình');
  act(() => {
    form.result.current.dialog.onKeepMine();
  });
  const { values, base, etag } = form.sent.at(-1)!;
  expect(etag).toBe('2');
  expect(changedFields(values, base)).toEqual(['title']);
  expect(form.onDone).toHaveBeenCalledOnce();
});

test("taking the other person's version discards what was typed", async () => {
  const form = editing(THEIRS);
  form.type({ title: 'Tờ trình' });
  form.submit();
  await waitFor(() => {
    expect(form.result.current.dialog.opened).toBe(true);
  });
  act(() => {
    form.result.current.dialog.onTakeTheirs();
  });
  expect(form.onDone).toHaveBeenCalledOnce();
  expect(localStorage.length).toBe(0);
});
