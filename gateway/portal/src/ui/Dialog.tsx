import { Modal, type ModalProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type Props = Omit<ModalProps, 'opened' | 'closeButtonProps'> & { opened?: boolean };

/** A dialog in front of the screen, open as long as it is rendered unless `opened` says otherwise. */
export function Dialog({ opened = true, ...props }: Props) {
  const { t } = useTranslation();
  return <Modal opened={opened} closeButtonProps={{ 'aria-label': t('close') }} {...props} />;
}
