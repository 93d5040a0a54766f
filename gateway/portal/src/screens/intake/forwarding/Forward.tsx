import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { allUnits, type Unit } from '@/api/names';
import { Dialog } from '@/ui/Dialog';
import { UnitsPicker } from '@/ui/fields/UnitPicker';
import { DraftNotice } from '@/ui/form/DraftNotice';
import { FormButtons } from '@/ui/form/FormButtons';
import { Refusal } from '@/ui/form/Refusal';
import { useDraft, type Draft } from '@/ui/form/useDraft';
import { showSuccess } from '@/ui/messages';
import { useForward } from '../commands';
import { forwardingsQuery, proposalsQuery } from '../queries';
import { useRefusal } from '../refusals';
import { concerned } from './concerned';

const EMPTY = { units: [] as string[], note: '' };

/** Forwards a directive to units for information. */
export function Forward({ directive, onClose }: { directive: string; onClose: () => void }) {
  const { t } = useTranslation('intake');
  const draft = useDraft(`${directive}.forward`, EMPTY);
  const { units, note } = draft.value;
  const { data: forwardings = [] } = useQuery(forwardingsQuery(directive));
  const earlier = new Set(forwardings.map((one) => one.unit ?? ''));
  const { send, forward, refusal } = useSending(directive, draft, onClose);
  const choose = (chosen: string[]) => {
    draft.change({ units: chosen, note });
  };
  return (
    <Dialog onClose={onClose} title={t('forward.title')} size="lg">
      <Stack>
        <DraftNotice restored={draft.restored} onDiscard={draft.discard} />
        <Groups
          directive={directive}
          onAdd={(more) => {
            choose([...new Set([...units, ...more.filter((unit) => !earlier.has(unit))])]);
          }}
        />
        <UnitsPicker
          label={t('forward.units')}
          required
          value={units}
          onChange={choose}
          among={(unit) => unit.kind !== 'PROVINCE' && !earlier.has(unit.name ?? '')}
          description={earlier.size > 0 ? t('forward.had', { count: earlier.size }) : undefined}
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
        {forward.error && <Refusal>{refusal}</Refusal>}
        <FormButtons
          submit={t('forward.send', { count: units.length })}
          pending={forward.isPending}
          disabled={units.length === 0}
          onCancel={onClose}
          onSubmit={send}
        />
      </Stack>
    </Dialog>
  );
}

function useSending(directive: string, draft: Draft<typeof EMPTY>, onClose: () => void) {
  const { t } = useTranslation('intake');
  const forward = useForward(directive);
  const refusal = useRefusal(forward.error);
  const { units, note } = draft.value;
  const send = () => {
    forward.mutate(
      { units, note: note.trim() },
      {
        onSuccess: () => {
          showSuccess(t('forward.done', { count: units.length }));
          draft.discard();
          onClose();
        },
      },
    );
  };
  return { send, forward, refusal };
}

/** Adds many units at once. */
function Groups({ directive, onAdd }: { directive: string; onAdd: (units: string[]) => void }) {
  const { t } = useTranslation('intake');
  const { data: units = [] } = useQuery(allUnits);
  const { data: proposals = [] } = useQuery(proposalsQuery(directive));
  const inGroup = (group: Unit['group']) =>
    units.filter((unit) => unit.kind === 'AGENCY' && unit.group === group).map((unit) => unit.name ?? '');
  const groups = [
    { key: 'concerned', units: concerned(proposals) },
    { key: 'departments', units: inGroup('DEPARTMENT') },
    { key: 'localities', units: inGroup('LOCALITY') },
  ] as const;
  return (
    <Group gap="xs">
      <Text size="sm">{t('forward.add')}</Text>
      {groups.map((group) => (
        <Button
          key={group.key}
          size="compact-sm"
          variant="default"
          disabled={group.units.length === 0}
          onClick={() => {
            onAdd(group.units);
          }}
        >
          {t(`forward.${group.key}`)}
        </Button>
      ))}
    </Group>
  );
}
