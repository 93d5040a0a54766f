import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isEnding, type Step } from './steps';

/** Steps as the items of a menu; those that take something away are red. */
export function StepItems({ steps, onStep }: { steps: Step[]; onStep: (step: Step) => void }) {
  const { t } = useTranslation(['task-detail', 'steps']);
  return steps.map((step) => (
    <Menu.Item
      key={step}
      color={isEnding(step) ? 'red.8' : undefined}
      onClick={() => {
        onStep(step);
      }}
    >
      {t(`steps:${step}.button`)}
    </Menu.Item>
  ));
}
