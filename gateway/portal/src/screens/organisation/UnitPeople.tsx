import { Anchor, Avatar, Badge, Button, Group, Text } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import type { Unit } from '@/api/names';
import { iso, today, written } from '@/ui/dates';
import { Section } from '@/ui/Section';
import { Empty, Failure, Loading } from '@/ui/States';
import type { OpenForm } from './forms/request';
import type { Position } from '@/api/people';
import { inOrder } from './positions';
import { positionsOn } from './queries';
import classes from './UnitPeople.module.css';

/** Who holds which position in a unit on a day. */
export function UnitPeople({ unit, asOf, onForm }: { unit: Unit; asOf?: string; onForm: OpenForm }) {
  const { t } = useTranslation('organisation');
  const positions = useQuery(positionsOn(unit.name ?? '', asOf));
  const mayGive = !asOf && unit.allowedActions?.includes('createPosition');
  return (
    <Section
      title={t('people.title')}
      aside={
        mayGive && (
          <Button
            variant="default"
            leftSection={<IconUserCheck size={16} aria-hidden />}
            onClick={() => {
              onForm({ form: 'newPosition', unit });
            }}
          >
            {t('position.new')}
          </Button>
        )
      }
      data-tour="organisation-people"
    >
      {positions.isPending && <Loading />}
      {positions.isError && <Failure error={positions.error} onRetry={() => void positions.refetch()} />}
      {positions.data?.length === 0 && <Empty>{t('people.none')}</Empty>}
      {positions.data && positions.data.length > 0 && (
        <ul className={classes.people}>
          {inOrder(positions.data).map((position) => (
            <Holder
              key={position.name}
              position={position}
              onEnd={
                !asOf && position.allowedActions?.includes('end')
                  ? () => {
                      onForm({ form: 'endPosition', position });
                    }
                  : undefined
              }
            />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Holder({ position, onEnd }: { position: Position; onEnd?: () => void }) {
  const { t } = useTranslation('organisation');
  const name = position.personDisplayName ?? '';
  return (
    <li className={classes.person}>
      <Avatar name={name} color="province" size={36} aria-hidden />
      <div>
        <Anchor
          fw={600}
          renderRoot={(props) => (
            <Link
              {...props}
              to="/organisation"
              search={(before) => ({ ...before, person: id(position.person) })}
            />
          )}
        >
          {name}
        </Anchor>
        <Text size="sm">{position.title}</Text>
      </div>
      <div className={classes.since}>
        <Text size="sm">{t(`role.${position.role}`)}</Text>
        <Since position={position} />
      </div>
      <div className={classes.action}>
        {onEnd && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            c="red.9"
            onClick={onEnd}
            aria-label={t('position.endOf', { title: position.title, name })}
          >
            {t('position.end')}
          </Button>
        )}
      </div>
    </li>
  );
}

/** The period of a position, and whether it is over. */
export function Since({ position }: { position: Position }) {
  const { t } = useTranslation('organisation');
  const over = position.endDate && iso(position.endDate) < iso(today());
  return (
    <Group gap={6}>
      <Text size="xs" c="dimmed">
        {position.endDate
          ? t('period.fromTo', { from: written(position.startDate), to: written(position.endDate) })
          : t('period.from', { from: written(position.startDate) })}
      </Text>
      {over && (
        <Badge size="xs" variant="light" color="gray" c="dark">
          {t('period.over')}
        </Badge>
      )}
    </Group>
  );
}
