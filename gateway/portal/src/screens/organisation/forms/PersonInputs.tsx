import { Select, SimpleGrid, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Unit } from '@/api/names';
import { UnitPicker } from '@/ui/fields/UnitPicker';
import { providersOf } from '../queries';
import type { PersonFields } from './personFields';
import type { Refusal } from './refusal';

interface Props {
  value: PersonFields;
  onChange: (change: Partial<PersonFields>) => void;
  refusal: Refusal;
  /** The agencies that may keep the record; absent, the record stays where it is. */
  agencies?: (unit: Unit) => boolean;
}

const PROVINCE = 'province';

/** The fields of a person. */
export function PersonInputs({ value, onChange, refusal, agencies }: Props) {
  const { t } = useTranslation('organisation');
  const atProvince = value.identityProvider === PROVINCE;
  const text = (field: Exclude<keyof PersonFields, 'identityProvider' | 'agency'>) => ({
    autoComplete: 'off',
    value: value[field],
    error: refusal.of(field),
    onChange: (event: { currentTarget: { value: string } }) => {
      onChange({ [field]: event.currentTarget.value });
    },
  });
  const displayName = text('displayName');
  const phoneNumber = text('phoneNumber');
  const employeeNumber = text('employeeNumber');
  return (
    <>
      <TextInput
        label={t('person.displayName')}
        description={t('person.nameHint')}
        required
        maxLength={200}
        data-autofocus
        {...displayName}
      />
      {agencies && (
        <UnitPicker
          label={t('person.agency')}
          required
          among={agencies}
          value={value.agency}
          error={refusal.of('agency')}
          onChange={(agency) => {
            onChange({ agency });
          }}
        />
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label={t('person.email')} type="email" {...text('email')} />
        <TextInput label={t('person.phone')} type="tel" maxLength={32} {...phoneNumber} />
        <ProviderSelect value={value} onChange={onChange} refusal={refusal} />
        <TextInput label={t('person.username')} required={atProvince} maxLength={100} {...text('username')} />
        <TextInput label={t('person.number')} required={!atProvince} maxLength={64} {...employeeNumber} />
      </SimpleGrid>
    </>
  );
}

/** Where the person signs in: with an account of the province, or where colleagues of the agency do. */
function ProviderSelect({ value, onChange, refusal }: Props) {
  const { t } = useTranslation('organisation');
  const { data: used = [] } = useQuery({ ...providersOf(value.agency), enabled: Boolean(value.agency) });
  const providers = [...new Set([PROVINCE, ...used, value.identityProvider])];
  return (
    <Select
      label={t('person.provider')}
      allowDeselect={false}
      data={providers.map((alias) => ({
        value: alias,
        label: alias === PROVINCE ? t('provider.province') : t('provider.agency', { alias }),
      }))}
      value={value.identityProvider}
      error={refusal.of('identityProvider')}
      onChange={(identityProvider) => {
        if (identityProvider) onChange({ identityProvider });
      }}
    />
  );
}
