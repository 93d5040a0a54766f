import { Button, Paper, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { issuesAtOnce, type TaskAccess } from '@/api/access';
import { DraftNotice } from '@/ui/form/DraftNotice';
import { FormButtons } from '@/ui/form/FormButtons';
import { Refusal } from '@/ui/form/Refusal';
import { useDraft } from '@/ui/form/useDraft';
import { useFocusOnError } from '@/ui/form/useFocusOnError';
import { showSuccess } from '@/ui/messages';
import { useCreateSet, type Outcome } from './commands';
import { LeadsField } from './LeadsField';
import { standing, type Terms } from './terms';
import { TermsFields } from './TermsFields';
import { usePlacedTerms } from './usePlacedTerms';
import { usualTerms } from './usualTerms';

const NOBODY: string[] = [];

/** A task for each of several agencies, in one act. What was typed for a single task is kept. */
export default function NewSet({ access }: { access: TaskAccess }) {
  const { t } = useTranslation('sets');
  const [initial] = useState<Terms>(() => usualTerms(access));
  const said = useDraft('task.new', initial);
  const chosen = useDraft('task.newSet', NOBODY);
  const [tried, setTried] = useState(false);
  const { errors, refusal, pending, refused, enter } = useEntering(said.value, chosen.value, () => {
    said.discard();
    chosen.discard();
  });
  const fields = useFocusOnError(errors);
  const atOnce = issuesAtOnce(access);
  const submit = (outcome: Outcome) => {
    setTried(true);
    if (chosen.value.length > 0) enter(outcome);
  };
  return (
    <Paper maw={860}>
      <form
        noValidate
        ref={fields}
        onSubmit={(event) => {
          event.preventDefault();
          submit(atOnce ? 'ISSUE' : 'PROPOSE');
        }}
      >
        <Stack gap="md">
          <DraftNotice restored={said.restored} onDiscard={said.discard} />
          <Text size="sm">{t('new.hint')}</Text>
          <TermsFields
            terms={said.value}
            set={(changed) => {
              said.change({ ...said.value, ...changed });
            }}
            errors={standing(errors, refused, said.value)}
            leads={
              <LeadsField
                value={chosen.value}
                onChange={chosen.change}
                error={tried && chosen.value.length === 0 ? t('new.none') : undefined}
              />
            }
          />
          <Refusal>{refusal}</Refusal>
          <FormButtons
            submit={t(atOnce ? 'new.issue' : 'new.propose', { count: chosen.value.length })}
            pending={pending}
          />
          {access.actions.includes('propose') && <SaveDrafts pending={pending} onSave={submit} />}
        </Stack>
      </form>
    </Paper>
  );
}

function SaveDrafts({ pending, onSave }: { pending: boolean; onSave: (outcome: Outcome) => void }) {
  const { t } = useTranslation('task-detail');
  return (
    <Button
      variant="subtle"
      disabled={pending}
      onClick={() => {
        onSave('DRAFT');
      }}
    >
      {t('new.save')}
    </Button>
  );
}

/** Enters the set, and then shows its tasks. */
function useEntering(terms: Terms, leads: string[], onEntered: () => void) {
  const { t } = useTranslation('sets');
  const navigate = useNavigate();
  const create = useCreateSet();
  const placed = usePlacedTerms(create.error);
  const enter = (outcome: Outcome) => {
    create.mutate(
      { terms, leads, outcome },
      {
        onSuccess: (set) => {
          onEntered();
          showSuccess(t(`new.${outcome}`, { count: set.totalCount ?? leads.length }));
          void navigate({ to: '/tasks', search: { basket: 'all', taskSet: set.name } });
        },
      },
    );
  };
  return { ...placed, enter, pending: create.isPending, refused: create.variables?.terms };
}
