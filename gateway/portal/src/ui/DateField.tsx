import { ActionIcon, TextInput, type TextInputProps } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf, iso, written, type Day } from './dates';

const load = () => import('./Calendar');
// The calendar weighs as much as a screen, and most people type.
const Calendar = lazy(load);

type Props = Omit<TextInputProps, 'value' | 'onChange' | 'defaultValue' | 'rightSection'> & {
  value: Day | null | undefined;
  onChange: (day: Day | undefined) => void;
  /** `2026-11-24`; no later day is taken. */
  maxDate?: string;
};

/** A day, typed as dd/mm/yyyy or chosen from a calendar. */
export function DateField({ value, onChange, maxDate, ...input }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string>();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const type = (text: string) => {
    setTyped(text);
    const day = parse(text);
    if (text.trim() === '') onChange(undefined);
    else if (day && !(maxDate && iso(day) > maxDate)) onChange(day);
  };
  return (
    <TextInput
      placeholder="dd/mm/yyyy"
      autoComplete="off"
      {...input}
      value={typed ?? written(value)}
      onChange={(event) => {
        type(event.currentTarget.value);
      }}
      onBlur={() => {
        setTyped(undefined);
      }}
      rightSection={
        <>
          <ActionIcon
            ref={button}
            color="gray.7"
            aria-label={t('date.choose')}
            aria-haspopup="dialog"
            aria-expanded={isOpen}
            onPointerEnter={() => void load()}
            onClick={() => {
              setOpen(true);
            }}
          >
            <IconCalendar size={18} stroke={1.6} aria-hidden />
          </ActionIcon>
          {isOpen && (
            <Suspense fallback={null}>
              <Calendar
                value={iso(value)}
                maxDate={maxDate}
                mayClear={!input.required}
                onChoose={(day) => {
                  close();
                  onChange(dayOf(day));
                }}
                onClose={close}
              />
            </Suspense>
          )}
        </>
      }
    />
  );
}

/** What people type: `5/9/2026`, `05-09-2026` and `05.09.26` are all the fifth of September. */
function parse(typed: string): Day | undefined {
  const found = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})\s*$/.exec(typed);
  if (!found) return undefined;
  const [, day = '', month = '', year = ''] = found;
  return dayOf(`${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}
