import { Badge, Breadcrumbs, Button, DataList, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconPencil, IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '@/api/problem';
import { dayOf, written, writtenTime } from '@/ui/dates';
import { Section } from '@/ui/Section';
import { Empty, Failure, Loading } from '@/ui/States';
import type { Unit } from '@/api/names';
import type { OpenForm } from './forms/request';
import { above, type Forest } from './forest';
import { unitOn } from './queries';
import { UnitLink } from './UnitLink';
import { UnitPeople } from './UnitPeople';

const ApprovalSettings = lazy(() =>
  import('./ApprovalSettings').then((module) => ({ default: module.ApprovalSettings })),
);

const NAME_ID = 'unit-name';
interface Props {
  name: string;
  asOf?: string;
  forest: Forest;
  onForm: OpenForm;
}

/** The chosen unit: its names, what is above and below it, and its people. */
export function UnitDetails({ name, asOf, forest, onForm }: Props) {
  const { t } = useTranslation('organisation');
  const unit = useQuery(unitOn(name, asOf));
  if (unit.isPending) return <Loading />;
  if (unit.isError) {
    const absent = asOf && unit.error instanceof Problem && unit.error.status === 404;
    if (absent) return <Empty>{t('unit.notThatDay', { day: written(dayOf(asOf)) })}</Empty>;
    return <Failure error={unit.error} onRetry={() => void unit.refetch()} />;
  }
  const children = forest.below.get(name) ?? [];
  return (
    <>
      <Paper component="section" aria-labelledby={NAME_ID}>
        <Stack gap="md">
          <Heading unit={unit.data} forest={forest} />
          <Facts unit={unit.data} asOf={asOf} />
          {!asOf && <Actions unit={unit.data} onForm={onForm} />}
        </Stack>
      </Paper>
      <UnitPeople unit={unit.data} asOf={asOf} onForm={onForm} />
      {!asOf && unit.data.kind === 'AGENCY' && (
        <Suspense fallback={null}>
          <ApprovalSettings agency={name} />
        </Suspense>
      )}
      {children.length > 0 && (
        <Section title={t('unit.below', { count: children.length })}>
          <Group gap="lg" component="ul" m={0} p={0}>
            {children.map((child) => (
              <li key={child.name} style={{ listStyle: 'none' }}>
                <UnitLink of={child} />
              </li>
            ))}
          </Group>
        </Section>
      )}
    </>
  );
}

function Heading({ unit, forest }: { unit: Unit; forest: Forest }) {
  const { t } = useTranslation('organisation');
  const path = above(forest, unit.name ?? '');
  return (
    <Stack gap={6}>
      {path.length > 0 && (
        <Breadcrumbs component="nav" aria-label={t('unit.path')} separatorMargin={6} fz="sm">
          {path.map((one) => (
            <UnitLink key={one.name} of={one} short />
          ))}
        </Breadcrumbs>
      )}
      <Title order={2} size="h3" id={NAME_ID}>
        {unit.displayName}
      </Title>
      <Group gap="xs">
        <Badge variant="light" color="gray" c="dark">
          {t(`kind.${unit.kind}`)}
        </Badge>
        {unit.endDate && (
          <Badge variant="outline" color="red" c="red.9">
            {t('unit.ended', { day: written(unit.endDate) })}
          </Badge>
        )}
      </Group>
    </Stack>
  );
}

function Facts({ unit, asOf }: { unit: Unit; asOf?: string }) {
  const { t } = useTranslation('organisation');
  const life = unit.endDate
    ? t('period.fromTo', { from: written(unit.startDate), to: written(unit.endDate) })
    : t('period.from', { from: written(unit.startDate) });
  return (
    <>
      <DataList labelWidth="min(13rem, 45%)" gap="xs">
        <Fact label={t('unit.shortName')}>{unit.shortName}</Fact>
        <Fact label={t('unit.code')}>{unit.code}</Fact>
        <Fact label={t('unit.group')}>{t(`group.${unit.group ?? 'UNIT_GROUP_UNSPECIFIED'}`)}</Fact>
        <Fact label={t('unit.aliases')}>{(unit.aliases ?? []).join('; ')}</Fact>
        <Fact label={t('unit.life')}>{life}</Fact>
      </DataList>
      <HistoryNote unit={unit} asOf={asOf} />
    </>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <DataList.Item>
      <DataList.ItemLabel>{label}</DataList.ItemLabel>
      <DataList.ItemValue>{children}</DataList.ItemValue>
    </DataList.Item>
  );
}

/** Today: when the unit was last changed, and how to see it before that. In the past: what it is called now. */
function HistoryNote({ unit, asOf }: { unit: Unit; asOf?: string }) {
  const { t } = useTranslation('organisation');
  const now = useQuery({ ...unitOn(unit.name ?? '', undefined), enabled: Boolean(asOf) });
  let note = t('unit.history', { time: writtenTime(unit.updateTime) });
  if (asOf) {
    if (!now.data) return null;
    const renamed = now.data.displayName !== unit.displayName || now.data.parentUnit !== unit.parentUnit;
    if (!renamed) return null;
    note = t('unit.nowCalled', { name: now.data.displayName });
  }
  return (
    <Text size="xs" c="dimmed">
      {note}
    </Text>
  );
}

function Actions({ unit, onForm }: { unit: Unit; onForm: OpenForm }) {
  const { t } = useTranslation('organisation');
  const may = unit.allowedActions ?? [];
  if (!may.includes('update') && !may.includes('createUnit')) return null;
  return (
    <Group gap="xs">
      {may.includes('update') && (
        <Button
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
          onClick={() => {
            onForm({ form: 'editUnit', unit });
          }}
        >
          {t('unit.edit')}
        </Button>
      )}
      {may.includes('createUnit') && (
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => {
            onForm({ form: 'newUnit', parent: unit });
          }}
        >
          {t('unit.new')}
        </Button>
      )}
      {may.includes('update') && !unit.endDate && (
        <Button
          variant="subtle"
          color="red"
          c="red.9"
          leftSection={<IconX size={16} aria-hidden />}
          onClick={() => {
            onForm({ form: 'endUnit', unit });
          }}
        >
          {t('unit.end')}
        </Button>
      )}
    </Group>
  );
}
