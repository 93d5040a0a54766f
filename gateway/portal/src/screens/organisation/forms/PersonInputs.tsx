import { Select, SimpleGrid, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Unit } from '@/api/names';
import { UnitPicker } from '@/ui/UnitPicker';
import { providersOf } from '../queries';
import type { PersonFields } from './personFields';
import type { Refusal } from './refusal';

/** The fields of a person; the agency that keeps the record only where it can be chosen. */
export function PersonInputs({
  value,
  onChange,
  refusal,
  agencies,
}: {
  value: PersonFields;
  onChange: (change: Partial<PersonFields>) => void;
  refusal: Refusal;
  /** Which agencies may keep the record; if absent, it stays where it is. */
  agencies?: (unit: Unit) => boolean;
}) {
  const { t } = useTranslation('organisation');
  const { data: used = [] } = useQuery({ ...providersOf(value.agency), enabled: Boolean(value.agency) });
  const providers = [...new Set(['province', ...used, value.identityProvider])];
  const atProvince = value.identityProvider === 'province';
  const text = (field: Exclude<keyof PersonFields, 'identityProvider' | 'agency'>) => ({
    value: value[field],
    error: refusal.of(field),
    onChange: (event: { currentTarget: { value: string } }) => {
      onChange({ [field]: event.currentTarget.value });
    },
  });
  const displayNameProps = text('displayName');
  const emailProps = text('email');
  const phoneNumberProps = text('phoneNumber');
  const usernameProps = text('username');
  const employeeNumberProps = text('employeeNumber');
  return (
    <>
      <TextInput
        label={t('person.displayName')}
        description={t('person.nameHint')}
        required
        maxLength={200}
        data-autofocus
        autoComplete="off"
        {...displayNameProps}
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
        <TextInput label={t('person.email')} type="email" autoComplete="off" {...emailProps} />
        <TextInput
          label={t('person.phone')}
          type="tel"
          maxLength={32}
          autoComplete="off"
          {...phoneNumberProps}
        />
        <Select
          label={t('person.provider')}
          allowDeselect={false}
          data={providers.map((alias) => ({
            value: alias,
            label: alias === 'province' ? t('provider.province') : t('provider.agency', { alias }),
          }))}
          value={value.identityProvider}
          error={refusal.of('identityProvider')}
          onChange={(identityProvider) => {
            if (identityProvider) onChange({ identityProvider });
          }}
        />
        <TextInput
          label={t('person.username')}
          required={atProvince}
          maxLength={100}
          autoComplete="off"
          {...usernameProps}
        />
        <TextInput
          label={t('person.number')}
          required={!atProvince}
          maxLength={64}
          autoComplete="off"
          {...employeeNumberProps}
        />
      </SimpleGrid>
    </>
  );
}
