import { Tour as MantineTour } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { ownSteps, type Step } from './steps';

/** The menu is folded away on narrow screens; there its button stands for what is in it. */
const WIDE = '(min-width: 62em)';
const OUTSIDE_THE_MENU = new Set(['bell', 'account']);

/** The guided tour: Enter and arrows go on, Escape leaves it. */
export default function Tour({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('tour');
  const wide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  return (
    <MantineTour
      active
      onClose={onClose}
      labels={{
        skip: t('skip'),
        back: t('back'),
        next: t('next'),
        close: t('done'),
        stepCounter: (current, total) => t('counter', { current, total }),
      }}
      withCloseButton={false}
      stepTransitionDuration={0}
      zIndex={400}
    >
      {ownSteps().map((step) => (
        <MantineTour.Step
          key={step.anchor}
          target={target(step, wide)}
          position={wide && !OUTSIDE_THE_MENU.has(step.anchor) ? 'right' : 'bottom'}
          title={t(`${step.part}.${step.anchor}.title` as 'clerk.tasks.title')}
        >
          {t(`${step.part}.${step.anchor}.text` as 'clerk.tasks.text')}
        </MantineTour.Step>
      ))}
    </MantineTour>
  );
}

function target({ anchor }: Step, wide: boolean): string | undefined {
  if (anchor === 'start') return undefined;
  return `[data-tour="${wide || OUTSIDE_THE_MENU.has(anchor) ? anchor : 'menu'}"]`;
}
