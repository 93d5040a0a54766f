import { Tour as MantineTour } from '@mantine/core';
import { useMediaQuery, useWindowEvent } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ownSteps, type Step } from './steps';

/** On narrow screens the menu is folded away: the tour points to its button instead. */
const WIDE = '(min-width: 62em)';
const OUTSIDE_THE_MENU = new Set(['bell', 'account']);

/** The guided tour: Enter and arrow keys go on, Escape ends it. */
export default function Tour({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('tour');
  const wide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const [steps] = useState(ownSteps);
  const [step, setStep] = useState(0);
  const [before] = useState(() => document.activeElement);
  // The library returns the focus, but not if the tour is removed at once.
  const leave = () => {
    onClose();
    requestAnimationFrame(() => {
      if (before instanceof HTMLElement) before.focus();
    });
  };
  useWindowEvent('keydown', (event) => {
    if (event.key !== 'Enter' || event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    if (step + 1 < steps.length) setStep(step + 1);
    else leave();
  });
  return (
    <MantineTour
      active
      step={step}
      onStepChange={setStep}
      onClose={leave}
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
      maxWidth={440}
      styles={{ stepCounter: { color: 'var(--mantine-color-dark-6)', whiteSpace: 'nowrap' } }}
    >
      {steps.map((one) => (
        <MantineTour.Step
          key={one.anchor}
          target={target(one, wide)}
          position={wide && !OUTSIDE_THE_MENU.has(one.anchor) ? 'right' : 'bottom'}
          title={t(`${one.part}.${one.anchor}.title` as 'clerk.tasks.title')}
        >
          {t(`${one.part}.${one.anchor}.text` as 'clerk.tasks.text')}
        </MantineTour.Step>
      ))}
    </MantineTour>
  );
}

function target({ anchor }: Step, wide: boolean): string | undefined {
  if (anchor === 'start') return undefined;
  return `[data-tour="${wide || OUTSIDE_THE_MENU.has(anchor) ? anchor : 'menu'}"]`;
}
