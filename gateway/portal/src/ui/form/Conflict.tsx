import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../Dialog';
import type { Difference } from './differences';

/** Shows both versions after two people have changed the same thing; the person chooses which one to keep. */
export function Conflict(props: {
  opened: boolean;
  differences: Difference[];
  onKeepMine: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('conflict.title')} size="lg">
      <Stack>
        <Text size="sm">{t('conflict.text')}</Text>
        <Table withTableBorder>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('conflict.field')}</Table.Th>
              <Table.Th scope="col">{t('conflict.mine')}</Table.Th>
              <Table.Th scope="col">{t('conflict.theirs')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {props.differences.map((one) => (
              <Table.Tr key={one.field}>
                <Table.Th scope="row">{one.field}</Table.Th>
                <Table.Td>{one.mine}</Table.Td>
                <Table.Td>{one.theirs}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onTakeTheirs}>
            {t('conflict.takeTheirs')}
          </Button>
          <Button onClick={props.onKeepMine}>{t('conflict.keepMine')}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
