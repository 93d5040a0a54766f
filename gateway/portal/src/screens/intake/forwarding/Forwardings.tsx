import { Group, Table, Text } from '@mantine/core';
import { IconCheck, IconMail } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { writtenTime } from '@/ui/dates';
import { Name } from '@/ui/Name';
import { Section } from '@/ui/Section';
import { Failure, Loading } from '@/ui/States';
import { forwardingsQuery, type Forwarding } from '../queries';

/** The units to which the directive was forwarded, and who has opened it there. */
export function Forwardings({ directive }: { directive: string }) {
  const { t } = useTranslation('intake');
  const { data, error, isPending, refetch } = useQuery(forwardingsQuery(directive));
  const opened = data?.filter((one) => one.openTime).length ?? 0;
  return (
    <Section
      title={t('forwardings.title')}
      aside={
        data &&
        data.length > 0 && (
          <Text size="sm" c="dimmed">
            {t('forwardings.opened', { opened, count: data.length })}
          </Text>
        )
      }
    >
      {isPending && <Loading />}
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('forwardings.none')}
        </Text>
      )}
      {data && data.length > 0 && <List forwardings={data} />}
    </Section>
  );
}

function List({ forwardings }: { forwardings: Forwarding[] }) {
  const { t } = useTranslation('intake');
  return (
    <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label={t('forwardings.title')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('forwardings.unit')}</Table.Th>
            <Table.Th scope="col">{t('forwardings.sent')}</Table.Th>
            <Table.Th scope="col">{t('forwardings.openedBy')}</Table.Th>
            <Table.Th scope="col">{t('forward.note')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {forwardings.map((one) => (
            <Table.Tr key={one.name}>
              <Table.Th scope="row" fw={500}>
                <Name of={one.unit} />
              </Table.Th>
              <Table.Td>
                {writtenTime(one.forwardTime)}
                <Text size="xs" c="dimmed">
                  <Name of={one.forwarder} />
                </Text>
              </Table.Td>
              <Table.Td>
                <Opened of={one} />
              </Table.Td>
              <Table.Td>{one.note}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Opened({ of }: { of: Forwarding }) {
  const { t } = useTranslation('intake');
  return of.openTime ? (
    <>
      <Group gap={4} wrap="nowrap">
        <IconCheck size={16} color="var(--class-done-on-time)" aria-hidden />
        {writtenTime(of.openTime)}
      </Group>
      <Text size="xs" c="dimmed">
        <Name of={of.opener} />
      </Text>
    </>
  ) : (
    <Group gap={4} wrap="nowrap">
      <IconMail size={16} aria-hidden />
      {t('opened.no')}
    </Group>
  );
}
