import { Anchor, Group, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { useExplanation } from '@/ui/States';
import { fileQuery } from './queries';
import { sized } from './size';

/** A stored file by its name, with its size, to be downloaded. */
export function FileLink({ file }: { file: string }) {
  const { i18n } = useTranslation();
  const { data, error } = useQuery(fileQuery(file));
  const why = useExplanation(error);
  if (error)
    return (
      <Text size="sm" c="dimmed">
        {why}
      </Text>
    );
  if (!data) return null;
  return (
    <Group gap={6} wrap="nowrap">
      <IconDownload size={16} aria-hidden />
      <Anchor href={`/v1/files/${id(file)}:download`} download size="sm">
        {data.displayName}
      </Anchor>
      <Text span size="xs" c="dimmed">
        {sized(data.sizeBytes, i18n.language)}
      </Text>
    </Group>
  );
}
