import { Button, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Directive } from '@/api/directives';
import { Dialog } from '@/ui/Dialog';
import { FormButtons } from '@/ui/form/FormButtons';
import { Refusal } from '@/ui/form/Refusal';
import { showSuccess } from '@/ui/messages';
import { useDeleteDirective } from './commands';
import { useRefusal } from './refusals';

/** Deletes a directive that was entered by mistake, once the person has read what goes with it. */
export function Delete({ directive }: { directive: Directive }) {
  const { t } = useTranslation('intake');
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => {
          setAsking(true);
        }}
      >
        {t('delete.button')}
      </Button>
      {isAsking && (
        <Asking
          directive={directive}
          onClose={() => {
            setAsking(false);
          }}
        />
      )}
    </>
  );
}

function Asking({ directive: { name = '', etag }, onClose }: { directive: Directive; onClose: () => void }) {
  const { t } = useTranslation('intake');
  const command = useDeleteDirective(name);
  const refusal = useRefusal(command.error);
  return (
    <Dialog onClose={onClose} title={t('delete.ask')}>
      <Stack>
        <Text size="sm">{t('delete.text')}</Text>
        <Refusal>{command.isError && refusal}</Refusal>
        <FormButtons
          danger
          submit={t('delete.do')}
          pending={command.isPending}
          onCancel={onClose}
          onSubmit={() => {
            command.mutate(etag, {
              onSuccess: () => {
                showSuccess(t('delete.done'));
                onClose();
              },
            });
          }}
        />
      </Stack>
    </Dialog>
  );
}
