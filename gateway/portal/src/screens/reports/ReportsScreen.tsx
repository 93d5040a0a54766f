import { Button, Group, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPrinter } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Problem } from '@/api/problem';
import { statisticsQuery } from '@/api/statistics';
import { Page } from '@/ui/Page';
import { Failure, Loading } from '@/ui/States';
import { Filters } from '@/ui/statistics/Filters';
import { questionOf } from '@/ui/statistics/search';
import { Wrong } from '@/ui/statistics/Wrong';
import { Excel } from './Excel';
import { ByUnit } from './ByUnit';
import { FORMS } from './search';
import { Sheet } from './Sheet';
import { Summary } from './Summary';

const route = getRouteApi('/reports');

/** The official forms, as they will be printed and as a workbook. */
export function ReportsScreen() {
  const { t } = useTranslation(['reports', 'statistics']);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const found = useQuery({ ...statisticsQuery(questionOf(search)), placeholderData: keepPreviousData });
  const forbidden = found.error instanceof Problem && found.error.status === 403;
  const right = found.data && !found.isError && found.data.wrong.length === 0;
  const form = search.form === 2 ? '2' : '1';
  return (
    <Page
      title={t('title')}
      actions={
        right && (
          <>
            <Button
              variant="default"
              leftSection={<IconPrinter size={18} aria-hidden />}
              onClick={() => {
                window.print();
              }}
            >
              {t('print')}
            </Button>
            <Excel question={questionOf(search)} />
          </>
        )
      }
    >
      {!forbidden && (
        <>
          <Filters
            search={search}
            onChange={(change) => void navigate({ search: { ...search, ...change }, resetScroll: false })}
          />
          <FormChoice />
        </>
      )}
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && !found.isError && found.data.wrong.length > 0 && <Wrong statistics={found.data} />}
      {found.data && right && (
        <Sheet statistics={found.data} search={search} form={form}>
          {form === '1' ? <Summary statistics={found.data} /> : <ByUnit statistics={found.data} />}
        </Sheet>
      )}
    </Page>
  );
}

function FormChoice() {
  const { t } = useTranslation('reports');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = useMediaQuery('(max-width: 30em)', undefined, { getInitialValueInEffect: false });
  return (
    <Group data-print="no">
      <SegmentedControl
        aria-label={t('form')}
        orientation={narrow ? 'vertical' : 'horizontal'}
        value={search.form === 2 ? '2' : '1'}
        data={FORMS.map((value) => ({ value, label: t(`forms.${value}`) }))}
        onChange={(chosen) =>
          void navigate({
            search: { ...search, form: chosen === '2' ? 2 : undefined },
            resetScroll: false,
          })
        }
      />
    </Group>
  );
}
