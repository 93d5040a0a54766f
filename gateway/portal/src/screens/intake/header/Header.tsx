import { Anchor, Button, SimpleGrid, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { written, writtenTime } from '@/ui/dates';
import { Name } from '@/ui/Name';
import { Section } from '@/ui/Section';
import { Loading } from '@/ui/States';
import { hasDraft } from '@/ui/form/useDraft';
import { may } from '../allowed';
import { Files } from '../files/Files';
import { useFieldName } from '@/ui/fieldsOfWork';
import classes from './Header.module.css';
import type { Directive } from '@/api/directives';

const HeaderForm = lazy(() => import('./HeaderForm').then((module) => ({ default: module.HeaderForm })));

/** The facts of the directive; if it is a scan, a person types them in. */
export function Header({ directive }: { directive: Directive }) {
  const { t } = useTranslation('intake');
  const isToType = directive.reading === 'SCAN' && !directive.numberSymbol;
  const mayUpdate = may(directive, 'update') && directive.reading !== 'PENDING';
  const [isChosen, setEditing] = useState<boolean>();
  // The reading may end while the screen is open.
  const isEditing = isChosen ?? (isToType || hasDraft(draftOf(directive)));
  return (
    <Section
      title={t('header.title')}
      aside={
        mayUpdate &&
        !isEditing && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPencil size={14} aria-hidden />}
            onClick={() => {
              setEditing(true);
            }}
          >
            {t('header.edit')}
          </Button>
        )
      }
    >
      {mayUpdate && isEditing ? (
        <Suspense fallback={<Loading />}>
          <HeaderForm
            directive={directive}
            draft={draftOf(directive)}
            onDone={() => {
              setEditing(false);
            }}
          />
        </Suspense>
      ) : (
        <Fields directive={directive} />
      )}
      <Files directive={directive} />
    </Section>
  );
}

const draftOf = ({ name = '' }: Directive) => `${name}.header`;

function Fields({ directive }: { directive: Directive }) {
  const { t } = useTranslation(['intake', 'common']);
  const field = useFieldName();
  const { kind, urgency, meeting, recipients = [] } = directive;
  return (
    <SimpleGrid
      component="dl"
      m={0}
      cols={{ base: 1, xs: 2, md: 3, lg: 4 }}
      spacing="md"
      verticalSpacing="sm"
    >
      <Fact wide label={t('header.subject')}>
        {directive.subject}
      </Fact>
      <Fact label={t('header.numberSymbol')}>{directive.numberSymbol}</Fact>
      <Fact label={t('header.kind')}>{kind && kind !== 'KIND_UNSPECIFIED' && t(`kind.${kind}`)}</Fact>
      <Fact label={t('header.issueDate')}>{written(directive.issueDate)}</Fact>
      <Fact label={t('header.issuer')}>{directive.issuer}</Fact>
      <Fact label={t('header.signer')}>
        {[directive.signer, directive.signerTitle].filter(Boolean).join(', ')}
      </Fact>
      <Fact label={t('header.assigner')}>
        {directive.assigner && <Name of={directive.assigner} withTitle />}
      </Fact>
      <Fact label={t('header.monitor')}>{directive.monitor && <Name of={directive.monitor} />}</Fact>
      <Fact label={t('header.field')}>{field(directive.field)}</Fact>
      <Fact label={t('header.urgency')}>
        {urgency && urgency !== 'URGENCY_UNSPECIFIED' && t(`common:urgency.${urgency}`)}
      </Fact>
      {meeting && (meeting.chair || meeting.meetingDate) && (
        <Fact label={t('header.meeting')}>
          {[written(meeting.meetingDate), meeting.chair].filter(Boolean).join(', ')}
        </Fact>
      )}
      <Fact label={t('header.received')}>{writtenTime(directive.receiveTime)}</Fact>
      {recipients.length > 0 && <Recipients names={recipients} />}
    </SimpleGrid>
  );
}

/** One fact; a missing one says so. */
function Fact({ label, wide, children }: { label: string; wide?: boolean; children: ReactNode }) {
  const { t } = useTranslation('intake');
  return (
    <div className={wide ? classes.wide : undefined}>
      <Text component="dt" size="xs" c="dimmed">
        {label}
      </Text>
      <Text
        component="dd"
        m={0}
        size="sm"
        c={children ? undefined : 'dimmed'}
        fs={children ? undefined : 'italic'}
      >
        {children || t('header.unknown')}
      </Text>
    </div>
  );
}

const SHOWN_RECIPIENTS = 3;

function Recipients({ names }: { names: string[] }) {
  const { t } = useTranslation('intake');
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? names : names.slice(0, SHOWN_RECIPIENTS);
  return (
    <div className={classes.wide}>
      <Text component="dt" size="xs" c="dimmed">
        {t('header.recipients')}
      </Text>
      <Text component="dd" m={0} size="sm">
        {shown.join('; ')}
        {names.length > SHOWN_RECIPIENTS && (
          <>
            {' '}
            <Anchor
              underline="always"
              component="button"
              type="button"
              size="sm"
              aria-expanded={isOpen}
              onClick={() => {
                setOpen(!isOpen);
              }}
            >
              {isOpen ? t('header.fewer') : t('header.moreOf', { count: names.length - SHOWN_RECIPIENTS })}
            </Anchor>
          </>
        )}
      </Text>
    </div>
  );
}
