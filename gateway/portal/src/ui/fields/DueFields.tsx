import { Group, Input, Stack } from '@mantine/core';
import { lazy, Suspense, useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DateField } from './DateField';
import { DUE_KINDS, type DueValues } from './due';
import classes from './DueFields.module.css';
import { TwoColumns } from '../TwoColumns';

// Most tasks do not recur, and a form's first view is the heaviest of all.
const RecurrenceFields = lazy(() =>
  import('./RecurrenceFields').then((m) => ({ default: m.RecurrenceFields })),
);

interface Props {
  label: string;
  description?: string;
  value: DueValues;
  onChange: (changed: Partial<DueValues>) => void;
  error?: string;
  /** Another field beside the date. */
  children?: ReactNode;
}

/** When a task is due: on a day, again and again, or explicitly without a due date. */
export function DueFields({ label, description, value, onChange, error, children }: Props) {
  const { t } = useTranslation();
  const name = useId();
  const { kind, date } = value;
  const isDated = kind === 'FIXED' || kind === 'PERIODIC';
  return (
    <Stack gap="xs">
      <Input.Wrapper
        label={label}
        labelElement="div"
        description={description}
        error={isDated ? undefined : error}
      >
        <Group gap="md" mt={4} role="radiogroup" aria-label={label}>
          {DUE_KINDS.map((one) => (
            // The component library's radio would be a part of every form's first view.
            <label key={one} className={classes.kind}>
              <input
                type="radio"
                name={name}
                value={one}
                checked={kind === one}
                onChange={() => {
                  onChange({ kind: one });
                }}
              />
              {t(`due.kind.${one}`)}
            </label>
          ))}
        </Group>
      </Input.Wrapper>
      <TwoColumns>
        {isDated && (
          <DateField
            label={t(kind === 'PERIODIC' ? 'due.firstDay' : 'due.day')}
            value={date}
            onChange={(day) => {
              onChange({ date: day });
            }}
            error={error}
          />
        )}
        <Suspense fallback={null}>
          {kind === 'PERIODIC' && <RecurrenceFields due={value} onChange={onChange} />}
        </Suspense>
        {children}
      </TwoColumns>
    </Stack>
  );
}
