import { useHotkeys, useLocalStorage, type HotkeyItem } from '@mantine/hooks';

/** Whether single keys do something; whoever presses them by accident can turn them off (WCAG 2.2, 2.1.4). */
export function useKeysSwitch() {
  return useLocalStorage({ key: 'dondoc.keys', defaultValue: true, getInitialValueInEffect: false });
}

/** What keys do outside fields for text, unless the person has turned them off. */
export function useKeys(keys: HotkeyItem[]): void {
  const [on] = useKeysSwitch();
  useHotkeys(on ? keys : []);
}
