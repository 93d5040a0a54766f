import { Button, Stack, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MoreButton } from '@/ui/MoreButton';
import { Section } from '@/ui/Section';
import { Failure } from '@/ui/States';
import { CommentForm } from './CommentForm';
import { discussionOf, opinionsOn, type Comment, type Kind } from './queries';
import { Said } from './Said';

/** What is said about a task: the leader's opinions first, then the discussion, the latest first. */
export function Comments({ task }: { task: string }) {
  const { t } = useTranslation('comments');
  const [writing, setWriting] = useState(false);
  const discussion = useInfiniteQuery(discussionOf(task));
  const opinions = useQuery(opinionsOn(task));
  const kinds = (discussion.data?.pages[0]?.allowedKinds ?? []).filter(isKnown);
  const said = discussion.data?.pages.flatMap((page) => page.comments ?? []) ?? [];
  const error = discussion.error ?? opinions.error;
  if (error)
    return (
      <Failure
        error={error}
        onRetry={() => {
          void discussion.refetch();
          void opinions.refetch();
        }}
      />
    );
  if (!kinds.length && !said.length && !opinions.data?.length) return null;
  return (
    <Section
      title={t('title')}
      aside={
        kinds.length > 0 &&
        !writing && (
          <Button
            size="compact-sm"
            variant="default"
            data-print="no"
            onClick={() => {
              setWriting(true);
            }}
          >
            {t('write')}
          </Button>
        )
      }
    >
      {writing && (
        <CommentForm
          task={task}
          kinds={kinds}
          onClose={() => {
            setWriting(false);
          }}
        />
      )}
      <Part title={t('opinions')} of={opinions.data ?? []} />
      <Part title={t('discussion')} of={said} />
      <MoreButton list={discussion} />
    </Section>
  );
}

function Part({ title, of: comments }: { title: string; of: Comment[] }) {
  if (!comments.length) return null;
  return (
    <Stack gap="sm">
      <Title order={3} size="h5">
        {title}
      </Title>
      {comments.map((each) => (
        <Said key={each.name} comment={each} />
      ))}
    </Stack>
  );
}

function isKnown(kind: NonNullable<Comment['kind']>): kind is Kind {
  return kind !== 'KIND_UNSPECIFIED';
}
