import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { session } from '@/api/session';
import { Conflict } from '@/ui/Conflict';
import { told } from '@/ui/told';
import { useConflict } from '@/ui/useConflict';
import { useDraft } from '@/ui/useDraft';
import { useUpdatePerson } from '../commands';
import type { Forest } from '../forest';
import { personNow, type Person } from '../queries';
import { changed } from './changed';
import { FormModal } from './FormModal';
import { fieldsOf, PERSON_FIELDS, type PersonFields } from './personFields';
import { PersonInputs } from './PersonInputs';
import { useRefusal } from './refusal';

interface Draft extends PersonFields {
  /** Of the version that was being changed, however long ago that began. */
  etag: string | undefined;
}

export function EditPersonForm(props: { person: Person; forest: Forest; onClose: () => void }) {
  const { person, forest, onClose } = props;
  const { t } = useTranslation('organisation');
  const queries = useQueryClient();
  const name = person.name ?? '';
  const [initial] = useState<Draft>(() => ({ ...fieldsOf(person), etag: person.etag }));
  const draft = useDraft(`organisation.person.${name}`, initial);
  const update = useUpdatePerson();
  const refusal = useRefusal(update.error, PERSON_FIELDS);
  const { etag, ...mine } = draft.value;

  const done = () => {
    draft.discard();
    onClose();
  };
  const conflict = useConflict<Person>({
    latest: () => queries.fetchQuery({ ...personNow(name), staleTime: 0 }),
    onKeepMine: (theirs) => {
      draft.change({ ...draft.value, etag: theirs.etag });
      save(theirs, theirs.etag);
    },
    onTakeTheirs: () => {
      void queries.invalidateQueries({ queryKey: ['people'] });
      done();
    },
  });
  const { theirs } = conflict;
  const save = (saved: Person, version: string | undefined) => {
    const fields = changed(mine, fieldsOf(saved));
    if (Object.keys(fields).length === 0) {
      done();
      return;
    }
    update.mutate(
      { person: name, etag: version, fields },
      {
        onSuccess: () => {
          told(t('person.saved'));
          done();
        },
        onError: conflict.onRefusal,
      },
    );
  };
  const shown = (field: keyof PersonFields, of: PersonFields) =>
    field === 'agency' ? (forest.byName.get(of.agency)?.displayName ?? '') : of[field];
  const labels: Record<keyof PersonFields, string> = {
    displayName: t('person.displayName'),
    email: t('person.email'),
    phoneNumber: t('person.phone'),
    username: t('person.username'),
    employeeNumber: t('person.number'),
    identityProvider: t('person.provider'),
    agency: t('person.agency'),
  };
  const differences = theirs
    ? (Object.keys(changed(mine, fieldsOf(theirs))) as (keyof PersonFields)[]).map((field) => ({
        field: labels[field],
        mine: shown(field, mine),
        theirs: shown(field, fieldsOf(theirs)),
      }))
    : [];
  return (
    <>
      <FormModal
        title={t('person.editTitle')}
        submit={t('person.save')}
        draft={draft}
        refusal={refusal.rest}
        pending={update.isPending}
        covered={conflict.dialog.opened}
        onSubmit={() => {
          save(person, etag);
        }}
        onClose={onClose}
      >
        <PersonInputs
          value={mine}
          onChange={(change) => {
            draft.change({ ...draft.value, ...change });
          }}
          refusal={refusal}
          agencies={session.has('SYSTEM_ADMINISTRATOR') ? (unit) => unit.kind !== 'UNIT' : undefined}
        />
      </FormModal>
      <Conflict differences={differences} {...conflict.dialog} />
    </>
  );
}
