import { Alert, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Unit } from '@/api/names';
import { told } from '@/ui/told';
import { useDraft } from '@/ui/useDraft';
import { useCreatePerson } from '../commands';
import type { Forest } from '../forest';
import type { Person } from '../queries';
import { FormModal } from './FormModal';
import { PERSON_FIELDS, type PersonFields } from './personFields';
import { PersonInputs } from './PersonInputs';
import { useRefusal } from './refusal';

/** A new person in an agency that the caller administers; then a position, without which nobody signs in. */
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
    <FormModal
      title={t('person.new')}
      submit={t('person.create')}
      draft={draft}
      refusal={refusal.rest}
      pending={create.isPending}
      onSubmit={() => {
        create.mutate(draft.value, {
          onSuccess: (person) => {
            draft.discard();
            told(t('person.created', { name: person.displayName }));
            onCreated(person);
          },
        });
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
    </FormModal>
  );
}

/** Whoever creates units directly in an agency administers it. */
function isAdministered(unit: Unit): boolean {
  return unit.kind !== 'UNIT' && (unit.allowedActions ?? []).includes('createUnit');
}
