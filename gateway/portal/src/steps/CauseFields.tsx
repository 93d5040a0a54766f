import { Group, Radio, Stack, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ownCause } from '@/ui/causes';
import { LateParts } from './LateParts';
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
  const stated = ownCause(task);
  if (!required && !task.allowedActions?.includes('stateCause')) return null;
  return (
    <Stack gap="xs">
      <LateParts of={task} />
      <Radio.Group
        label={t('title')}
        description={stated ? t('stated', { text: stated.text }) : t('hint')}
        value={values.causeKind}
        onChange={(kind) => {
          set({ causeKind: kind as Values['causeKind'] });
        }}
        error={errors.causeKind}
      >
        <Group mt="xs">
          {!required && <Radio value="" label={stated ? t('unchanged') : t('later')} />}
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
