import { Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { given, writtenWithName } from '@/ui/dates';
import { Name } from '@/ui/Name';
import { DueHint } from './DueHint';
import { lacks, type Lack } from './missing';
import classes from './ProposalFacts.module.css';
import type { Proposal } from '../queries';
import { recurrenceOf } from './proposalValues';

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
        said={lacking('due') || proposal.dueKind === 'PERIODIC' ? quoted(proposal.dueWords) : undefined}
      >
        <Due proposal={proposal} />
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

function Due({ proposal: { dueKind, dueDate, recurrence } }: { proposal: Proposal }) {
  const { t: common } = useTranslation();
  if (dueKind === 'NONE') return common('noDueDate');
  const every = recurrenceOf(recurrence);
  const day = given(dueDate);
  return (
    <Stack gap={0} component="span">
      <span>
        {dueKind === 'PERIODIC' && every && `${common(`due.every.${every}`)}${day ? ', ' : ''}`}
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
