import { Select, Stack, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { oneOf } from '@/api/oneOf';
import { CoordinationFields } from '@/ui/fields/CoordinationFields';
import { DateField } from '@/ui/fields/DateField';
import { DueFields } from '@/ui/fields/DueFields';
import { FieldOfWorkSelect } from '@/ui/fields/FieldOfWorkSelect';
import { AssignerPicker, MonitorPicker } from '@/ui/fields/PersonPicker';
import { UnitPicker, UnitsPicker } from '@/ui/fields/UnitPicker';
import { URGENCIES } from '@/ui/fields/urgency';
import { SOURCES, type TermsProps } from './terms';
import { TwoColumns } from '@/ui/TwoColumns';

/** The terms of a task that is issued, which change without a step of their own. */
export function IssuedTermsFields(props: TermsProps) {
  return (
    <Stack gap="md">
      <CoordinationTerms {...props} />
      <TwoColumns>
        <FollowingFields {...props} />
      </TwoColumns>
    </Stack>
  );
}

/** All terms of a task, or what the tasks of a set share; `leads` is then the field of their lead agencies. */
export function TermsFields({ leads, ...props }: TermsProps & { leads?: ReactNode }) {
  const { t } = useTranslation('task-detail');
  const { terms, set, errors } = props;
  return (
    <Stack gap="md">
      <Textarea
        label={t('fact.title')}
        required
        autosize
        minRows={2}
        maxLength={2000}
        value={terms.title}
        onChange={(event) => {
          set({ title: event.currentTarget.value });
        }}
        error={errors.title}
      />
      <TextInput
        label={t('fact.output')}
        description={t('form.outputHint')}
        maxLength={1000}
        value={terms.output}
        onChange={(event) => {
          set({ output: event.currentTarget.value });
        }}
        error={errors.output}
      />
      {leads ?? <LeadTerm {...props} />}
      <CoordinationTerms {...props} />
      <DueTerms {...props} />
      <OfficeFields {...props} />
      <SourceFields {...props} />
      <Textarea
        label={t('form.quote')}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={10_000}
        value={terms.quote}
        onChange={(event) => {
          set({ quote: event.currentTarget.value });
        }}
        error={errors.quote}
      />
    </Stack>
  );
}

/** The agency that does the task. */
function LeadTerm({ terms, set, errors }: TermsProps) {
  const { t } = useTranslation('task-detail');
  return (
    <UnitPicker
      label={t('fact.lead')}
      value={terms.lead}
      onChange={(lead) => {
        set({ lead });
      }}
      among={(unit) => unit.kind === 'AGENCY'}
      error={errors.lead}
    />
  );
}

function CoordinationTerms({ terms, set, errors }: TermsProps) {
  const { t } = useTranslation('task-detail');
  return (
    <CoordinationFields
      label={t('fact.coordinations')}
      value={terms.coordinations}
      onChange={(coordinations) => {
        set({ coordinations });
      }}
      blank={(unit) => ({ unit, part: '', dueDate: '' })}
      dated={{ latest: terms.due.date }}
      lead={terms.lead}
      error={errors.coordinations}
    >
      <UnitsPicker
        label={t('fact.informed')}
        value={terms.informed}
        onChange={(informed) => {
          set({ informed });
        }}
        among={(unit) => unit.kind === 'AGENCY' && unit.name !== terms.lead}
        error={errors.informed}
      />
    </CoordinationFields>
  );
}

function DueTerms({ terms, set, errors }: TermsProps) {
  const { t } = useTranslation('task-detail');
  const change = (changed: Partial<typeof terms.due>) => {
    set({ due: { ...terms.due, ...changed } });
  };
  return (
    <DueFields label={t('fact.due')} value={terms.due} onChange={change} error={errors.due}>
      <TextInput
        label={t('due.wordsLabel')}
        description={t('due.wordsHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        maxLength={500}
        value={terms.due.words}
        onChange={(event) => {
          change({ words: event.currentTarget.value });
        }}
      />
    </DueFields>
  );
}

/** The assigner's side: who assigns and who monitors, in which field, from which day. */
function OfficeFields(props: TermsProps) {
  const { t } = useTranslation('task-detail');
  const { terms, set, errors } = props;
  const term = termProps(props);
  return (
    <TwoColumns>
      <AssignerPicker label={t('fact.assigner')} {...term('assigner')} />
      <FollowingFields {...props} />
      <DateField
        label={t('fact.assignDate')}
        description={t('form.assignDateHint')}
        value={terms.assignDate}
        onChange={(assignDate) => {
          set({ assignDate });
        }}
        error={errors.assignDate}
      />
    </TwoColumns>
  );
}

/** How urgent it is and, of a task without a directive, whether it was ordered at a meeting. */
function SourceFields({ terms, set, errors }: TermsProps) {
  const { t } = useTranslation(['task-detail', 'common']);
  const stated = SOURCES.filter((source) => source !== 'DIRECTIVE');
  const meets = terms.sourceKind === 'MEETING';
  return (
    <TwoColumns>
      <Select
        label={t('fact.urgency')}
        data={URGENCIES.map((value) => ({ value, label: t(`common:urgency.${value}`) }))}
        value={terms.urgency}
        onChange={(urgency) => {
          set({ urgency: oneOf(URGENCIES, urgency) ?? null });
        }}
        error={errors.urgency}
      />
      {terms.sourceKind !== 'DIRECTIVE' && (
        <Select
          label={t('fact.sourceKind')}
          data={stated.map((value) => ({ value, label: t(`source.${value}`) }))}
          value={terms.sourceKind}
          onChange={(source) => {
            const sourceKind = oneOf(SOURCES, source) ?? null;
            set({ sourceKind, ...(sourceKind !== 'MEETING' && { meeting: { chair: '' } }) });
          }}
          clearable
          error={errors.sourceKind}
        />
      )}
      {meets && <MeetingFields terms={terms} set={set} errors={errors} />}
    </TwoColumns>
  );
}

function MeetingFields({ terms, set, errors }: TermsProps) {
  const { t } = useTranslation('task-detail');
  return (
    <>
      <DateField
        label={t('fact.meetingDate')}
        value={terms.meeting.meetingDate}
        onChange={(meetingDate) => {
          set({ meeting: { ...terms.meeting, meetingDate } });
        }}
        error={errors.meeting}
      />
      <TextInput
        label={t('fact.meetingChair')}
        maxLength={300}
        value={terms.meeting.chair}
        onChange={(event) => {
          set({ meeting: { ...terms.meeting, chair: event.currentTarget.value } });
        }}
      />
    </>
  );
}

/** Who monitors, and in which field. */
function FollowingFields(props: TermsProps) {
  const { t } = useTranslation('task-detail');
  const term = termProps(props);
  return (
    <>
      <MonitorPicker label={t('fact.monitor')} {...term('monitor')} field={props.terms.field} />
      <FieldOfWorkSelect label={t('fact.field')} {...term('field')} />
    </>
  );
}

function termProps({ terms, set, errors }: TermsProps) {
  return (term: 'assigner' | 'monitor' | 'field') => ({
    value: terms[term],
    onChange: (value: string) => {
      set({ [term]: value });
    },
    error: errors[term],
  });
}
