import dayjs from 'dayjs';
import i18next from 'i18next';
import resources from 'i18next-resources-to-backend';
import { initReactI18next } from 'react-i18next';
import 'dayjs/locale/vi';

export type Language = 'vi' | 'en';
const STORAGE_KEY = 'dondoc.language';

/** Vietnamese unless the person has chosen English. A screen's catalogue is loaded with the screen. */
export async function startLanguage(): Promise<void> {
  const language: Language = localStorage.getItem(STORAGE_KEY) === 'en' ? 'en' : 'vi';
  i18next.on('languageChanged', (changed) => {
    document.documentElement.lang = changed;
    dayjs.locale(changed);
  });
  await i18next
    .use(resources((lng: string, ns: string) => import(`./${lng}/${ns}.json`)))
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: 'vi',
      ns: ['common'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
}

export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORAGE_KEY, language);
  await i18next.changeLanguage(language);
}
