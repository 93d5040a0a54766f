import { Input } from '@mantine/core';
import { AttachedFiles } from './AttachedFiles';
import type { FieldsProps } from './values';

type Props = FieldsProps & { label: string; onBusy: (busy: boolean) => void };

/** The files that come with a step. */
export function FilesField({ label, values, set, errors, onBusy }: Props) {
  return (
    <Input.Wrapper label={label} labelElement="div" error={errors.files}>
      <AttachedFiles
        files={values.files}
        onChange={(files) => {
          set({ files });
        }}
        onBusy={onBusy}
      />
    </Input.Wrapper>
  );
}
