import { List, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Directive } from '@/api/directives';
import { Dialog } from '@/ui/Dialog';
import { FormButtons } from '@/ui/form/FormButtons';
import { Refusal } from '@/ui/form/Refusal';
import { showSuccess } from '@/ui/messages';
import { useMergeProposals } from '../commands';
import type { Proposal } from '../queries';
import { useRefusal } from '../refusals';

/** Merges several proposals into one, under a title that the person may write. */
export function MergeForm(props: {
  directive: Directive;
  proposals: Proposal[];
  onClose: () => void;
  onMerged: () => void;
}) {
  const { t } = useTranslation('intake');
  const { proposals, onClose } = props;
  const [title, setTitle] = useState(() => proposals.map((one) => one.title ?? '').join('; '));
  const merge = useMergeProposals(props.directive.name ?? '');
  const refusal = useRefusal(merge.error);
  const count = proposals.length;
  const submit = () => {
    const names = proposals.map((one) => one.name ?? '');
    const etags = proposals.map((one) => one.etag ?? '');
    merge.mutate(
      { names, etags, title: title.trim() },
      {
        onSuccess: () => {
          showSuccess(t('merge.done', { count }));
          props.onMerged();
          onClose();
        },
      },
    );
  };
  return (
    <Dialog onClose={onClose} title={t('merge.title', { count })} size="lg">
      <Stack>
        <Text size="sm">{t('merge.text')}</Text>
        <List size="sm" type="ordered">
          {proposals.map((one) => (
            <List.Item key={one.name}>{one.title}</List.Item>
          ))}
        </List>
        <Textarea
          label={t('merge.newTitle')}
          autosize
          minRows={3}
          maxLength={2000}
          value={title}
          onChange={({ currentTarget: { value } }) => {
            setTitle(value);
          }}
        />
        {merge.isError && <Refusal>{refusal}</Refusal>}
        <FormButtons submit={t('merge.do')} pending={merge.isPending} onCancel={onClose} onSubmit={submit} />
      </Stack>
    </Dialog>
  );
}
