import { ActionIcon, Button, Group, Menu } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconDots, IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Task } from '@/api/tasks';
import { StepItems } from '@/steps/StepItems';
import { isEnding, stepsNow, type Step } from '@/steps/steps';
import classes from './ActionBar.module.css';

const BESIDE = 2;

/** What the person may do now: the most expected step as the primary button, a few beside it, the rest in a menu. */
export function ActionBar({ task, onStep }: { task: Task; onStep: (step: Step) => void }) {
  const { t } = useTranslation(['task-detail', 'steps']);
  const small = useMediaQuery('(max-width: 48em)', window.innerWidth <= 768);
  const steps = stepsNow(task);
  const primary = steps.find((step) => !isEnding(step));
  const rest = steps.filter((step) => step !== primary);
  const beside = small ? [] : rest.filter((step) => !isEnding(step)).slice(0, BESIDE);
  const inMenu = rest.filter((step) => !beside.includes(step));
  return (
    <Group
      gap="xs"
      className={classes.bar}
      data-empty={steps.length === 0 || undefined}
      data-print="no"
      role="group"
      aria-label={t('actions')}
      wrap="nowrap"
    >
      {inMenu.length > 0 && <MoreSteps steps={inMenu} onStep={onStep} />}
      {beside.toReversed().map((step) => (
        <StepButton key={step} step={step} onStep={onStep} />
      ))}
      {primary && <StepButton primary step={primary} onStep={onStep} />}
      <ActionIcon
        size="lg"
        variant="default"
        visibleFrom="sm"
        aria-label={t('print')}
        onClick={() => {
          window.print();
        }}
      >
        <IconPrinter size={18} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

function StepButton(props: { step: Step; primary?: boolean; onStep: (step: Step) => void }) {
  const { t } = useTranslation(['task-detail', 'steps']);
  return (
    <Button
      variant={props.primary ? 'filled' : 'default'}
      className={props.primary ? classes.primary : undefined}
      onClick={() => {
        props.onStep(props.step);
      }}
    >
      {t(`steps:${props.step}.button`)}
    </Button>
  );
}

function MoreSteps({ steps, onStep }: { steps: Step[]; onStep: (step: Step) => void }) {
  const { t } = useTranslation(['task-detail', 'steps']);
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDots size={16} aria-hidden />}>
          {t('moreActions')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <StepItems steps={steps} onStep={onStep} />
      </Menu.Dropdown>
    </Menu>
  );
}
