import { Menu } from '@mantine/core';
import type { ReactElement } from 'react';
import { StepItems } from '@/steps/StepItems';
import { stepsNow } from '@/steps/steps';
import type { RowProps } from './props';

type Props = Pick<RowProps, 'task' | 'onSteps' | 'onStep'> & { button: ReactElement };

/** The steps that the person may take of a task now, the most expected first. */
export default function StepsMenu({ task, button, onSteps, onStep }: Props) {
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
        <StepItems
          steps={stepsNow(task)}
          onStep={(step) => {
            onStep(task, step);
          }}
        />
      </Menu.Dropdown>
    </Menu>
  );
}
