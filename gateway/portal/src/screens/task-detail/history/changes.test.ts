import { describe, expect, it } from 'vitest';
import { changedParts } from './changes';

describe('the changes of a step', () => {
  it('puts the parts of a field together', () => {
    const found = changedParts([
      { fieldPath: 'progress.percent', before: '20', after: '60' },
      { fieldPath: 'progress.text', before: '', after: 'Đã họp.' },
      { fieldPath: 'title', before: 'Báo cáo', after: 'Báo cáo quý' },
    ]);
    expect(found).toEqual([
      { field: 'title', before: [{ text: 'Báo cáo' }], after: [{ text: 'Báo cáo quý' }] },
      { field: 'progress', before: [{ text: '20 %' }], after: [{ text: '60 %' }, { text: 'Đã họp.' }] },
    ]);
  });

  it('names units and people, and writes days as people do', () => {
    const found = changedParts([
      { fieldPath: 'due.date', before: '2026-10-20', after: '2026-11-30' },
      { fieldPath: 'coordinations', before: '', after: 'units/so-y-te: Rà soát, units/so-tu-phap' },
    ]);
    expect(found).toEqual([
      {
        field: 'coordinations',
        before: [],
        after: [{ name: 'units/so-y-te' }, { name: 'units/so-tu-phap' }],
      },
      { field: 'due', before: [{ text: '20/10/2026' }], after: [{ text: '30/11/2026' }] },
    ]);
  });

  it('says that there is no due date, and leaves out what it does not know', () => {
    const found = changedParts([
      { fieldPath: 'due.kind', before: 'FIXED', after: 'NONE' },
      { fieldPath: 'assign_date', before: '', after: '2026-10-01' },
    ]);
    expect(found).toEqual([{ field: 'due', before: [], after: [{ kind: 'NONE' }] }]);
  });
});
