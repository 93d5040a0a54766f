import type { TFunction } from 'i18next';

/** The fields of work (lĩnh vực) that tasks and positions name. */
export const FIELDS = [
  'cong-thuong',
  'khoa-hoc-chuyen-doi-so',
  'nong-nghiep',
  'noi-chinh',
  'noi-vu',
  'tai-chinh',
  'tai-nguyen-moi-truong',
  'van-xa',
  'xay-dung-giao-thong',
] as const;

/** `nong-nghiep` in words; a field that the catalogue does not know as it is written. */
export function fieldName(t: TFunction, field: string): string {
  const known = FIELDS.find((one) => one === field);
  return known ? t(`field.${known}`) : field;
}
