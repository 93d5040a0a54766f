import { Button, Stack, Text } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Directive } from '@/api/directives';
import { ChooseFiles } from '@/ui/ChooseFiles';
import { FileLink } from '@/ui/FileLink';
import { showSuccess } from '@/ui/messages';
import { may } from '../allowed';
import { useRefresh } from '../commands';
import { upload } from './uploading';
import { Uploads } from './Uploads';

/** The files of a directive, the signed original first. More may be added; none is ever changed. */
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
        showSuccess(t('files.added'));
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
          <li key={file} style={{ listStyle: 'none' }}>
            <FileLink file={file} note={at === 0 ? t('files.original') : undefined} />
          </li>
        ))}
      </Stack>
      <Uploads to={name} />
      {mayAdd && (
        <ChooseFiles multiple onChange={add}>
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
        </ChooseFiles>
      )}
    </Stack>
  );
}
