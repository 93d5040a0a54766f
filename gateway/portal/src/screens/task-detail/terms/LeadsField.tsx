import { Button, Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { allUnits, type Unit } from '@/api/names';
import { UnitsPicker } from '@/ui/fields/UnitPicker';

const GROUPS = ['DEPARTMENT', 'LOCALITY'] as const;
const isAgency = (unit: Unit) => unit.kind === 'AGENCY';

/** The lead agencies of a set, one by one or whole groups of them. */
export function LeadsField({
  value,
  onChange,
  error,
}: {
  value: string[];
  onChange: (leads: string[]) => void;
  error: string | undefined;
}) {
  const { t } = useTranslation('sets');
  const { data: units = [] } = useQuery(allUnits);
  return (
    <Stack gap="xs">
      <UnitsPicker label={t('new.leads')} value={value} onChange={onChange} among={isAgency} error={error} />
      <Group gap="xs">
        {GROUPS.map((group) => (
          <Button
            key={group}
            size="xs"
            variant="default"
            onClick={() => {
              const all = units.filter((unit) => isAgency(unit) && unit.group === group);
              onChange([...new Set([...value, ...all.map((unit) => unit.name ?? '')])]);
            }}
          >
            {t(`new.${group}`)}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}
