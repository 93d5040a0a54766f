import { Button, Select, Stack, Textarea } from '@mantine/core';
import { IconReplace } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Directive } from '@/api/directives';
import { oneOf } from '@/api/oneOf';
import { written } from '@/ui/dates';
import { FoundSelect, useSearchWords } from '@/ui/fields/FoundSelect';
import { FormDialog } from '@/ui/form/FormDialog';
import { useDraft } from '@/ui/form/useDraft';
import { showSuccess } from '@/ui/messages';
import { useSupersede } from '../commands';
import { directivesFound } from '../queries';
import { useRefusal } from '../refusals';
import { SUPERSESSIONS, type SupersessionKind } from './kinds';

interface Values {
  kind: SupersessionKind | '';
  by: string;
  note: string;
}

const EMPTY: Values = { kind: '', by: '', note: '' };

/** Records that another directive recalls, replaces or amends this one. */
export function Supersede({ directive }: { directive: Directive }) {
  const { t } = useTranslation('intake');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconReplace size={16} aria-hidden />}
        onClick={() => {
          setOpen(true);
        }}
      >
        {t('supersede.button')}
      </Button>
      {isOpen && (
        <Form
          directive={directive}
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

/** The values of the form, and what saves them. */
function useSuperseding({ name = '', etag }: Directive, onClose: () => void) {
  const { t } = useTranslation('intake');
  const draft = useDraft(`${name}.supersede`, EMPTY);
  const command = useSupersede(name);
  const refusal = useRefusal(command.error);
  const { kind, by, note } = draft.value;
  const save = () => {
    if (!kind || !by) return;
    command.mutate(
      { kind, by, note: note.trim(), etag },
      {
        onSuccess: () => {
          showSuccess(t('supersede.done'));
          draft.discard();
          onClose();
        },
      },
    );
  };
  const change = (changed: Partial<Values>) => {
    draft.change({ ...draft.value, ...changed });
  };
  return { draft, change, save, pending: command.isPending, refusal: command.isError ? refusal : '' };
}

function Form({ directive, onClose }: { directive: Directive; onClose: () => void }) {
  const { t } = useTranslation('intake');
  const { draft, change, save, pending, refusal } = useSuperseding(directive, onClose);
  const { kind, by, note } = draft.value;
  return (
    <FormDialog
      title={t('supersede.title')}
      draft={draft}
      submit={t('supersede.do')}
      refusal={refusal}
      pending={pending}
      disabled={!kind || !by}
      onSubmit={save}
      onCancel={onClose}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Select
          label={t('supersede.kind')}
          required
          data={SUPERSESSIONS.map((value) => ({ value, label: t(`supersede.by.${value}`) }))}
          value={kind || null}
          onChange={(value) => {
            change({ kind: oneOf(SUPERSESSIONS, value) ?? '' });
          }}
        />
        <Other
          except={directive.name ?? ''}
          value={by}
          onChange={(other) => {
            change({ by: other });
          }}
        />
        <Textarea
          label={t('supersede.note')}
          autosize
          minRows={2}
          maxLength={2000}
          value={note}
          onChange={({ currentTarget: { value } }) => {
            change({ note: value });
          }}
        />
      </Stack>
    </FormDialog>
  );
}

/** The other directive, found by number or subject. */
function Other(props: { except: string; value: string; onChange: (name: string) => void }) {
  const { t } = useTranslation('intake');
  const [words, onSearch] = useSearchWords();
  const [label, setLabel] = useState('');
  const { data = [] } = useQuery({ ...directivesFound(words), placeholderData: keepPreviousData });
  const found = data
    .filter(({ name }) => name !== props.except)
    .map((one) => ({ value: one.name ?? '', label: described(one) || t('noNumber') }));
  return (
    <FoundSelect
      label={t('supersede.other')}
      placeholder={t('filter.searchHint')}
      required
      value={props.value || undefined}
      chosen={props.value ? { value: props.value, label: label || props.value } : undefined}
      found={found}
      onSearch={onSearch}
      onChange={(name = '') => {
        setLabel(found.find(({ value }) => value === name)?.label ?? '');
        props.onChange(name);
      }}
    />
  );
}

const described = ({ numberSymbol, issueDate, subject }: Directive) =>
  [numberSymbol, written(issueDate), subject].filter(Boolean).join(' – ');
