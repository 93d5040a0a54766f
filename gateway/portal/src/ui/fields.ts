import { useTranslation } from 'react-i18next';

/** The fields of work that the catalogues name. */
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
type Field = (typeof FIELDS)[number];

/** How a field of work is called; one that the catalogues do not name is shown as it is written. */
export function useFieldName(): (field: string | undefined) => string {
  const { t } = useTranslation();
  return (field) => (FIELDS.includes(field as Field) ? t(`fieldOfWork.${field as Field}`) : (field ?? ''));
}
