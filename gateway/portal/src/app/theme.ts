import { createTheme } from '@mantine/core';

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
  // Without the components' own `extend`, which would bring all of them into the first view.
  components: {
    Badge: { defaultProps: { radius: 'sm' } },
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle' } },
    Modal: { defaultProps: { centered: true }, styles: { title: { fontWeight: 600 } } },
    // Below a title it would be too pale to read.
    Notification: { styles: { description: { color: 'var(--mantine-color-text)' } } },
    Paper: { defaultProps: { withBorder: true, p: 'md' } },
    Table: { defaultProps: { verticalSpacing: 'xs' } },
    Tooltip: { defaultProps: { events: { hover: true, focus: true, touch: true } } },
  },
});
