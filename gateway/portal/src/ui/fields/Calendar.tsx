import '@mantine/dates/styles.css';
import { Button, Popover, Stack } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import { iso, today } from '../dates';
import classes from './Calendar.module.css';

interface Props {
  /** `2026-11-24`; empty for none. */
  value: string;
  maxDate: string | undefined;
  mayClear: boolean;
  onChoose: (day: string | null) => void;
  onClose: () => void;
}

/** A calendar below the button that opened it. */
export default function Calendar({ value, maxDate, mayClear, onChoose, onClose }: Props) {
  const { t, i18n } = useTranslation();
  return (
    <Popover opened onDismiss={onClose} trapFocus withRoles={false} position="bottom-end" shadow="md">
      <Popover.Target>
        <span className={classes.anchor} aria-hidden />
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t('date.choose')}>
        <Stack gap="xs">
          <DatePicker
            value={value || null}
            defaultDate={value || iso(today())}
            maxDate={maxDate}
            locale={i18n.language}
            firstDayOfWeek={1}
            hideOutsideDates
            classNames={{ day: classes.day }}
            ariaLabels={{ previousMonth: t('date.previousMonth'), nextMonth: t('date.nextMonth') }}
            onChange={onChoose}
          />
          {value && mayClear && (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                onChoose(null);
              }}
            >
              {t('date.clear')}
            </Button>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
