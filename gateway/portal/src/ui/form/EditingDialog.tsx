import type { ReactNode } from 'react';
import { Conflict } from './Conflict';
import type { Difference } from './differences';
import { FormDialog } from './FormDialog';
import type { Editing } from './useEditing';

interface Props {
  title: string;
  submit: string;
  editing: Pick<Editing, 'draft' | 'dialog' | 'submit' | 'cancel'>;
  differences: Difference[];
  refusal?: string;
  pending: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A form in a dialog that changes a resource (useEditing), with the dialog about a conflict. */
export function EditingDialog({ editing, differences, children, ...form }: Props) {
  return (
    <>
      <FormDialog
        {...form}
        draft={editing.draft}
        covered={editing.dialog.opened}
        onSubmit={editing.submit}
        onCancel={editing.cancel}
      >
        {children}
      </FormDialog>
      <Conflict differences={differences} {...editing.dialog} />
    </>
  );
}
