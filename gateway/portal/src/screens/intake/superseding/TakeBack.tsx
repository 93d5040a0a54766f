import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Directive } from '@/api/directives';
import { FormDialog } from '@/ui/form/FormDialog';
import { useDraft } from '@/ui/form/useDraft';
import { showSuccess } from '@/ui/messages';
import { useTakeBackSupersession } from '../commands';
import { useRefusal } from '../refusals';

interface Props {
  directive: Directive;
  /** The other directive, which was recorded by mistake. */
  by: string;
}

/** Takes back, with a reason, that another directive recalls, replaces or amends this one. */
export function TakeBack(props: Props) {
  const { t } = useTranslation('intake');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        ml="xs"
        onClick={() => {
          setOpen(true);
        }}
      >
        {t('takeBack.button')}
      </Button>
      {isOpen && (
        <Form
          {...props}
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

function Form({ directive: { name = '', etag }, by, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation('intake');
  const draft = useDraft(`${name}.takeBack.${by}`, '');
  const command = useTakeBackSupersession(name);
  const refusal = useRefusal(command.error);
  const reason = draft.value.trim();
  return (
    <FormDialog
      title={t('takeBack.title')}
      draft={draft}
      submit={t('takeBack.do')}
      refusal={command.isError ? refusal : ''}
      pending={command.isPending}
      disabled={!reason}
      onSubmit={() => {
        command.mutate(
          { by, reason, etag },
          {
            onSuccess: () => {
              showSuccess(t('takeBack.done'));
              draft.discard();
              onClose();
            },
          },
        );
      }}
      onCancel={onClose}
      onClose={onClose}
    >
      <Textarea
        label={t('takeBack.reason')}
        description={t('takeBack.text')}
        required
        autosize
        minRows={2}
        maxLength={2000}
        value={draft.value}
        onChange={({ currentTarget: { value } }) => {
          draft.change(value);
        }}
      />
    </FormDialog>
  );
}
