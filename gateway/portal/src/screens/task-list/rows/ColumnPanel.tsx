import { Button, Checkbox, Group, Paper } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { COLUMNS, type Column } from './columns';

/** Which columns the person wants to see. */
export default function ColumnPanel({
  columns,
  onChange,
}: {
  columns: Column[];
  onChange: (keys: string[]) => void;
}) {
  const { t } = useTranslation('task-list');
  return (
    <Paper p="sm">
      <Checkbox.Group
        label={t('columns.label')}
        value={columns.map((column) => column.key)}
        onChange={onChange}
      >
        <Group gap="md" mt="xs">
          {COLUMNS.map(({ key }) => (
            <Checkbox key={key} value={key} label={t(`columns.${key}`)} />
          ))}
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              onChange(COLUMNS.filter((column) => !column.hidden).map((column) => column.key));
            }}
          >
            {t('columns.reset')}
          </Button>
        </Group>
      </Checkbox.Group>
    </Paper>
  );
}
