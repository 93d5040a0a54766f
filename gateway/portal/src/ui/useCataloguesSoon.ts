import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/** Loads the catalogues of what may open later, once the screen is shown: asking for one then would hide the screen. */
export function useCataloguesSoon(...names: string[]): void {
  const { i18n } = useTranslation();
  const all = names.join(' ');
  useEffect(() => {
    void i18n.loadNamespaces(all.split(' '));
  }, [i18n, all]);
}
