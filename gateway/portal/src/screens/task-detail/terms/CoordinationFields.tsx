import { Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNamed } from '@/api/names';
import { UnitsPicker } from '@/ui/UnitPicker';
import type { TermsProps } from './terms';

/** The co-ordinating agencies, and what each is to contribute. */
export function CoordinationFields({ terms, set, errors }: TermsProps) {
  const { t } = useTranslation('task-detail');
  const parts = new Map(terms.coordinations.map((one) => [one.unit, one.part ?? '']));
  return (
    <Stack gap="xs">
      <UnitsPicker
        label={t('fact.coordinations')}
        value={[...parts.keys()]}
        onChange={(units) => {
          set({ coordinations: units.map((unit) => ({ unit, part: parts.get(unit) ?? '' })) });
        }}
        among={(unit) => unit.kind === 'AGENCY' && unit.name !== terms.lead}
        error={errors.coordinations}
      />
      {terms.coordinations.map(({ unit, part }) => (
        <Part
          key={unit}
          unit={unit}
          part={part ?? ''}
          onChange={(changed) => {
            set({
              coordinations: terms.coordinations.map((one) =>
                one.unit === unit ? { unit, part: changed } : one,
              ),
            });
          }}
        />
      ))}
    </Stack>
  );
}

function Part({ unit, part, onChange }: { unit: string; part: string; onChange: (part: string) => void }) {
  const { t } = useTranslation('task-detail');
  const named = useNamed(unit);
  return (
    <TextInput
      size="xs"
      label={t('form.part', { unit: named?.shortName || named?.displayName || '' })}
      maxLength={1000}
      value={part}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}
