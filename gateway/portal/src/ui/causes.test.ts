import { expect, test } from 'vitest';
import { inOneLine, stagesOf, type DelayCause } from './causes';

const STATED: DelayCause = { kind: 'OBJECTIVE', statedKind: 'OBJECTIVE', text: 'Mưa lũ' };
const REFUSED: DelayCause = { ...STATED, refused: true, decideDate: '2026-11-02', answer: 'Thiếu căn cứ' };
const CONTESTED: DelayCause = {
  ...REFUSED,
  contest: { contestDate: '2026-11-04', reason: 'Có xác nhận', against: 'KIND_UNSPECIFIED' },
};
const what = (cause: DelayCause) => stagesOf(cause).map((stage) => stage.what);

test('a cause shows its decision, the contest and the final decision', () => {
  expect(what(STATED)).toEqual(['unconfirmed']);
  expect(what({ ...STATED, decideDate: '2026-11-02' })).toEqual(['confirmed']);
  expect(what({ ...STATED, kind: 'SUBJECTIVE', decideDate: '2026-11-02' })).toEqual(['changed']);
  expect(what(REFUSED)).toEqual(['declined']);
  expect(what(CONTESTED)).toEqual(['declined', 'contested', 'waits']);
  const upheld = { ...CONTESTED.contest, decideDate: '2026-11-06' };
  expect(what({ ...CONTESTED, contest: upheld })).toEqual(['declined', 'contested', 'upheld']);
});

test('a granted contest leaves the first decision as it was', () => {
  const contest = { ...CONTESTED.contest, decideDate: '2026-11-06', granted: true };
  expect(what({ ...CONTESTED, refused: false, contest })).toEqual(['declined', 'contested', 'granted']);
  const changed = { ...contest, against: 'SUBJECTIVE' as const };
  expect(what({ ...CONTESTED, refused: false, contest: changed })).toEqual([
    'changed',
    'contested',
    'granted',
  ]);
});

test('one line has the kind, the latest stage and the words', () => {
  expect(inOneLine(REFUSED, (key, day) => [key, day].join(' ').trim())).toBe(
    'OBJECTIVE (declined 02/11/2026): Mưa lũ',
  );
});
