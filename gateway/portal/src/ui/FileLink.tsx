import { Anchor, Group, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { downloadUrl, fileQuery } from '@/api/files';
import { useExplanation } from './States';
import { fileSize } from './text';

/** The name of a stored file, which downloads it, with its size and a note. */
export function FileLink({ file, note }: { file: string; note?: string }) {
  const { i18n } = useTranslation();
  const { data, error } = useQuery(fileQuery(file));
  const explanation = useExplanation(error);
  if (error)
    return (
      <Text size="sm" c="dimmed">
        {explanation}
      </Text>
    );
  if (!data) return null;
  return (
    <Group gap={6} wrap="nowrap" lh={1.6}>
      <IconDownload size={16} aria-hidden />
      <Anchor href={downloadUrl(file)} download size="sm">
        {data.displayName}
      </Anchor>
      <Text span size="xs" c="dimmed">
        {[fileSize(data.sizeBytes, i18n.language), note].filter(Boolean).join(' · ')}
      </Text>
    </Group>
  );
}
