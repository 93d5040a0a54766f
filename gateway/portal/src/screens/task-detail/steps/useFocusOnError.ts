import { useEffect, useRef } from 'react';

/** Leads to the first field that is wrong, each time that other fields are. */
export function useFocusOnError(errors: object) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);
  return form;
}
