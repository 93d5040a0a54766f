import { ActionIcon, Group, Input, Radio, Stack, Text, Textarea } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { AttachedFiles } from '@/steps/AttachedFiles';
import type { Attached } from '@/steps/values';
import { PersonPicker } from '@/ui/fields/PersonPicker';
import { FormButtons } from '@/ui/form/FormButtons';
import { Refusal } from '@/ui/form/Refusal';
import { showSuccess } from '@/ui/messages';
import { useExplanation } from '@/ui/States';
import { mentionable, useComment, type Kind } from './queries';

interface Props {
  task: string;
  /** The kinds of comments that the person may make. */
  kinds: Kind[];
  onClose: () => void;
}

interface MentionProps {
  task: string;
  value: string[];
  onChange: (people: string[]) => void;
}

const LONGEST = 4_000;
const MOST_MENTIONS = 20;

/** What the person types, and sending it. */
function useSaying({ task, kinds, onClose }: Props) {
  const { t } = useTranslation('comments');
  const [kind, setKind] = useState<Kind>(kinds.includes('OPINION') ? 'OPINION' : 'DISCUSSION');
  const [text, setText] = useState('');
  const [mentions, setMentions] = useState<string[]>([]);
  const [files, setFiles] = useState<Attached[]>([]);
  const [checked, setChecked] = useState(false);
  const comment = useComment(task);
  const explanation = useExplanation(comment.error);
  const missing = checked && !text.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!text.trim()) return;
    comment.mutate(
      { kind, text: text.trim(), mentions, files: files.map((file) => file.name) },
      {
        onSuccess: () => {
          showSuccess(t('done'));
          onClose();
        },
      },
    );
  };
  return {
    kind,
    setKind,
    text,
    setText,
    mentions,
    setMentions,
    files,
    setFiles,
    missing,
    submit,
    refusal: comment.error && explanation,
    pending: comment.isPending,
  };
}

/** The form of a comment. A leader begins with an opinion. */
export function CommentForm(props: Props) {
  const { task, kinds, onClose } = props;
  const { t } = useTranslation('comments');
  const { t: detail } = useTranslation('task-detail');
  const [busy, setBusy] = useState(false);
  const said = useSaying(props);
  const words = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    words.current?.focus();
  }, []);
  return (
    <form noValidate onSubmit={said.submit}>
      <Stack gap="sm">
        {kinds.length > 1 && <KindField kinds={kinds} value={said.kind} onChange={said.setKind} />}
        <Textarea
          label={t('text')}
          required
          value={said.text}
          onChange={(event) => {
            said.setText(event.currentTarget.value);
          }}
          error={said.missing && t('required')}
          maxLength={LONGEST}
          autosize
          minRows={3}
          maxRows={12}
          ref={words}
        />
        <MentionField task={task} value={said.mentions} onChange={said.setMentions} />
        <Input.Wrapper label={t('files')} labelElement="div">
          <AttachedFiles files={said.files} onChange={said.setFiles} onBusy={setBusy} />
        </Input.Wrapper>
        <Text size="xs" c="dimmed">
          {t('readers')}
        </Text>
        <Refusal>{said.refusal}</Refusal>
        <FormButtons
          submit={busy ? detail('evidence.wait') : t('send')}
          pending={said.pending}
          disabled={busy}
          small
          onCancel={onClose}
        />
      </Stack>
    </form>
  );
}

function KindField({
  kinds,
  value,
  onChange,
}: {
  kinds: Kind[];
  value: Kind;
  onChange: (kind: Kind) => void;
}) {
  const { t } = useTranslation('comments');
  return (
    <Radio.Group
      label={t('kind.label')}
      value={value}
      onChange={(chosen) => {
        onChange(kinds.find((kind) => kind === chosen) ?? value);
      }}
    >
      <Group>
        {kinds.toReversed().map((kind) => (
          <Radio key={kind} value={kind} label={t(`kind.${kind}`)} />
        ))}
      </Group>
    </Radio.Group>
  );
}

/** Whom the comment is meant for: each person is chosen and joins those above. */
function MentionField({ task, value, onChange }: MentionProps) {
  const { t } = useTranslation('comments');
  const { data: people = [] } = useQuery(mentionable(task));
  return (
    <Stack gap={6}>
      {people
        .filter(({ person }) => value.includes(person))
        .map(({ person, displayName }) => (
          <Group key={person} gap={6}>
            <Text size="sm">{displayName}</Text>
            <ActionIcon
              size="sm"
              aria-label={t('unmention', { name: displayName })}
              onClick={() => {
                onChange(value.filter((one) => one !== person));
              }}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
      {value.length < MOST_MENTIONS && (
        <PersonPicker
          label={t('mentions')}
          description={t('mentionsHint')}
          among={people.filter(({ person }) => !value.includes(person))}
          value=""
          onChange={(person) => {
            if (person) onChange([...value, person]);
          }}
        />
      )}
    </Stack>
  );
}
