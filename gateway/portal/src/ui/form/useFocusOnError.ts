import { useEffect, useRef } from 'react';

/** Moves the focus to the first wrong field whenever other fields are wrong. */
export function useFocusOnError(errors: object) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);
  return form;
}
