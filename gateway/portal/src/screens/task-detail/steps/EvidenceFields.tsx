import {
  ActionIcon,
  Button,
  FileButton,
  Group,
  Input,
  Progress,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconPaperclip, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useExplanation } from '@/ui/States';
import { sized } from '../size';
import { useUploads, type Upload } from './useUploads';
import type { FieldsProps } from './values';

/** What shows that the task is done: the number of the resulting document, files, or both. */
export function EvidenceFields({
  values,
  set,
  errors,
  onBusy,
}: FieldsProps & { onBusy: (busy: boolean) => void }) {
  const { t, i18n } = useTranslation('task-detail');
  const { uploads, send, remove } = useUploads(
    values.files,
    (files) => {
      set({ files });
    },
    onBusy,
  );
  return (
    <Stack gap="sm">
      <TextInput
        label={t('evidence.number')}
        description={t('evidence.numberHint')}
        maxLength={100}
        value={values.documentNumber}
        onChange={(event) => {
          set({ documentNumber: event.currentTarget.value });
        }}
        error={errors.documentNumber}
      />
      <Input.Wrapper label={t('evidence.files')} labelElement="div">
        <Stack gap={6} align="flex-start">
          {values.files.map((file) => (
            <Group key={file.name} gap={6} wrap="nowrap">
              <Text size="sm">
                {file.displayName} ({sized(file.sizeBytes, i18n.language)})
              </Text>
              <ActionIcon
                size="sm"
                aria-label={t('evidence.remove', { name: file.displayName })}
                onClick={() => {
                  set({ files: values.files.filter((one) => one.name !== file.name) });
                }}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          {uploads.map((one) => (
            <Running key={one.key} upload={one} onRemove={remove} />
          ))}
          <FileButton onChange={send} multiple>
            {(props) => (
              <Button
                {...props}
                size="xs"
                variant="default"
                leftSection={<IconPaperclip size={14} aria-hidden />}
              >
                {t('evidence.choose')}
              </Button>
            )}
          </FileButton>
        </Stack>
      </Input.Wrapper>
    </Stack>
  );
}

/** A file on its way, or one that did not arrive. */
function Running({ upload, onRemove }: { upload: Upload; onRemove: (key: number) => void }) {
  const { t } = useTranslation('task-detail');
  const why = useExplanation(upload.failure);
  return (
    <Stack gap={2} w="100%">
      <Group gap={6} wrap="nowrap">
        <Text size="sm">{upload.file.name}</Text>
        <ActionIcon
          size="sm"
          aria-label={t('evidence.remove', { name: upload.file.name })}
          onClick={() => {
            onRemove(upload.key);
          }}
        >
          <IconX size={14} aria-hidden />
        </ActionIcon>
      </Group>
      {upload.failure ? (
        <Text size="xs" c="red.8" role="alert">
          {why}
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
