import { ActionIcon, Button, Group, Menu } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconDots, IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Task } from './queries';
import { ends, stepsNow, type Step } from './steps/steps';
import classes from './ActionBar.module.css';

const BESIDE = 2;

/** What the person may do now: the most expected as the one primary button, a few beside it, the others in a menu. */
export function ActionBar({ task, onStep }: { task: Task; onStep: (step: Step) => void }) {
  const { t } = useTranslation('task-detail');
  const small = useMediaQuery('(max-width: 48em)', window.innerWidth <= 768);
  const steps = stepsNow(task);
  const primary = steps.find((step) => !ends(step));
  const rest = steps.filter((step) => step !== primary);
  const beside = small ? [] : rest.filter((step) => !ends(step)).slice(0, BESIDE);
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
      {inMenu.length > 0 && (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <Button variant="default" leftSection={<IconDots size={16} aria-hidden />}>
              {t('moreActions')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {inMenu.map((step) => (
              <Menu.Item
                key={step}
                color={ends(step) ? 'red.8' : undefined}
                onClick={() => {
                  onStep(step);
                }}
              >
                {t(`step.${step}.button`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {beside.toReversed().map((step) => (
        <Button
          key={step}
          variant="default"
          onClick={() => {
            onStep(step);
          }}
        >
          {t(`step.${step}.button`)}
        </Button>
      ))}
      {primary && (
        <Button
          className={classes.primary}
          onClick={() => {
            onStep(primary);
          }}
        >
          {t(`step.${primary}.button`)}
        </Button>
      )}
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
