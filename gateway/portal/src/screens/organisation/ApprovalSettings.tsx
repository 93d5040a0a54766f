import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '@/api/client';
import { session } from '@/api/session';
import { showSuccess } from '@/ui/messages';
import { Section } from '@/ui/Section';
import { useExplanation } from '@/ui/States';
import { useUpdateApprovalSettings } from './commands';
import { approvalSettings, peopleOf } from './queries';

type Settings = Schemas['task.ApprovalSettings'];

const KINDS = ['completions', 'extensions', 'returns', 'progressReports'] as const;

/** What needs approval inside the person's own agency before it goes up; its head changes it. */
export function ApprovalSettings({ agency }: { agency: string }) {
  const own = session.positions().some((held) => held.agency === agency);
  const { data } = useQuery({ ...approvalSettings(agency), enabled: own });
  if (!own || !data) return null;
  return <Form key={data.etag} agency={agency} saved={data} />;
}

function Form({ agency, saved }: { agency: string; saved: Settings }) {
  const { t } = useTranslation('organisation');
  const [values, setValues] = useState(saved);
  const command = useUpdateApprovalSettings();
  const refusal = useExplanation(command.error);
  const may = saved.allowedActions?.includes('update') ?? false;
  const save = () => {
    command.mutate(
      { agency, values },
      {
        onSuccess: () => {
          showSuccess(t('approval.saved'));
        },
      },
    );
  };
  return (
    <Section title={t('approval.title')}>
      <Text size="sm">{t('approval.hint')}</Text>
      <Stack gap="xs">
        {KINDS.map((kind) => (
          <Checkbox
            key={kind}
            label={t(`approval.${kind}`)}
            checked={values[kind] ?? false}
            disabled={!may}
            onChange={(event) => {
              setValues({ ...values, [kind]: event.currentTarget.checked });
            }}
          />
        ))}
      </Stack>
      <Approvers
        agency={agency}
        value={values.approvers ?? []}
        disabled={!may}
        onChange={(approvers) => {
          setValues({ ...values, approvers });
        }}
      />
      {command.error && (
        <Text size="sm" c="red.8" role="alert">
          {refusal}
        </Text>
      )}
      {may && (
        <Group>
          <Button variant="default" loading={command.isPending} onClick={save}>
            {t('approval.save')}
          </Button>
        </Group>
      )}
    </Section>
  );
}

/** The people whom the head charges with approving. */
function Approvers(props: {
  agency: string;
  value: readonly string[];
  disabled: boolean;
  onChange: (approvers: string[]) => void;
}) {
  const { t } = useTranslation('organisation');
  const { data: people = [] } = useQuery(peopleOf(props.agency));
  return (
    <Checkbox.Group label={t('approval.approvers')} value={[...props.value]} onChange={props.onChange}>
      <Stack gap="xs" mt="xs" mah={240} style={{ overflowY: 'auto' }} tabIndex={0}>
        {people.map(({ name, displayName }) => (
          <Checkbox key={name} value={name} label={displayName} disabled={props.disabled} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
