import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { number } from '@/ui/text';
import { pagesOf } from './pages';
import { USUAL_SIZE } from './queries';
import { SIZES, type Basket, type Search, type Size } from './search';

/** Which rows are shown of how many, and the way to the others. */
export function Pager({
  basket,
  search,
  shown,
  total,
  nextToken,
  onChange,
}: {
  basket: Basket;
  search: Search;
  shown: number;
  total: number | undefined;
  nextToken: string;
  onChange: (changed: Partial<Search>) => void;
}) {
  const { t } = useTranslation('task-list');
  const pages = pagesOf(basket, search);
  const go = (to: Partial<Search>) => {
    onChange(to);
    window.scrollTo({ top: 0 });
  };
  return (
    <Group component="nav" aria-label={t('pages.label')} justify="space-between" gap="sm" flex={1}>
      <NativeSelect
        size="xs"
        w={110}
        aria-label={t('pages.size')}
        value={search.size ?? USUAL_SIZE}
        onChange={(event) => {
          onChange({ size: Number(event.currentTarget.value) as Size });
        }}
        data={SIZES.map((size) => ({ value: String(size), label: t('pages.rows', { count: size }) }))}
      />
      <Group gap="xs">
        <Text size="sm" aria-live="polite">
          <Range {...{ search, shown, total }} />
        </Text>
        <Button
          variant="default"
          size="xs"
          px={8}
          aria-label={t('pages.previous')}
          disabled={pages.number === 1}
          onClick={() => {
            go(pages.previous());
          }}
        >
          <IconChevronLeft size={18} aria-hidden />
        </Button>
        <Button
          variant="default"
          size="xs"
          px={8}
          aria-label={t('pages.next')}
          disabled={!nextToken}
          onClick={() => {
            go(pages.next(nextToken));
          }}
        >
          <IconChevronRight size={18} aria-hidden />
        </Button>
      </Group>
    </Group>
  );
}

/** `51–100 / 825` */
export function Range({
  search,
  shown,
  total,
}: {
  search: Search;
  shown: number;
  total: number | undefined;
}) {
  const { t, i18n } = useTranslation('task-list');
  const before = ((search.page ?? 1) - 1) * (search.size ?? USUAL_SIZE);
  const said = (value: number) => number(value, i18n.language);
  const range = { from: said(shown ? before + 1 : 0), to: said(before + shown) };
  return (
    <>
      {total === undefined ? t('pages.rangeOpen', range) : t('pages.range', { ...range, total: said(total) })}
    </>
  );
}
