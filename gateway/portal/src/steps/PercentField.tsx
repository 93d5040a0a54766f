import { Group, Input, NumberInput, Slider } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FieldsProps } from './values';

/** How much of the work is done, by slider or as a number. */
export function PercentField({ values, set, errors }: FieldsProps) {
  const { t } = useTranslation('task-detail');
  const change = (percent: number) => {
    set({ percent });
  };
  return (
    <Input.Wrapper label={t('form.percent')} labelElement="div" error={errors.percent}>
      <Group wrap="nowrap" gap="lg">
        <Slider
          flex={1}
          step={5}
          value={values.percent}
          onChange={change}
          label={null}
          thumbLabel={t('form.percent')}
          marks={[{ value: 0 }, { value: 25 }, { value: 50 }, { value: 75 }, { value: 100 }]}
        />
        <NumberInput
          w={92}
          aria-label={t('form.percentNumber')}
          min={0}
          max={100}
          clampBehavior="strict"
          allowDecimal={false}
          suffix=" %"
          value={values.percent}
          onChange={(percent) => {
            change(Number(percent) || 0);
          }}
        />
      </Group>
    </Input.Wrapper>
  );
}
