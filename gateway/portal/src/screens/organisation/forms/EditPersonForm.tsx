import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Person } from '@/api/people';
import { changedFields, differences, picked, type Difference } from '@/ui/form/differences';
import { EditingDialog } from '@/ui/form/EditingDialog';
import { useEditing } from '@/ui/form/useEditing';
import { useUpdatePerson } from '../commands';
import type { Forest } from '../forest';
import { personQuery } from '../queries';
import { fieldsOf, PERSON_FIELDS, type PersonFields } from './personFields';
import { PersonInputs } from './PersonInputs';
import { useRefusal } from './refusal';

export function EditPersonForm(props: { person: Person; forest: Forest; onClose: () => void }) {
  const { person, forest, onClose } = props;
  const { t } = useTranslation('organisation');
  const queries = useQueryClient();
  const name = person.name ?? '';
  const update = useUpdatePerson();
  const refusal = useRefusal(update.error, PERSON_FIELDS);
  const editing = useEditing<Person, PersonFields>({
    draft: `organisation.person.${name}`,
    saved: person,
    valuesOf: fieldsOf,
    latest: async () => {
      await queries.invalidateQueries({ queryKey: ['people'] });
      return queries.fetchQuery({ ...personQuery(name), staleTime: 0 });
    },
    save: ({ values, base, etag }, then) => {
      const fields = picked(values, changedFields(values, base));
      update.mutate({ person: name, etag, fields }, then);
    },
    message: t('person.saved'),
    onDone: onClose,
  });
  const shown = useDifferences(editing, editing.theirs, forest);
  return (
    <EditingDialog
      title={t('person.editTitle')}
      submit={t('person.save')}
      editing={editing}
      differences={shown}
      refusal={refusal.rest}
      pending={update.isPending}
      onClose={onClose}
    >
      <PersonInputs
        value={editing.values}
        onChange={editing.set}
        refusal={refusal}
        agencies={
          person.allowedActions?.includes('changeAgency') ? (unit) => unit.kind !== 'UNIT' : undefined
        }
      />
    </EditingDialog>
  );
}

function useDifferences(
  edited: { values: PersonFields; base: PersonFields },
  theirs: PersonFields | undefined,
  forest: Forest,
): Difference[] {
  const { t } = useTranslation(['organisation', 'common']);
  const labels: Record<keyof PersonFields, string> = {
    displayName: t('person.displayName'),
    email: t('person.email'),
    phoneNumber: t('person.phone'),
    username: t('person.username'),
    employeeNumber: t('person.number'),
    identityProvider: t('person.provider'),
    agency: t('person.agency'),
  };
  if (!theirs) return [];
  return differences(edited, theirs, {
    label: (field) => labels[field],
    value: (of, field) =>
      field === 'agency' ? (forest.byName.get(of.agency)?.displayName ?? '') : of[field],
    untouched: t('conflict.untouched', { ns: 'common' }),
  });
}
