import { useTranslation } from 'react-i18next';
import { CauseFields } from './CauseFields';
import { ConfirmCauseField } from './ConfirmCauseField';
import { CoordinationStepFields } from './CoordinationStepFields';
import { DecisionFields } from './DecisionFields';
import { EvidenceFields } from './EvidenceFields';
import { FilesField } from './FilesField';
import { HolderFields } from './HolderFields';
import { ObstaclesField } from './ObstaclesField';
import { OpenSubtasksField } from './OpenSubtasksField';
import { PercentField } from './PercentField';
import type { FormStep } from './steps';
import { SubtaskFields } from './SubtaskFields';
import { Words } from './Words';
import type { FieldsProps } from './values';

interface Props extends FieldsProps {
  step: FormStep;
  /** Whether the task can only be submitted with a reason, since required subtasks are open. */
  asksForReason: boolean;
  onBusy: (busy: boolean) => void;
}

/** The fields of a step's form. */
export function StepFields({ step, asksForReason, onBusy, ...fields }: Props) {
  const { t } = useTranslation('steps');
  switch (step) {
    case 'createSubtask':
      return <SubtaskFields {...fields} />;
    case 'delegate':
      return (
        <>
          <HolderFields {...fields} />
          <Words step={step} {...fields} />
        </>
      );
    case 'reportProgress':
      return (
        <>
          <PercentField {...fields} />
          <Words step={step} {...fields} />
          <ObstaclesField {...fields} />
          <FilesField label={t('reportProgress.files')} {...fields} onBusy={onBusy} />
          <CauseFields {...fields} />
        </>
      );
    case 'submit':
      return (
        <>
          <Words step={step} {...fields} />
          <EvidenceFields {...fields} onBusy={onBusy} />
          <CauseFields {...fields} />
          {asksForReason && <OpenSubtasksField {...fields} />}
        </>
      );
    case 'confirm':
      return (
        <>
          <Words step={step} {...fields} />
          <ConfirmCauseField {...fields} />
        </>
      );
    case 'acceptCoordination':
    case 'reportCoordination':
    case 'setCoordination':
    case 'urgeCoordination':
    case 'sendBackCoordination':
      return <CoordinationStepFields step={step} {...fields} />;
    default:
      return <DecisionFields step={step} {...fields} />;
  }
}
