import { Button, Group, Modal, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export interface Difference {
  field: string;
  mine: ReactNode;
  theirs: ReactNode;
}

/** Both versions of what two people have changed at once; the person says which one shall stand. */
export function Conflict(props: {
  opened: boolean;
  differences: Difference[];
  onKeepMine: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t('conflict.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
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
    </Modal>
  );
}
