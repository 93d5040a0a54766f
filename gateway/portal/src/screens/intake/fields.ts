import { useTranslation } from 'react-i18next';

/** The fields of work as the province's data name them. */
export const FIELDS = [
  'cong-thuong',
  'khoa-hoc-chuyen-doi-so',
  'noi-chinh',
  'noi-vu',
  'nong-nghiep',
  'tai-chinh',
  'tai-nguyen-moi-truong',
  'van-xa',
  'xay-dung-giao-thong',
] as const;

/** How a field of work is called; one that is not known here stands as it was entered. */
export function useFieldWords(): (field: string | undefined) => string {
  const { t } = useTranslation('intake');
  return (field = '') => {
    const known = FIELDS.find((one) => one === field);
    return known ? t(`field.${known}`) : field;
  };
}
