import { Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { writtenWithName } from '@/ui/dates';
import { oneOf } from '@/api/oneOf';
import { RECURRENCES } from '@/ui/fields/due';
import { Name } from '@/ui/Name';
import { DueHint } from './DueHint';
import { lacks, type Lack } from './missing';
import classes from './ProposalFacts.module.css';
import type { Proposal } from '../queries';

/** Who does what with whom until when; what is missing to issue the task is marked. */
export function ProposalFacts({ proposal }: { proposal: Proposal }) {
  const { t } = useTranslation('intake');
  const missing = lacks(proposal);
  const lacking = (lack: Lack) => proposal.state === 'PROPOSED' && missing.includes(lack);
  const coordinations = proposal.coordinations ?? [];
  return (
    <dl className={classes.facts}>
      <Fact label={t('proposal.lead')} lacking={lacking('lead')} said={quoted(proposal.leadWords)}>
        {proposal.lead && <Name of={proposal.lead} />}
      </Fact>
      {coordinations.length > 0 && (
        <Fact label={t('proposal.coordinations')}>
          {coordinations.map((one, at) => (
            <span key={one.unit || one.words}>
              {at > 0 && '; '}
              {one.unit ? (
                <Name of={one.unit} short />
              ) : (
                <em>{t('proposal.unmatched', { words: one.words })}</em>
              )}
              {one.part && ` (${one.part})`}
            </span>
          ))}
        </Fact>
      )}
      <Fact
        label={t('proposal.due')}
        lacking={lacking('due')}
        said={lacking('due') || proposal.due?.kind === 'PERIODIC' ? quoted(proposal.due?.words) : undefined}
      >
        <Due due={proposal.due} />
      </Fact>
      <Fact label={t('proposal.output')} lacking={lacking('output')}>
        {proposal.output}
      </Fact>
      {proposal.reportTo && <Fact label={t('proposal.reportTo')}>{proposal.reportTo}</Fact>}
      {!proposal.quoteEnd && proposal.quote && <Fact label={t('proposal.quote')}>“{proposal.quote}”</Fact>}
    </dl>
  );
}

const quoted = (words: string | undefined) => (words ? `“${words}”` : undefined);

function Due({ due }: { due: Proposal['due'] }) {
  const { t: common } = useTranslation();
  if (due?.kind === 'NONE') return common('noDueDate');
  const every = oneOf(RECURRENCES, due?.recurrence);
  const day = due?.date;
  return (
    <Stack gap={0} component="span">
      <span>
        {due?.kind === 'PERIODIC' && every && `${common(`due.every.${every}`)}${day ? ', ' : ''}`}
        {writtenWithName(day)}
      </span>
      {day && <DueHint due={day} />}
    </Stack>
  );
}

function Fact(props: { label: string; lacking?: boolean; said?: string; children: ReactNode }) {
  const { t } = useTranslation('intake');
  return (
    <>
      <Text component="dt" size="sm" c="dimmed">
        {props.label}
      </Text>
      <Text component="dd" size="sm" m={0}>
        {props.lacking ? (
          <Group gap={4} component="span" c="red.9" wrap="nowrap" align="flex-start">
            <IconAlertTriangle size={16} aria-hidden />
            <span>
              <b>{t('proposal.missing')}</b>
              {props.said && ` · ${t('proposal.written', { words: props.said })}`}
            </span>
          </Group>
        ) : (
          props.children
        )}
      </Text>
    </>
  );
}
