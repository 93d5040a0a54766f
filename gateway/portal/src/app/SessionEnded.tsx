import { Button, Modal, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { session, signInUrl } from '@/api/session';

/** Says that the session has ended, over a screen that keeps what was typed. */
export function SessionEnded() {
  const { t } = useTranslation();
  const [ended, setEnded] = useState(false);
  useEffect(
    () =>
      session.onEnd(() => {
        setEnded(true);
      }),
    [],
  );
  return (
    <Modal opened={ended} onClose={() => undefined} withCloseButton={false} title={t('sessionEnded.title')}>
      <Stack>
        <Text size="sm">{t('sessionEnded.text')}</Text>
        <Button component="a" href={signInUrl()} data-autofocus>
          {t('sessionEnded.button')}
        </Button>
      </Stack>
    </Modal>
  );
}
