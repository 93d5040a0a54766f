import { expect, test } from 'vitest';
import type { Directive } from '@/api/directives';
import { day } from '@/testing';
import { headerChanges, headerOf } from './headerValues';

const DIRECTIVE = {
  numberSymbol: '215/TB-UBND',
  kind: 'CONCLUSION_NOTICE',
  issueDate: day('2026-11-20'),
  meeting: { chair: 'Chủ tịch', meetingDate: day('2026-11-18') },
  recipients: ['Sở Y tế', 'Sở Nội vụ'],
} as Directive;
const HEADER = headerOf(DIRECTIVE);

test('a form holds every field, empty where the directive has none', () => {
  expect(HEADER).toMatchObject({
    kind: 'CONCLUSION_NOTICE',
    urgency: null,
    meetingChair: 'Chủ tịch',
    subject: '',
  });
  expect(headerOf({ kind: 'KIND_UNSPECIFIED' } as Directive)).toMatchObject({
    kind: null,
    issueDate: undefined,
  });
});

test('only what was changed is sent', () => {
  expect(headerChanges(HEADER, HEADER)).toEqual({});
  expect(headerChanges(HEADER, { ...HEADER, subject: ' Kết luận ', urgency: 'URGENT' })).toEqual({
    subject: 'Kết luận',
    urgency: 'URGENT',
  });
});

test('what is emptied is cleared', () => {
  expect(headerChanges(HEADER, { ...HEADER, kind: null, issueDate: undefined, numberSymbol: '' })).toEqual({
    kind: 'KIND_UNSPECIFIED',
    issueDate: null,
    numberSymbol: '',
  });
});

test('the meeting is sent whole, the recipients line by line', () => {
  const after = { ...HEADER, meetingChair: 'Phó Chủ tịch ', recipients: 'Sở Y tế\n\n  UBND các xã ' };
  expect(headerChanges(HEADER, after)).toEqual({
    meeting: { chair: 'Phó Chủ tịch', meetingDate: day('2026-11-18') },
    recipients: ['Sở Y tế', 'UBND các xã'],
  });
});
