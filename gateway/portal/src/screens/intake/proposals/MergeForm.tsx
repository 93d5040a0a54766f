import { Alert, Button, Group, List, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { told } from '@/ui/told';
import { useMergeProposals } from '../commands';
import type { Directive, Proposal } from '../queries';
import { useRefusal } from '../refusals';

/** Makes one proposal of several, under a title that the person may write. */
export function MergeForm(props: {
  directive: Directive;
  proposals: Proposal[];
  onClose: () => void;
  onMerged: () => void;
}) {
  const { t } = useTranslation('intake');
  const { t: common } = useTranslation();
  const [title, setTitle] = useState(() => props.proposals.map((one) => one.title ?? '').join('; '));
  const merge = useMergeProposals(props.directive.name ?? '');
  const refusal = useRefusal(merge.error);
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('merge.title', { count: props.proposals.length })}
      size="lg"
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <Stack>
        <Text size="sm">{t('merge.text')}</Text>
        <List size="sm" type="ordered">
          {props.proposals.map((one) => (
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
        {merge.isError && (
          <Alert color="red" role="alert">
            {refusal}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onClose}>
            {common('cancel')}
          </Button>
          <Button
            loading={merge.isPending}
            onClick={() => {
              merge.mutate(
                {
                  names: props.proposals.map((one) => one.name ?? ''),
                  etags: props.proposals.map((one) => one.etag ?? ''),
                  title: title.trim(),
                },
                {
                  onSuccess: () => {
                    told(t('merge.done', { count: props.proposals.length }));
                    props.onMerged();
                    props.onClose();
                  },
                },
              );
            }}
          >
            {t('merge.do')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
