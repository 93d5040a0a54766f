import { ActionIcon, Button, Group, Text, TextInput } from '@mantine/core';
import { IconPencil, IconTrash, type Icon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Named } from '@/api/names';
import { useExplanation } from '@/ui/States';
import { searchOf } from './reading';
import { useDeleteList, useRenameList, type SavedList } from './queries';
import classes from './saved.module.css';

interface Props {
  list: SavedList;
  names: Readonly<Record<string, Named>>;
  onColumns: (keys: string[]) => void;
}

/** A saved list: it opens, and whoever may renames or deletes it. */
export function SavedItem(props: Props) {
  const [renaming, setRenaming] = useState(false);
  return (
    <li className={classes.list}>
      {renaming ? (
        <RenameForm
          list={props.list}
          onClose={() => {
            setRenaming(false);
          }}
        />
      ) : (
        <Shown
          {...props}
          onRename={() => {
            setRenaming(true);
          }}
        />
      )}
    </li>
  );
}

function Shown({ list, names, onColumns, onRename }: Props & { onRename: () => void }) {
  const { t } = useTranslation('task-list');
  const remove = useDeleteList();
  const refusal = useExplanation(remove.error);
  const unit = names[list.unit ?? '']?.displayName;
  const missing = (list.missing ?? []).map((name) => names[name]?.displayName ?? t('finding.saved.unnamed'));
  return (
    <>
      <Group gap="xs" wrap="nowrap">
        <Opening list={list} onColumns={onColumns} />
        {list.allowedActions?.includes('update') && (
          <Act
            label={t('finding.saved.rename', { name: list.displayName })}
            icon={IconPencil}
            onClick={onRename}
          />
        )}
        {list.allowedActions?.includes('delete') && (
          <Act
            label={t('finding.saved.delete', { name: list.displayName })}
            icon={IconTrash}
            loading={remove.isPending}
            onClick={() => {
              remove.mutate(list);
            }}
          />
        )}
      </Group>
      {unit && (
        <Text size="xs" c="dimmed">
          {t('finding.saved.ofUnit', { unit })}
        </Text>
      )}
      {missing.length > 0 && (
        <Text size="xs" c="red.8">
          {t('finding.saved.missing', { names: missing.join(', ') })}
        </Text>
      )}
      {remove.error && (
        <Text size="xs" c="red.8" role="alert">
          {refusal}
        </Text>
      )}
    </>
  );
}

function Act({
  label,
  icon: Drawn,
  loading,
  onClick,
}: {
  label: string;
  icon: Icon;
  loading?: boolean;
  onClick: () => void;
}) {
  return (
    <ActionIcon variant="subtle" color="gray.7" aria-label={label} loading={loading} onClick={onClick}>
      <Drawn size={16} aria-hidden />
    </ActionIcon>
  );
}

/** The link to what the list shows. */
function Opening({ list, onColumns }: Pick<Props, 'list' | 'onColumns'>) {
  const { t } = useTranslation('task-list');
  const search = searchOf(list);
  if (!search)
    return (
      <Text size="sm">
        {list.displayName} · {t('finding.saved.unreadable')}
      </Text>
    );
  return (
    <Link
      to="/tasks"
      search={search}
      className={classes.open}
      onClick={() => {
        if (list.columns?.length) onColumns(list.columns);
      }}
    >
      {list.displayName}
    </Link>
  );
}

function RenameForm({ list, onClose }: { list: SavedList; onClose: () => void }) {
  const { t } = useTranslation('task-list');
  const { t: common } = useTranslation();
  const [name, setName] = useState(list.displayName);
  const command = useRenameList();
  const refusal = useExplanation(command.error);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    command.mutate({ list, displayName: name.trim() }, { onSuccess: onClose });
  };
  return (
    <form onSubmit={submit}>
      <Group gap="xs" align="flex-end">
        <TextInput
          label={t('finding.saved.name')}
          required
          maxLength={100}
          autoFocus
          value={name}
          error={command.error ? refusal : undefined}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <Button type="submit" loading={command.isPending} disabled={!name.trim()}>
          {common('save')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {common('cancel')}
        </Button>
      </Group>
    </form>
  );
}
