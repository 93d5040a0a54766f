import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { writtenTime } from '@/ui/dates';
import { FileLink } from '@/ui/FileLink';
import { Actor } from '../history/Actor';
import { NameThen } from '../history/NameThen';
import type { Comment } from './queries';

/** One comment: who says what to whom, in which position, with its files. */
export function Said({ comment }: { comment: Comment }) {
  const { t } = useTranslation('comments');
  const { author, authorDisplayName, position, names = {}, mentions = [], files = [] } = comment;
  return (
    <Stack gap={2}>
      <Text size="xs" c="dimmed">
        {writtenTime(comment.createTime)} ·{' '}
        <Actor step={{ actor: author, actorDisplayName: authorDisplayName, position, names }} />
      </Text>
      <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
        {comment.text}
      </Text>
      {mentions.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('to')}{' '}
          {mentions.map((person, at) => (
            <span key={person}>
              {at > 0 && ', '}
              <NameThen of={person} names={names} />
            </span>
          ))}
        </Text>
      )}
      {files.map((file) => (
        <FileLink key={file} file={file} />
      ))}
    </Stack>
  );
}
