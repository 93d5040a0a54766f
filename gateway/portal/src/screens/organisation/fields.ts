/** The fields of work by which the province divides its tasks; no service lists them yet. */
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
