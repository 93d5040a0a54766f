import { Button, Paper, Stack, Text } from '@mantine/core';
import { useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ChooseFiles } from '@/ui/ChooseFiles';

/** Where the filled-in form is dropped, or chosen by a button. */
export function FileZone({
  name,
  busy,
  onFile,
}: {
  name: string | undefined;
  busy: boolean;
  onFile: (file: File) => void;
}) {
  const { t } = useTranslation('import');
  const [isOver, setOver] = useState(false);
  const take = (file: File | null | undefined) => {
    if (file && !busy) onFile(file);
  };
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <Paper
      withBorder
      p="sm"
      bg={isOver ? 'province.0' : undefined}
      onDragOver={over}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={drop}
    >
      <Stack align="center" gap={4}>
        <Text size="sm" ta="center">
          {name ? t('file.chosen', { name }) : t('file.text')}
        </Text>
        <ChooseFiles accept=".xlsx" onChange={take}>
          {(props) => (
            <Button variant={name ? 'default' : undefined} disabled={busy} {...props}>
              {name ? t('file.again') : t('file.button')}
            </Button>
          )}
        </ChooseFiles>
      </Stack>
    </Paper>
  );
}
