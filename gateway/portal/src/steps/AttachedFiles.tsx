import { ActionIcon, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconPaperclip, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ChooseFiles } from '@/ui/ChooseFiles';
import { FileLink } from '@/ui/FileLink';
import { useExplanation } from '@/ui/States';
import { fileSize } from '@/ui/text';
import { useUploads, type Upload } from './useUploads';
import type { Attached } from './values';

interface Props {
  files: Attached[];
  onChange: (files: Attached[]) => void;
  onBusy: (busy: boolean) => void;
}

/** The files of a form: those that have arrived, those on their way, and a button that adds more. */
export function AttachedFiles({ files, onChange, onBusy }: Props) {
  const { t, i18n } = useTranslation('task-detail');
  const { uploads, send, remove } = useUploads(files, onChange, onBusy);
  return (
    <Stack gap={6} align="flex-start">
      {files.map((file) => (
        <Group key={file.name} gap={6} wrap="nowrap">
          {file.displayName ? (
            <Text size="sm">
              {file.displayName} ({fileSize(file.sizeBytes, i18n.language)})
            </Text>
          ) : (
            <FileLink file={file.name} />
          )}
          <RemoveButton
            name={file.displayName}
            onRemove={() => {
              onChange(files.filter((one) => one.name !== file.name));
            }}
          />
        </Group>
      ))}
      {uploads.map((one) => (
        <Running key={one.key} upload={one} onRemove={remove} />
      ))}
      <ChooseFiles onChange={send} multiple>
        {(button) => (
          <Button
            {...button}
            size="xs"
            variant="default"
            leftSection={<IconPaperclip size={14} aria-hidden />}
          >
            {t('evidence.choose')}
          </Button>
        )}
      </ChooseFiles>
    </Stack>
  );
}

/** A file on its way, or one that did not arrive. */
function Running({ upload, onRemove }: { upload: Upload; onRemove: (key: number) => void }) {
  const { t } = useTranslation('task-detail');
  const explanation = useExplanation(upload.failure);
  return (
    <Stack gap={2} w="100%">
      <Group gap={6} wrap="nowrap">
        <Text size="sm">{upload.file.name}</Text>
        <RemoveButton
          name={upload.file.name}
          onRemove={() => {
            onRemove(upload.key);
          }}
        />
      </Group>
      {upload.failure ? (
        <Text size="xs" c="red.8" role="alert">
          {explanation}
        </Text>
      ) : (
        <Progress
          value={upload.share * 100}
          aria-label={t('evidence.uploading', { name: upload.file.name })}
          size="sm"
        />
      )}
    </Stack>
  );
}

function RemoveButton({ name, onRemove }: { name: string; onRemove: () => void }) {
  const { t } = useTranslation('task-detail');
  return (
    <ActionIcon size="sm" aria-label={t('evidence.remove', { name })} onClick={onRemove}>
      <IconX size={14} aria-hidden />
    </ActionIcon>
  );
}
