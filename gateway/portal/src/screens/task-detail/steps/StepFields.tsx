import type { Step } from './steps';
import { CauseFields } from './CauseFields';
import { ConfirmCauseField } from './ConfirmCauseField';
import { EvidenceFields } from './EvidenceFields';
import { HolderFields } from './HolderFields';
import { LeadField } from './LeadField';
import { ObstaclesField } from './ObstaclesField';
import { OpenPartsField } from './OpenPartsField';
import { PartFields } from './PartFields';
import { PercentField } from './PercentField';
import { Words } from './Words';
import type { FieldsProps } from './values';

interface Props extends FieldsProps {
  step: Exclude<Step, 'update'>;
  partsOpen: boolean;
  onBusy: (busy: boolean) => void;
}

/** What one step asks for. */
export function StepFields({ step, partsOpen, onBusy, ...fields }: Props) {
  switch (step) {
    case 'split':
      return <PartFields {...fields} />;
    case 'delegate':
      return (
        <>
          <HolderFields {...fields} />
          <Words step={step} {...fields} />
        </>
      );
    case 'reissue':
      return (
        <>
          <LeadField {...fields} />
          <Words step={step} {...fields} />
        </>
      );
    case 'reportProgress':
      return (
        <>
          <PercentField {...fields} />
          <Words step={step} {...fields} />
          <ObstaclesField {...fields} />
          <CauseFields {...fields} />
        </>
      );
    case 'submit':
      return (
        <>
          <Words step={step} {...fields} />
          <EvidenceFields {...fields} onBusy={onBusy} />
          <CauseFields {...fields} />
          {partsOpen && <OpenPartsField {...fields} />}
        </>
      );
    case 'confirm':
      return (
        <>
          <Words step={step} {...fields} />
          <ConfirmCauseField {...fields} />
        </>
      );
    default:
      return <Words step={step} {...fields} />;
  }
}
