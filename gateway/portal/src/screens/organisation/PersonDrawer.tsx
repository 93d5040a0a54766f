import { Button, DataList, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { IconPencil, IconUserCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFieldName } from '@/ui/fieldsOfWork';
import { Empty, Failure, Loading } from '@/ui/States';
import type { OpenForm } from './forms/request';
import type { Forest } from './forest';
import type { Person, Position } from '@/api/people';
import { callerActions, personQuery, positionsHeld } from './queries';
import { inOrder } from './positions';
import { UnitLink } from './UnitLink';
import { Since } from './UnitPeople';

interface Props {
  name: string;
  asOf?: string;
  forest: Forest;
  onForm: OpenForm;
  onClose: () => void;
}

/** A person's details and positions. */
export default function PersonDrawer({ name, asOf, forest, onForm, onClose }: Props) {
  const { t } = useTranslation('organisation');
  const { t: common } = useTranslation();
  const person = useQuery(personQuery(name));
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="md"
      styles={{ title: { fontWeight: 600 } }}
      title={person.data?.displayName ?? t('person.title')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      {person.isPending && <Loading />}
      {person.isError && <Failure error={person.error} onRetry={() => void person.refetch()} />}
      {person.data && (
        <Stack gap="lg">
          <Facts person={person.data} forest={forest} />
          {!asOf && <Actions person={person.data} onForm={onForm} />}
          <Stack gap="xs">
            <Title order={3} size="h5">
              {t('person.positions')}
            </Title>
            <Held person={person.data} asOf={asOf} forest={forest} onForm={onForm} />
          </Stack>
        </Stack>
      )}
    </Drawer>
  );
}

function Facts({ person, forest }: { person: Person; forest: Forest }) {
  const { t } = useTranslation('organisation');
  const provider = person.identityProvider ?? '';
  const facts: [string, string | undefined][] = [
    [t('person.email'), person.email],
    [t('person.phone'), person.phoneNumber],
    [t('person.username'), person.username],
    [
      t('person.provider'),
      provider === 'province' ? t('provider.province') : t('provider.agency', { alias: provider }),
    ],
    [t('person.number'), person.employeeNumber],
    [t('person.agency'), forest.byName.get(person.agency ?? '')?.displayName],
  ];
  return (
    <DataList labelWidth="min(9rem, 45%)" gap="xs">
      {facts
        .filter(([, value]) => value)
        .map(([label, value]) => (
          <DataList.Item key={label}>
            <DataList.ItemLabel>{label}</DataList.ItemLabel>
            <DataList.ItemValue>{value}</DataList.ItemValue>
          </DataList.Item>
        ))}
    </DataList>
  );
}

function Actions({ person, onForm }: { person: Person; onForm: OpenForm }) {
  const { t } = useTranslation('organisation');
  const { data: caller = [] } = useQuery(callerActions);
  const mayUpdate = person.allowedActions?.includes('update');
  const mayGive = caller.includes('createPosition');
  if (!mayUpdate && !mayGive) return null;
  return (
    <Group gap="xs">
      {mayUpdate && (
        <Button
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
          onClick={() => {
            onForm({ form: 'editPerson', person });
          }}
        >
          {t('person.edit')}
        </Button>
      )}
      {mayGive && (
        <Button
          variant="default"
          leftSection={<IconUserCheck size={16} aria-hidden />}
          onClick={() => {
            onForm({ form: 'newPosition', person });
          }}
        >
          {t('position.new')}
        </Button>
      )}
    </Group>
  );
}

function Held({
  person,
  asOf,
  forest,
  onForm,
}: { person: Person } & Pick<Props, 'asOf' | 'forest' | 'onForm'>) {
  const { t } = useTranslation('organisation');
  const past = useQuery({ ...positionsHeld(person, asOf ?? ''), enabled: Boolean(asOf) });
  if (asOf && past.isPending) return <Loading />;
  if (asOf && past.isError) return <Failure error={past.error} onRetry={() => void past.refetch()} />;
  const held = (asOf ? past.data : person.positions) ?? [];
  if (held.length === 0) return <Empty>{t('person.noPosition')}</Empty>;
  return (
    <Stack gap="md">
      {inOrder(held).map((position) => (
        <HeldPosition
          key={position.name}
          position={position}
          forest={forest}
          onForm={asOf ? undefined : onForm}
        />
      ))}
    </Stack>
  );
}

function HeldPosition({
  position,
  forest,
  onForm,
}: {
  position: Position;
  forest: Forest;
  onForm?: OpenForm;
}) {
  const { t } = useTranslation('organisation');
  const unit = forest.byName.get((position.name ?? '').split('/').slice(0, 2).join('/'));
  const fieldName = useFieldName();
  const fields = position.fields ?? [];
  return (
    <div>
      <Text fw={600}>{position.title || t(`role.${position.role}`)}</Text>
      <Text size="sm">
        <UnitLink of={unit} />
      </Text>
      <Text size="sm">{t(`role.${position.role}`)}</Text>
      {fields.length > 0 && (
        <Text size="sm">
          {t('position.fieldsAre', {
            fields: fields.map(fieldName).join(', '),
          })}
        </Text>
      )}
      <Since position={position} />
      {onForm && position.allowedActions?.includes('end') && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          c="red.9"
          mt={4}
          ml={-8}
          onClick={() => {
            onForm({ form: 'endPosition', position });
          }}
          aria-label={t('position.endOf', { title: position.title, name: position.personDisplayName })}
        >
          {t('position.end')}
        </Button>
      )}
    </div>
  );
}
