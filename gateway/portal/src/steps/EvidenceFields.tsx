import { ActionIcon, Button, Group, Input, Progress, Stack, Text } from '@mantine/core';
import { IconPaperclip, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ChooseFiles } from '@/ui/ChooseFiles';
import { FileLink } from '@/ui/FileLink';
import { useExplanation } from '@/ui/States';
import { fileSize } from '@/ui/text';
import { DocumentNumberField } from './DocumentNumberField';
import { useUploads, type Upload } from './useUploads';
import type { FieldsProps } from './values';

type Props = FieldsProps & { onBusy: (busy: boolean) => void };

/** The evidence that the task is done: the number of the resulting document, files, or both. */
export function EvidenceFields(props: Props) {
  const { t } = useTranslation('task-detail');
  const { values, set, errors } = props;
  return (
    <Stack gap="sm">
      <DocumentNumberField
        label={t('evidence.number')}
        description={t('evidence.numberHint')}
        {...{ values, set, errors }}
      />
      <Input.Wrapper label={t('evidence.files')} labelElement="div">
        <Files {...props} />
      </Input.Wrapper>
    </Stack>
  );
}

function Files({ values, set, onBusy }: Props) {
  const { t, i18n } = useTranslation('task-detail');
  const onStored = (files: typeof values.files) => {
    set({ files });
  };
  const { uploads, send, remove } = useUploads(values.files, onStored, onBusy);
  return (
    <Stack gap={6} align="flex-start">
      {values.files.map((file) => (
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
              onStored(values.files.filter((one) => one.name !== file.name));
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
