import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@/api/client';
import { FoundSelect, useSearchWords } from '@/ui/fields/FoundSelect';
import { filteredDirective } from '../queries';

const MOST_FOUND = 30;

const directivesFound = (words: string) =>
  queryOptions({
    queryKey: ['directives', 'found', words],
    queryFn: () =>
      ok(api.GET('/v1/directives', { params: { query: { query: words, pageSize: MOST_FOUND } } })),
  });

/** A directive, found by its number and symbol or its subject. */
export function DirectiveSelect(props: {
  label: string;
  value: string | undefined;
  onChange: (name: string | undefined) => void;
}) {
  const { t } = useTranslation('task-list');
  const [words, onSearch] = useSearchWords();
  const { data: known } = useQuery(filteredDirective(props.value));
  const { data } = useQuery({ ...directivesFound(words), placeholderData: keepPreviousData });
  const found = (data?.directives ?? []).map((directive) => ({
    value: directive.name ?? '',
    label: `${directive.numberSymbol ?? ''} ${directive.subject ?? ''}`.trim(),
  }));
  const chosen = props.value && known ? { value: props.value, label: known.numberSymbol ?? '' } : undefined;
  return <FoundSelect {...props} {...{ found, chosen, onSearch }} placeholder={t('filters.document')} />;
}
