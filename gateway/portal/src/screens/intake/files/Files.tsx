import { Anchor, Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { IconDownload, IconPaperclip } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { number } from '@/ui/text';
import { told } from '@/ui/told';
import { may } from '../allowed';
import { useRefresh } from '../commands';
import { fileQuery, type Directive } from '../queries';
import { upload } from './uploading';
import { Uploads } from './Uploads';

/** The files of a directive, the signed original first; they are only ever downloaded, and more may be added. */
export function Files({ directive }: { directive: Directive }) {
  const { t } = useTranslation('intake');
  const { name = '', files = [] } = directive;
  const mayAdd = may(directive, 'update');
  const refresh = useRefresh(name);
  if (files.length === 0 && !mayAdd) return null;
  const add = (chosen: File[]) => {
    upload(
      chosen,
      () => {
        told(t('files.added'));
        void refresh();
      },
      name,
    );
  };
  return (
    <Stack gap={4} align="flex-start">
      <Text size="xs" c="dimmed" id="directive-files">
        {t('files.title')}
      </Text>
      <Stack component="ul" gap={4} m={0} p={0} aria-labelledby="directive-files">
        {files.map((file, at) => (
          <FileLine key={file} name={file} isOriginal={at === 0} />
        ))}
      </Stack>
      <Uploads to={name} />
      {mayAdd && (
        <FileButton multiple onChange={add}>
          {(props) => (
            <Button
              {...props}
              size="compact-sm"
              variant="default"
              leftSection={<IconPaperclip size={14} aria-hidden />}
            >
              {t('files.add')}
            </Button>
          )}
        </FileButton>
      )}
    </Stack>
  );
}

const KILOBYTE = 1024;

function FileLine({ name, isOriginal }: { name: string; isOriginal: boolean }) {
  const { t, i18n } = useTranslation('intake');
  const { data } = useQuery(fileQuery(name));
  const kilobytes = Math.max(1, Math.round(Number(data?.sizeBytes ?? 0) / KILOBYTE));
  return (
    <Group component="li" gap="xs" lh={1.6}>
      <Anchor href={`/v1/files/${id(name)}:download`} size="sm" download>
        <Group gap={6} component="span" wrap="nowrap">
          <IconDownload size={16} aria-hidden />
          <span>{data?.displayName ?? t('files.download')}</span>
        </Group>
      </Anchor>
      <Text size="xs" c="dimmed">
        {data && t('files.size', { size: number(kilobytes, i18n.language) })}
        {isOriginal && ` · ${t('files.original')}`}
      </Text>
    </Group>
  );
}
