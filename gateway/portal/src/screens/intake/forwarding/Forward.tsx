import { Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { allUnits, type Unit } from '@/api/names';
import { DraftNotice } from '@/ui/DraftNotice';
import { told } from '@/ui/told';
import { UnitsPicker } from '@/ui/UnitPicker';
import { useDraft } from '@/ui/useDraft';
import { useForward } from '../commands';
import { forwardingsQuery, proposalsQuery, type Proposal } from '../queries';
import { useRefusal } from '../refusals';

const EMPTY = { units: [] as string[], note: '' };

/** To whom a directive is given for information. */
export function Forward({ directive, onClose }: { directive: string; onClose: () => void }) {
  const { t } = useTranslation('intake');
  const { t: common } = useTranslation();
  const draft = useDraft(`${directive}.forward`, EMPTY);
  const { units, note } = draft.value;
  const { data: all = [] } = useQuery(allUnits);
  const { data: proposals = [] } = useQuery(proposalsQuery(directive));
  const { data: forwardings = [] } = useQuery(forwardingsQuery(directive));
  const had = new Set(forwardings.map((one) => one.unit));
  const forward = useForward(directive);
  const refusal = useRefusal(forward.error);
  const add = (more: (string | undefined)[]) => {
    const fresh = more.filter((unit): unit is string => Boolean(unit) && !had.has(unit));
    draft.change({ units: [...new Set([...units, ...fresh])], note });
  };
  const agencies = all.filter((unit) => unit.kind === 'AGENCY');
  const inGroup = (group: Unit['group']) =>
    agencies.filter((unit) => unit.group === group).map((unit) => unit.name);
  const groups = [
    { key: 'concerned', units: concerned(proposals) },
    { key: 'departments', units: inGroup('DEPARTMENT') },
    { key: 'localities', units: inGroup('LOCALITY') },
  ] as const;
  const send = () => {
    forward.mutate(
      { units, note: note.trim() },
      {
        onSuccess: () => {
          told(t('forward.done', { count: units.length }));
          draft.discard();
          onClose();
        },
      },
    );
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('forward.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <Stack>
        <DraftNotice restored={draft.restored} onDiscard={draft.discard} />
        <Group gap="xs">
          <Text size="sm">{t('forward.add')}</Text>
          {groups.map((group) => (
            <Button
              key={group.key}
              size="compact-sm"
              variant="default"
              disabled={group.units.length === 0}
              onClick={() => {
                add(group.units);
              }}
            >
              {t(`forward.${group.key}`)}
            </Button>
          ))}
        </Group>
        <UnitsPicker
          label={t('forward.units')}
          required
          value={units}
          onChange={(chosen) => {
            draft.change({ units: chosen, note });
          }}
          among={(unit) => unit.kind !== 'PROVINCE' && !had.has(unit.name)}
          description={had.size > 0 ? t('forward.had', { count: had.size }) : undefined}
        />
        <Textarea
          label={t('forward.note')}
          autosize
          minRows={2}
          maxLength={2000}
          value={note}
          onChange={({ currentTarget: { value } }) => {
            draft.change({ units, note: value });
          }}
        />
        {forward.error && (
          <Alert color="red" role="alert">
            {refusal}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button onClick={send} disabled={units.length === 0} loading={forward.isPending}>
            {t('forward.send', { count: units.length })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Who leads or co-ordinates something of the directive. */
function concerned(proposals: readonly Proposal[]): string[] {
  return proposals
    .filter((one) => one.state !== 'DROPPED')
    .flatMap((one) => [one.lead ?? '', ...(one.coordinations ?? []).map((each) => each.unit ?? '')])
    .filter(Boolean);
}
