import { ActionIcon, Badge, Button, createTheme, Modal, Paper, Table, Tooltip } from '@mantine/core';

/** One scale of type and space for all screens; the colours of classes are in theme.css. */
export const theme = createTheme({
  fontFamily: '"Be Vietnam Pro", system-ui, sans-serif',
  headings: { fontWeight: '600', fontFamily: '"Be Vietnam Pro", system-ui, sans-serif' },
  primaryColor: 'province',
  primaryShade: 7,
  colors: {
    province: [
      '#eef4fa',
      '#dbe6f2',
      '#b4cce5',
      '#8ab0d8',
      '#6899cd',
      '#528bc6',
      '#3f7ab8',
      '#1f5a99',
      '#174a80',
      '#0c3a69',
    ],
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Badge: Badge.extend({ defaultProps: { radius: 'sm' } }),
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle' } }),
    Modal: Modal.extend({ defaultProps: { centered: true }, styles: { title: { fontWeight: 600 } } }),
    Paper: Paper.extend({ defaultProps: { withBorder: true, p: 'md' } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 'xs' } }),
    Tooltip: Tooltip.extend({ defaultProps: { events: { hover: true, focus: true, touch: true } } }),
  },
});
