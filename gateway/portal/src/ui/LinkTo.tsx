import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { Ref } from 'react';

type Props = Omit<AnchorProps, 'href'> & { ref?: Ref<HTMLAnchorElement> };

/** A link to another screen, with the router's typed address and Mantine's look. */
export const LinkTo = createLink((props: Props) => <Anchor {...props} />);
