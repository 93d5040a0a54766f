import { Button, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { signInUrl } from '@/api/session';

export default function SessionEndedDialog() {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} title={t('sessionEnded.title')}>
      <Stack>
        <Text size="sm">{t('sessionEnded.text')}</Text>
        <Button component="a" href={signInUrl()} data-autofocus>
          {t('sessionEnded.button')}
        </Button>
      </Stack>
    </Modal>
  );
}
