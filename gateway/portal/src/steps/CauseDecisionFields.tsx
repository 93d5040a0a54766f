import { Group, Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CauseWords } from '@/ui/CauseWords';
import type { FieldsProps, Values } from './values';

const REFUSED = 'REFUSED';

/** The cause that the agency has stated, and whether it holds, as which kind. */
export function CauseDecisionFields({ task, values, set, errors }: FieldsProps) {
  const { t } = useTranslation('cause');
  return (
    <>
      {task.delayCause && <CauseWords of={task.delayCause} />}
      <Radio.Group
        label={t('decision')}
        description={t('decisionHint')}
        value={values.granted ? values.causeKind : REFUSED}
        onChange={(chosen) => {
          if (chosen === REFUSED) set({ granted: false, causeKind: '' });
          else set({ granted: true, causeKind: chosen as Values['causeKind'] });
        }}
        error={errors.causeKind}
      >
        <Group mt="xs">
          <Radio value="OBJECTIVE" label={t('OBJECTIVE')} />
          <Radio value="SUBJECTIVE" label={t('SUBJECTIVE')} />
          <Radio value={REFUSED} label={t('refuse')} />
        </Group>
      </Radio.Group>
    </>
  );
}
