import { useTranslation } from 'react-i18next';
import { AdjustFields } from './AdjustFields';
import { ApprovalFields } from './ApprovalFields';
import { CauseDecisionFields } from './CauseDecisionFields';
import { CauseFields } from './CauseFields';
import { ContestFields } from './ContestFields';
import { ExtensionFields } from './ExtensionFields';
import { LeadField } from './LeadField';
import { NewDueField } from './NewDueField';
import { ResumeDateField } from './ResumeDateField';
import type { FormStep } from './steps';
import { Words } from './Words';
import type { FieldsProps } from './values';

type Props = FieldsProps & { step: Exclude<FormStep, 'createSubtask'> };

/** The fields of a decision; most have only words. */
export function DecisionFields({ step, ...fields }: Props) {
  const { t } = useTranslation('task-detail');
  return (
    <>
      {step === 'reissue' && <LeadField hint={t('form.newLeadHint')} {...fields} />}
      {step === 'transfer' && <LeadField required {...fields} />}
      {(step === 'reissue' || step === 'transfer') && <NewDueField {...fields} />}
      {step === 'adjust' && <AdjustFields {...fields} />}
      {(step === 'requestExtension' || step === 'decideExtension' || step === 'extend') && (
        <ExtensionFields step={step} {...fields} />
      )}
      {step === 'stateCause' && <CauseFields required {...fields} />}
      {step === 'confirmCause' && <CauseDecisionFields {...fields} />}
      {(step === 'contestCause' || step === 'decideContest') && <ContestFields step={step} {...fields} />}
      {(step === 'approve' || step === 'askChanges' || step === 'withdraw') && (
        <ApprovalFields step={step} task={fields.task} />
      )}
      {step !== 'stateCause' && step !== 'approve' && <Words step={step} {...fields} />}
      {step === 'suspend' && <ResumeDateField {...fields} />}
    </>
  );
}
