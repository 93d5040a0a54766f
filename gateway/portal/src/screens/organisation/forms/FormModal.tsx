import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DraftNotice } from '@/ui/DraftNotice';

/** A form over the screen. Closing it keeps the draft; "Bỏ qua" throws it away. */
export function FormModal(props: {
  title: string;
  submit: string;
  danger?: boolean;
  draft: { restored: boolean; discard: () => void };
  /** What is refused and belongs to no field. */
  refusal?: string;
  pending: boolean;
  /** Whether another dialog stands over this one. */
  covered?: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const { draft, onClose } = props;
  return (
    <Modal
      opened
      onClose={onClose}
      title={props.title}
      size="lg"
      closeOnEscape={!props.covered}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          props.onSubmit();
        }}
      >
        <Stack>
          <DraftNotice restored={draft.restored} onDiscard={draft.discard} />
          {props.children}
          {props.refusal && (
            <Alert color="red" icon={<IconAlertCircle aria-hidden />} role="alert" p="xs">
              <Text size="sm">{props.refusal}</Text>
            </Alert>
          )}
          <Group justify="flex-end">
            <Button
              variant="default"
              onClick={() => {
                draft.discard();
                onClose();
              }}
            >
              {t('cancel')}
            </Button>
            <Button type="submit" loading={props.pending} color={props.danger ? 'red.9' : undefined}>
              {props.submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
