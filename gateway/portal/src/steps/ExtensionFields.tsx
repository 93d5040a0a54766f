import { Alert, Group, Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Extension } from './Extension';
import { DueDate } from './DueDate';
import { DateField } from '@/ui/fields/DateField';
import { pendingExtension, type FieldsProps } from './values';

/** The later date that is asked for, granted or given, beside the dates that the task has had. */
export function ExtensionFields({
  step,
  task,
  values,
  set,
  errors,
}: FieldsProps & { step: 'requestExtension' | 'decideExtension' | 'extend' }) {
  const { t } = useTranslation('task-detail');
  const pending = step === 'decideExtension' ? pendingExtension(task) : undefined;
  return (
    <>
      <div>
        <DueDate due={task.due} extended={task.extensionCount ?? 0} />
      </div>
      {pending && <Extension of={pending} />}
      {step === 'requestExtension' && values.late && <Alert color="yellow">{t('extension.lateHint')}</Alert>}
      {step === 'decideExtension' && (
        <Radio.Group
          label={t('extension.decision')}
          value={values.granted ? 'yes' : 'no'}
          onChange={(chosen) => {
            set({ granted: chosen === 'yes' });
          }}
        >
          <Group mt="xs">
            <Radio value="yes" label={t('extension.grant')} />
            <Radio value="no" label={t('extension.refuse')} />
          </Group>
        </Radio.Group>
      )}
      {values.granted && (
        <DateField
          label={t('extension.newDate')}
          required
          value={values.newDate}
          onChange={(newDate) => {
            set({ newDate });
          }}
          error={errors.newDate}
        />
      )}
    </>
  );
}
