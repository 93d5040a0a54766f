import { Stack } from '@mantine/core';
import type { FormEvent, ReactNode, Ref } from 'react';
import { Dialog } from '../Dialog';
import { DraftNotice } from './DraftNotice';
import { FormButtons } from './FormButtons';
import { Refusal } from './Refusal';

interface Props {
  title: string;
  size?: 'lg' | 'xl';
  fullScreen?: boolean;
  draft: { restored: boolean; discard: () => void };
  /** The label of the button that saves. */
  submit: string;
  /** Why the server has refused the form, if no field shows it. */
  refusal?: string;
  pending: boolean;
  disabled?: boolean;
  danger?: boolean;
  /** Whether another dialog is in front of this one. */
  covered?: boolean;
  formRef?: Ref<HTMLFormElement>;
  onSubmit: () => void;
  onCancel: () => void;
  /** Closing keeps the draft. */
  onClose: () => void;
  children: ReactNode;
}

/** A form in a dialog, whose content survives as a draft until it is saved. */
export function FormDialog({ formRef, ...props }: Props) {
  const { draft } = props;
  return (
    <Dialog
      onClose={props.onClose}
      title={props.title}
      size={props.size ?? 'lg'}
      fullScreen={props.fullScreen}
      closeOnEscape={!props.covered}
      closeOnClickOutside={false}
    >
      <form
        noValidate
        ref={formRef}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          props.onSubmit();
        }}
      >
        <Stack>
          <DraftNotice restored={draft.restored} onDiscard={draft.discard} />
          {props.children}
          <Refusal>{props.refusal}</Refusal>
          <FormButtons
            submit={props.submit}
            pending={props.pending}
            disabled={props.disabled}
            danger={props.danger}
            onCancel={props.onCancel}
          />
        </Stack>
      </form>
    </Dialog>
  );
}
