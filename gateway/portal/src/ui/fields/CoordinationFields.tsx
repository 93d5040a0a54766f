import { Button, Stack, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNamed } from '@/api/names';
import { UnitsPicker } from './UnitPicker';

interface Coordination {
  unit: string;
  /** What the agency is to contribute. */
  part?: string;
}

interface Props<C extends Coordination> {
  label: string;
  value: C[];
  onChange: (value: C[]) => void;
  /** The coordination of an agency that is added. */
  blank: (unit: string) => C;
  lead: string;
  error?: string;
  /** Shown between the agencies and their parts. */
  children?: ReactNode;
}

const FEW = 3;

/** The coordinating agencies, each with its part. */
export function CoordinationFields<C extends Coordination>(props: Props<C>) {
  const { t } = useTranslation();
  const { value, onChange } = props;
  const [showsParts, setShowsParts] = useState(value.length <= FEW || value.some(({ part }) => part));
  const Chevron = showsParts ? IconChevronDown : IconChevronRight;
  return (
    <Stack gap="xs">
      <UnitsPicker
        label={props.label}
        value={value.map(({ unit }) => unit)}
        onChange={(units) => {
          onChange(units.map((unit) => value.find((one) => one.unit === unit) ?? props.blank(unit)));
        }}
        among={(unit) => unit.kind === 'AGENCY' && unit.name !== props.lead}
        error={props.error}
      />
      {props.children}
      {value.length > 0 && (
        <Button
          size="compact-sm"
          variant="subtle"
          w="fit-content"
          h="auto"
          maw="100%"
          styles={{ label: { whiteSpace: 'normal', textAlign: 'start' } }}
          aria-expanded={showsParts}
          leftSection={<Chevron size={14} aria-hidden />}
          onClick={() => {
            setShowsParts(!showsParts);
          }}
        >
          {t('coordination.parts')}
        </Button>
      )}
      {showsParts &&
        value.map((one) => (
          <Part
            key={one.unit}
            of={one}
            onChange={(part) => {
              onChange(value.map((each) => (each.unit === one.unit ? { ...each, part } : each)));
            }}
          />
        ))}
    </Stack>
  );
}

function Part({ of, onChange }: { of: Coordination; onChange: (part: string) => void }) {
  const { t } = useTranslation();
  const named = useNamed(of.unit);
  return (
    <TextInput
      size="xs"
      label={t('coordination.part', { unit: named?.shortName || named?.displayName || '' })}
      maxLength={1000}
      value={of.part ?? ''}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}
