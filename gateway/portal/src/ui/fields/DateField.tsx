import { ActionIcon, TextInput, type TextInputProps } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf, dayTyped, iso, written, type Day } from '../dates';

const load = () => import('./Calendar');
// The calendar weighs as much as a screen, and most people type.
const Calendar = lazy(load);

type Props = Omit<TextInputProps, 'value' | 'onChange' | 'defaultValue' | 'rightSection'> & {
  value: Day | null | undefined;
  onChange: (day: Day | undefined) => void;
  /** `2026-11-24`; later days are not accepted. */
  maxDate?: string;
};

/** A day, typed as dd/mm/yyyy or chosen from a calendar. */
export function DateField({ value, onChange, maxDate, ...input }: Props) {
  const [typed, setTyped] = useState<string>();
  const type = (text: string) => {
    setTyped(text);
    const day = dayTyped(text);
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
        <CalendarButton
          value={iso(value)}
          maxDate={maxDate}
          mayClear={!input.required}
          onChoose={(day) => {
            onChange(dayOf(day));
          }}
        />
      }
    />
  );
}

function CalendarButton(props: {
  value: string;
  maxDate: string | undefined;
  mayClear: boolean;
  onChoose: (day: string | null) => void;
}) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
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
            {...props}
            onChoose={(day) => {
              close();
              props.onChoose(day);
            }}
            onClose={close}
          />
        </Suspense>
      )}
    </>
  );
}
