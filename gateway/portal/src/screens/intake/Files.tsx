import { Anchor, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { number } from '@/ui/text';
import { fileQuery } from './queries';

/** The files of a directive, the signed original first; they are only ever downloaded. */
export function Files({ names }: { names: string[] }) {
  const { t } = useTranslation('intake');
  if (names.length === 0) return null;
  return (
    <Stack gap={2}>
      <Text size="xs" c="dimmed" id="directive-files">
        {t('files.title')}
      </Text>
      <Stack component="ul" gap={4} m={0} p={0} aria-labelledby="directive-files">
        {names.map((name, at) => (
          <FileLine key={name} name={name} isOriginal={at === 0} />
        ))}
      </Stack>
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
