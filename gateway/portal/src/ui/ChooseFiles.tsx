import { FileButton, type FileButtonProps } from '@mantine/core';
import { useRef } from 'react';

/** A button that chooses files. A browser says nothing when the same file is chosen again, unless the choice is cleared. */
export function ChooseFiles<Multiple extends boolean = false>({
  onChange,
  ...props
}: FileButtonProps<Multiple>) {
  const clear = useRef<() => void>(null);
  return (
    <FileButton<Multiple>
      {...props}
      resetRef={clear}
      onChange={(chosen) => {
        onChange(chosen);
        clear.current?.();
      }}
    />
  );
}
