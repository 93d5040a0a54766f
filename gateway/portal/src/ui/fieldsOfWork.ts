import { useTranslation } from 'react-i18next';
import { oneOf } from '@/api/oneOf';

/** The fields of work that the catalogues name. */
export const FIELDS_OF_WORK = [
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

/** The name of a field of work; one that the catalogues do not name is shown as it is written. */
export function useFieldName(): (field: string | undefined) => string {
  const { t } = useTranslation();
  return (field) => {
    const known = oneOf(FIELDS_OF_WORK, field);
    return known ? t(`fieldOfWork.${known}`) : (field ?? '');
  };
}
