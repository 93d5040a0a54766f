import { Group, Paper, Stack, Title, type PaperProps } from '@mantine/core';
import { useId, type ReactNode } from 'react';

type Props = PaperProps & {
  title: string;
  /** Beside the title, at the right. */
  aside?: ReactNode;
  children: ReactNode;
  'data-tour'?: string;
};

/** A section of the page with its heading. */
export function Section({ title, aside, children, ...paper }: Props) {
  const heading = useId();
  return (
    <Paper component="section" aria-labelledby={heading} {...paper}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={2} size="h4" id={heading}>
            {title}
          </Title>
          {aside}
        </Group>
        {children}
      </Stack>
    </Paper>
  );
}
