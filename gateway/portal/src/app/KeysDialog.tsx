import { Kbd, Stack, Switch, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from '@/ui/Dialog';
import { useKeysSwitch } from '@/ui/useKeys';

const KEYS = [
  { key: '/', does: 'search' },
  { key: 'j', does: 'next' },
  { key: 'k', does: 'previous' },
  { key: 'Enter', does: 'open' },
  { key: 'x', does: 'select' },
  { key: 'y', does: 'agree' },
  { key: 'n', does: 'refuse' },
  { key: '?', does: 'list' },
] as const;

/** The keys that do something, and the switch that turns them off. */
export default function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('keys');
  const [on, turn] = useKeysSwitch();
  return (
    <Dialog title={t('title')} onClose={onClose}>
      <Stack gap="sm">
        <Table>
          <Table.Tbody>
            {KEYS.map(({ key, does }) => (
              <Table.Tr key={key}>
                <Table.Th w={80}>
                  <Kbd>{key}</Kbd>
                </Table.Th>
                <Table.Td>{t(does)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Switch
          label={t('on')}
          checked={on}
          onChange={(event) => {
            turn(event.currentTarget.checked);
          }}
        />
      </Stack>
    </Dialog>
  );
}
