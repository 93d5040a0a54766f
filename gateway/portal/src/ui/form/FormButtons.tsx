import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props {
  /** The label of the button that saves. */
  submit: string;
  pending: boolean;
  disabled?: boolean;
  danger?: boolean;
  small?: boolean;
  onCancel?: () => void;
  /** Absent if the buttons are in a `<form>`, which is submitted. */
  onSubmit?: () => void;
}

/** The buttons at the end of a form. */
export function FormButtons({ submit, pending, disabled, danger, small, onCancel, onSubmit }: Props) {
  const { t } = useTranslation();
  const size = small ? 'xs' : undefined;
  return (
    <Group justify="flex-end" gap={small ? 'xs' : undefined}>
      {onCancel && (
        <Button size={size} variant="default" onClick={onCancel}>
          {t('cancel')}
        </Button>
      )}
      <Button
        size={size}
        type={onSubmit ? 'button' : 'submit'}
        onClick={onSubmit}
        loading={pending}
        disabled={disabled}
        color={danger ? 'red.9' : undefined}
      >
        {submit}
      </Button>
    </Group>
  );
}
