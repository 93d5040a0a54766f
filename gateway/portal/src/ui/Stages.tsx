import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { stagesOf, type DelayCause } from './causes';
import { written } from './dates';
import { Name } from './Name';

/** Who decided on a cause of delay, contested the decision and decided finally, when and why. */
export function Stages({ of: cause }: { of: DelayCause }) {
  const { t } = useTranslation('cause');
  return stagesOf(cause).map(({ what, day, person, words, documentNumber }) => (
    <div key={what}>
      <Text size="xs" c="dimmed">
        {t(what, { day: written(day) })}
        {person && (
          <>
            {' · '}
            <Name of={person} withTitle />
          </>
        )}
      </Text>
      {words && <Text size="sm">{words}</Text>}
      {documentNumber && <Text size="sm">{t('evidence', { number: documentNumber })}</Text>}
    </div>
  ));
}
