import { Alert, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Unit } from '@/api/names';
import { showSuccess } from '@/ui/messages';
import { FormDialog } from '@/ui/form/FormDialog';
import { useDraft } from '@/ui/form/useDraft';
import { useCreatePerson } from '../commands';
import type { Forest } from '../forest';
import type { Person } from '@/api/people';
import { PERSON_FIELDS, type PersonFields } from './personFields';
import { PersonInputs } from './PersonInputs';
import { useRefusal } from './refusal';

/** A new person in an agency that the caller administers. A position follows: without one, nobody can sign in. */
export function NewPersonForm(props: {
  forest: Forest;
  onClose: () => void;
  onCreated: (person: Person) => void;
}) {
  const { forest, onClose, onCreated } = props;
  const { t } = useTranslation('organisation');
  const administered = [...forest.byName.values()].filter(isAdministered);
  const [initial] = useState<PersonFields>(() => ({
    displayName: '',
    email: '',
    phoneNumber: '',
    username: '',
    employeeNumber: '',
    identityProvider: 'province',
    agency: administered.length === 1 ? (administered[0]?.name ?? '') : '',
  }));
  const draft = useDraft('organisation.newPerson', initial);
  const create = useCreatePerson();
  const refusal = useRefusal(create.error, PERSON_FIELDS);
  return (
    <FormDialog
      title={t('person.new')}
      submit={t('person.create')}
      draft={draft}
      refusal={refusal.rest}
      pending={create.isPending}
      onSubmit={() => {
        create.mutate(draft.value, {
          onSuccess: (person) => {
            draft.discard();
            showSuccess(t('person.created', { name: person.displayName }));
            onCreated(person);
          },
        });
      }}
      onCancel={() => {
        draft.discard();
        onClose();
      }}
      onClose={onClose}
    >
      <Alert color="blue" icon={<IconInfoCircle aria-hidden />} p="xs">
        <Text size="sm">{t('person.provisioning')}</Text>
      </Alert>
      <PersonInputs
        value={draft.value}
        onChange={(change) => {
          draft.change({ ...draft.value, ...change });
        }}
        refusal={refusal}
        agencies={administered.length > 1 ? isAdministered : undefined}
      />
    </FormDialog>
  );
}

/** A person who may create units directly in an agency administers it. */
function isAdministered(unit: Unit): boolean {
  return unit.kind !== 'UNIT' && (unit.allowedActions ?? []).includes('createUnit');
}
