import { Menu } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isEnding, stepsNow } from '@/steps/steps';
import type { RowProps } from './props';

type Props = Pick<RowProps, 'task' | 'onSteps' | 'onStep'> & { button: ReactElement };

/** The steps that the person may take of a task now, the most expected first. */
export default function StepsMenu({ task, button, onSteps, onStep }: Props) {
  const { t } = useTranslation('task-detail');
  return (
    <Menu
      opened
      position="bottom-end"
      withinPortal
      returnFocus
      onChange={(opened) => {
        if (!opened) onSteps(null);
      }}
    >
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        {stepsNow(task).map((step) => (
          <Menu.Item
            key={step}
            color={isEnding(step) ? 'red.8' : undefined}
            onClick={() => {
              onStep(task, step);
            }}
          >
            {t(`step.${step}.button`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
