import { Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { MoreButton } from '@/ui/MoreButton';
import { Page } from '@/ui/Page';
import { Empty, Failure, Loading } from '@/ui/States';
import { showSuccess } from '@/ui/messages';
import { DirectiveFilters } from './DirectiveFilters';
import { DirectiveList } from './DirectiveList';
import { DropZone } from './DropZone';
import { directivesQuery } from '../queries';
import { Uploads } from '../files/Uploads';
import { upload } from '../files/uploading';

/** The directives that the person may see, and where new ones are entered. */
export function DirectivesScreen() {
  const { t } = useTranslation('intake');
  const search = useSearch({ from: '/directives' });
  const list = useInfiniteQuery(directivesQuery(search));
  const directives = list.data?.pages.flatMap((page) => page.directives ?? []) ?? [];
  const mayEnter = list.data?.pages[0]?.allowedActions?.includes('create') ?? false;
  const isFiltered = Object.keys(search).length > 0;
  const start = useUpload();
  return (
    <Page title={t('title')}>
      {mayEnter && (
        <Stack gap="xs">
          <DropZone onFiles={start} />
          <Uploads />
        </Stack>
      )}
      <DirectiveFilters search={search} />
      {list.isPending && <Loading />}
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && directives.length === 0 && (
        <Empty>{isFiltered ? t('list.noneFound') : t('list.none')}</Empty>
      )}
      {directives.length > 0 && <DirectiveList directives={directives} />}
      <MoreButton list={list} />
      <Text role="status" hidden={!list.isSuccess} size="xs" c="dimmed">
        {t('list.shown', { count: directives.length })}
      </Text>
    </Page>
  );
}

/** Sends files. A single one opens its directive, unless the person has gone to another screen. */
function useUpload() {
  const { t } = useTranslation('intake');
  const navigate = useNavigate();
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  return (files: File[]) => {
    upload(files, (directive) => {
      if (files.length === 1 && isHere.current)
        void navigate({ to: '/directives/$directive', params: { directive: id(directive) } });
      else showSuccess(t('upload.finished'));
    });
  };
}
