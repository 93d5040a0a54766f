import { Anchor, Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '@/ui/Page';
import { audience, type Audience } from './audience';
import { Colours } from './Colours';
import classes from './HelpArticle.module.css';
import { SCREENS, WITH_COLOURS, type Content, type HelpPage } from './pages';

type Reader = Audience | 'everybody';

/** What a screen is for and how to use it; the reader's own steps first. */
export function HelpArticle({ page }: { page: HelpPage }) {
  const { t } = useTranslation('help');
  const { title, purpose, steps, faq } = t(`pages.${page}`, { returnObjects: true }) as Content;
  const own = audience();
  const screen = page in SCREENS ? SCREENS[page as keyof typeof SCREENS] : undefined;
  const mine = (['everybody', own] as Reader[]).filter((part) => steps[part]);
  const others = (Object.keys(steps) as Reader[]).filter((part) => !mine.includes(part));
  return (
    <Page
      title={title}
      actions={
        screen && (
          <Button variant="default" renderRoot={(props) => <Link {...props} to={screen} />}>
            {t('open')}
          </Button>
        )
      }
    >
      <Stack gap="md" className={classes.article}>
        <Text>{purpose}</Text>
        {mine.length > 0 && <Steps title={t('mine')} parts={mine} steps={steps} />}
        {others.length > 0 && <Steps title={t('others')} parts={others} steps={steps} />}
        {WITH_COLOURS.includes(page) && <Colours />}
        <Paper component="section">
          <Title order={2} size="h4" mb="sm">
            {t('faq')}
          </Title>
          <Stack gap="md">
            {faq.map(({ q, a }) => (
              <div key={q}>
                <Title order={3} size="h6">
                  {q}
                </Title>
                <Text size="sm">{a}</Text>
              </div>
            ))}
          </Stack>
        </Paper>
        <Anchor renderRoot={(props) => <Link {...props} to="/help" />}>
          <Group gap={6} component="span">
            <IconArrowLeft size={16} aria-hidden />
            {t('all')}
          </Group>
        </Anchor>
      </Stack>
    </Page>
  );
}

function Steps({ title, parts, steps }: { title: string; parts: Reader[]; steps: Content['steps'] }) {
  const { t } = useTranslation('help');
  return (
    <Paper component="section">
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      <Stack gap="md">
        {parts.map((part) => (
          <div key={part}>
            <Title order={3} size="h6" mb={6}>
              {t(`part.${part}`)}
            </Title>
            <List type="ordered" spacing={6} size="sm" pr="md">
              {(steps[part] ?? []).map((step) => (
                <List.Item key={step}>{step}</List.Item>
              ))}
            </List>
          </div>
        ))}
      </Stack>
    </Paper>
  );
}
