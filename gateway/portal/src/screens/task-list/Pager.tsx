import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { oneOf } from '@/api/oneOf';
import { number } from '@/ui/text';
import { pagesOf, rowsBefore } from './pages';
import { SIZES, USUAL_SIZE, type Basket, type Search } from './search';

interface Shown {
  search: Search;
  /** How many rows the page has. */
  shown: number;
  /** How many rows there are; undefined while they are counted. */
  total: number | undefined;
}

interface Props extends Shown {
  basket: Basket;
  nextToken: string;
  onChange: (changed: Partial<Search>) => void;
}

/** Which rows are shown, and the way to the other pages. */
export function Pager({ basket, nextToken, onChange, ...rows }: Props) {
  const { t } = useTranslation('task-list');
  const { search } = rows;
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
          onChange({ size: oneOf(SIZES, Number(event.currentTarget.value)) });
        }}
        data={SIZES.map((size) => ({ value: String(size), label: t('pages.rows', { count: size }) }))}
      />
      <Group gap="xs">
        <Text size="sm" aria-live="polite">
          <Range {...rows} />
        </Text>
        <TurnButton
          to="previous"
          disabled={pages.number === 1}
          onTurn={() => {
            go(pages.previous());
          }}
        />
        <TurnButton
          to="next"
          disabled={!nextToken}
          onTurn={() => {
            go(pages.next(nextToken));
          }}
        />
      </Group>
    </Group>
  );
}

function TurnButton(props: { to: 'previous' | 'next'; disabled: boolean; onTurn: () => void }) {
  const { t } = useTranslation('task-list');
  const Chevron = props.to === 'previous' ? IconChevronLeft : IconChevronRight;
  return (
    <Button
      variant="default"
      size="xs"
      px={8}
      aria-label={t(`pages.${props.to}`)}
      disabled={props.disabled}
      onClick={props.onTurn}
    >
      <Chevron size={18} aria-hidden />
    </Button>
  );
}

/** `51–100 / 825` */
export function Range({ search, shown, total }: Shown) {
  const { t, i18n } = useTranslation('task-list');
  const before = rowsBefore(search);
  const written = (value: number) => number(value, i18n.language);
  const range = { from: written(shown ? before + 1 : 0), to: written(before + shown) };
  return (
    <>
      {total === undefined
        ? t('pages.rangeOpen', range)
        : t('pages.range', { ...range, total: written(total) })}
    </>
  );
}
