import { ExtensionFields } from './ExtensionFields';
import { LeadField } from './LeadField';
import { ResumeDateField } from './ResumeDateField';
import type { FormStep } from './steps';
import { Words } from './Words';
import type { FieldsProps } from './values';

type Props = FieldsProps & { step: Exclude<FormStep, 'createSubtask'> };

/** The fields of a decision; most have only words. */
export function DecisionFields({ step, ...fields }: Props) {
  return (
    <>
      {step === 'reissue' && <LeadField {...fields} />}
      {(step === 'requestExtension' || step === 'decideExtension' || step === 'extend') && (
        <ExtensionFields step={step} {...fields} />
      )}
      <Words step={step} {...fields} />
      {step === 'suspend' && <ResumeDateField {...fields} />}
    </>
  );
}
