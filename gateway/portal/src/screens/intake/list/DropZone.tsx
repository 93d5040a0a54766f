import { Paper, Stack, Text, Button } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ChooseFiles } from '@/ui/ChooseFiles';
import { ACCEPTED } from '../files/uploading';
import classes from './DropZone.module.css';

/** Where files are dropped, or chosen by a button. */
export function DropZone({ onFiles }: { onFiles: (files: File[]) => void }) {
  const { t } = useTranslation('intake');
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (event.dataTransfer.files.length > 0) onFiles([...event.dataTransfer.files]);
  };
  return (
    <Paper
      className={classes.zone}
      data-over={isOver || undefined}
      onDragOver={over}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={drop}
    >
      <Stack align="center" gap={4}>
        <IconFileUpload size={32} stroke={1.4} aria-hidden />
        <Text fw={600} ta="center">
          {t('dropZone.title')}
        </Text>
        <Text size="sm" c="dimmed" ta="center">
          {t('dropZone.text')}
        </Text>
        <ChooseFiles multiple accept={ACCEPTED.join(',')} onChange={onFiles}>
          {(props) => (
            <Button mt="xs" {...props}>
              {t('dropZone.button')}
            </Button>
          )}
        </ChooseFiles>
      </Stack>
    </Paper>
  );
}
