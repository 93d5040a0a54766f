import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconScissors } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { told } from '@/ui/told';
import { useSplitProposal } from '../commands';
import { parts } from '../text/passages';
import type { Directive, Proposal } from '../queries';
import { useRefusal } from '../refusals';
import classes from './SplitForm.module.css';

/** Cuts a proposal where its passage is cut: between sentences, or parts of one. */
export function SplitForm(props: { directive: Directive; proposal: Proposal; onDone: () => void }) {
  const { t } = useTranslation('intake');
  const { t: common } = useTranslation();
  const { proposal } = props;
  const [cuts, setCuts] = useState<readonly number[]>([]);
  const split = useSplitProposal(props.directive.name ?? '');
  const refusal = useRefusal(split.error);
  const place = { start: proposal.quoteStart ?? 0, end: proposal.quoteEnd ?? 0 };
  const pieces = parts(props.directive.text ?? '', place);
  const toggle = (position: number) => {
    setCuts(cuts.includes(position) ? cuts.filter((one) => one !== position) : [...cuts, position]);
  };
  return (
    <Stack gap="xs">
      <Text size="sm">{t('split.text')}</Text>
      <p className={classes.passage}>
        {pieces.map((piece, at) => (
          <Fragment key={piece.start}>
            {at > 0 && (
              <button
                type="button"
                className={classes.cut}
                aria-pressed={cuts.includes(piece.start)}
                aria-label={t('split.before', { words: piece.text.trim() })}
                onClick={() => {
                  toggle(piece.start);
                }}
              >
                <IconScissors size={16} aria-hidden />
              </button>
            )}
            <span>{piece.text}</span>
          </Fragment>
        ))}
      </p>
      {split.isError && (
        <Alert color="red" role="alert">
          {refusal}
        </Alert>
      )}
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed" role="status">
          {cuts.length > 0 ? t('split.into', { count: cuts.length + 1 }) : t('split.choose')}
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={props.onDone}>
            {common('cancel')}
          </Button>
          <Button
            size="xs"
            disabled={cuts.length === 0}
            loading={split.isPending}
            onClick={() => {
              split.mutate(
                {
                  name: proposal.name ?? '',
                  etag: proposal.etag,
                  positions: [...cuts].sort((a, b) => a - b),
                },
                {
                  onSuccess: () => {
                    told(t('split.done', { count: cuts.length + 1 }));
                    props.onDone();
                  },
                },
              );
            }}
          >
            {t('split.do')}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}
