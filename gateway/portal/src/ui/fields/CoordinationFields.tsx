import { Button, Stack, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNamed } from '@/api/names';
import type { Day } from '../dates';
import { DateField } from './DateField';
import { UnitsPicker } from './UnitPicker';

interface Coordination {
  unit: string;
  /** What the agency is to contribute. */
  part?: string;
  /** Until when; empty for the due date of the task. */
  dueDate?: string;
}

interface Props<C extends Coordination> {
  label: string;
  value: C[];
  onChange: (value: C[]) => void;
  /** The coordination of an agency that is added. */
  blank: (unit: string) => C;
  lead: string;
  error?: string;
  /** Each part has a date of its own, at the latest this one. */
  dated?: { latest?: Day };
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
            dated={props.dated}
            onChange={(changed) => {
              onChange(value.map((each) => (each.unit === one.unit ? { ...each, ...changed } : each)));
            }}
          />
        ))}
    </Stack>
  );
}

interface PartProps {
  of: Coordination;
  dated: Props<Coordination>['dated'];
  onChange: (changed: Pick<Coordination, 'part' | 'dueDate'>) => void;
}

function Part({ of, dated, onChange }: PartProps) {
  const { t } = useTranslation();
  const named = useNamed(of.unit);
  const unit = named?.shortName || named?.displayName || '';
  return (
    <>
      <TextInput
        size="xs"
        label={t('coordination.part', { unit })}
        maxLength={1000}
        value={of.part ?? ''}
        onChange={(event) => {
          onChange({ part: event.currentTarget.value });
        }}
      />
      {dated && (
        <DateField
          label={t('coordination.due', { unit })}
          value={of.dueDate}
          onChange={(dueDate) => {
            onChange({ dueDate: dueDate ?? '' });
          }}
          maxDate={dated.latest}
        />
      )}
    </>
  );
}
