import { Group, Radio, Stack, Text, Textarea } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Name } from '@/ui/Name';
import type { FieldsProps, Values } from './values';

/** The cause of delay, objective or subjective, in words. Only a late task has one. */
export function CauseFields({
  task,
  values,
  set,
  errors,
  required = false,
}: FieldsProps & { required?: boolean }) {
  const { t } = useTranslation('cause');
  if (!required && !task.allowedActions?.includes('stateCause')) return null;
  return (
    <Stack gap="xs">
      <LateParts of={task} />
      <Radio.Group
        label={t('title')}
        description={task.delayCause ? t('stated', { text: task.delayCause.text }) : t('hint')}
        value={values.causeKind}
        onChange={(kind) => {
          set({ causeKind: kind as Values['causeKind'] });
        }}
        error={errors.causeKind}
      >
        <Group mt="xs">
          {!required && <Radio value="" label={task.delayCause ? t('unchanged') : t('later')} />}
          <Radio value="OBJECTIVE" label={t('OBJECTIVE')} />
          <Radio value="SUBJECTIVE" label={t('SUBJECTIVE')} />
        </Group>
      </Radio.Group>
      {values.causeKind && (
        <Textarea
          label={t('text')}
          required
          autosize
          minRows={2}
          maxLength={2000}
          value={values.causeText}
          onChange={(event) => {
            set({ causeText: event.currentTarget.value });
          }}
          error={errors.causeText}
        />
      )}
    </Stack>
  );
}

/** The parts of coordinators that are late, too: they may explain the delay. */
function LateParts({ of: task }: { of: FieldsProps['task'] }) {
  const { t } = useTranslation('cause');
  const late = (task.coordinations ?? []).filter(
    (each) => each.class === 'OPEN_OVERDUE' || each.class === 'DONE_LATE',
  );
  if (!late.length) return null;
  return (
    <Text size="sm">
      {t('lateParts')}{' '}
      {late.map(({ unit }, at) => (
        <Fragment key={unit}>
          {at > 0 && ', '}
          <Name of={unit} />
        </Fragment>
      ))}
    </Text>
  );
}
