import { Tabs, Text } from '@mantine/core';
import { IconAlertTriangle, IconHistory } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { oneOf } from '@/api/oneOf';
import { Page } from '@/ui/Page';
import { Done } from './Done';
import { EventDialog } from './EventDialog';
import { nameOf, TABS, type Search } from './search';
import { Stuck } from './Stuck';

const ICONS = { stuck: IconAlertTriangle, done: IconHistory };

/** Events that no service could handle, and what was done to them. */
export function OperationsScreen() {
  const { t } = useTranslation('operations');
  const title = useTranslation().t('menu.operations');
  const { tab = 'stuck', event } = useSearch({ from: '/operations' });
  const navigate = useNavigate({ from: '/operations' });
  const show = (changed: Partial<Search>) => {
    void navigate({ search: (before: Search) => ({ ...before, ...changed }), resetScroll: false });
  };
  return (
    <Page title={title}>
      <Text size="sm" c="dimmed">
        {t('lead')}
      </Text>
      <Tabs
        value={tab}
        onChange={(chosen) => {
          show({ tab: oneOf(TABS, chosen), event: undefined });
        }}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {TABS.map((each) => {
            const Drawn = ICONS[each];
            return (
              <Tabs.Tab key={each} value={each} leftSection={<Drawn size={16} aria-hidden />}>
                {t(`tab.${each}`)}
              </Tabs.Tab>
            );
          })}
        </Tabs.List>
        <Tabs.Panel value="stuck">
          <Stuck
            onOpen={(key) => {
              show({ event: key });
            }}
          />
        </Tabs.Panel>
        <Tabs.Panel value="done">
          <Done />
        </Tabs.Panel>
      </Tabs>
      {event && (
        <EventDialog
          key={event}
          name={nameOf(event)}
          onClose={() => {
            show({ event: undefined });
          }}
        />
      )}
    </Page>
  );
}
