import { Group, Radio, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isContestable } from '@/ui/causes';
import { CauseWords } from '@/ui/CauseWords';
import { Stages } from '@/ui/Stages';
import { DocumentNumberField } from './DocumentNumberField';
import type { FieldsProps, Values } from './values';

const KINDS = ['OBJECTIVE', 'SUBJECTIVE'] as const;
const UPHELD = 'UPHELD';

/** The decision on the agency's cause of delay and its contest: to contest it, or to decide finally. */
export function ContestFields({ step, ...fields }: FieldsProps & { step: 'contestCause' | 'decideContest' }) {
  const { t } = useTranslation('cause');
  const cause = fields.task.delayCause;
  const isOfEarlierPeriod = step === 'contestCause' && cause && !isContestable(cause);
  return (
    <>
      {isOfEarlierPeriod && <Text size="sm">{t('contestEarlier')}</Text>}
      {cause && !isOfEarlierPeriod && (
        <div>
          <CauseWords of={cause} />
          <Stages of={cause} />
        </div>
      )}
      {step === 'contestCause' ? <Evidence {...fields} /> : <FinalDecision {...fields} />}
    </>
  );
}

function Evidence(fields: FieldsProps) {
  const { t } = useTranslation('cause');
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('contestHint')}
      </Text>
      <DocumentNumberField label={t('document')} {...fields} />
    </>
  );
}

function FinalDecision({ task, values, set, errors }: FieldsProps) {
  const { t } = useTranslation('cause');
  const against = task.delayCause?.contest?.against;
  return (
    <Radio.Group
      label={t('final')}
      value={values.granted ? values.causeKind : UPHELD}
      onChange={(chosen) => {
        if (chosen === UPHELD) set({ granted: false, causeKind: '' });
        else set({ granted: true, causeKind: chosen as Values['causeKind'] });
      }}
      error={errors.causeKind}
    >
      <Group mt="xs">
        {KINDS.filter((kind) => kind !== against).map((kind) => (
          <Radio key={kind} value={kind} label={t(kind)} />
        ))}
        <Radio value={UPHELD} label={t('uphold')} />
      </Group>
    </Radio.Group>
  );
}
