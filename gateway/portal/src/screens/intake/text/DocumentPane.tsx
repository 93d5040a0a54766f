import { Button, Group, Paper, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './DocumentPane.module.css';
import { paragraphs, selectedPassage, trimmed, wordsAt, type Passage, type Segment } from './passages';
import type { Proposal } from '../queries';
import { markOf } from '../showing';

interface Props {
  text: string;
  proposals: Proposal[];
  active: string;
  onPick: (proposal: Proposal) => void;
  /** Absent if the person may not add proposals. */
  onAdd: ((passage: Passage, quote: string) => void) | undefined;
  isAdding: boolean;
}

/** The text as it was read, with each proposal's passage marked. */
export function DocumentPane({ text, proposals, active, onPick, onAdd, isAdding }: Props) {
  const { t } = useTranslation('intake');
  const pane = useRef<HTMLDivElement>(null);
  const [selected, forget] = useSelected(pane, text);
  const shown = useMemo(() => paragraphs(text, proposals), [text, proposals]);
  useClicks(pane, proposals, onPick);
  return (
    <Paper component="section" p={0} aria-labelledby="document-text" className={classes.pane}>
      <div className={classes.bar}>
        <Title order={2} size="h4" id="document-text">
          {t('text.title')}
        </Title>
        {onAdd &&
          (selected ? (
            <Group gap="xs" wrap="nowrap" miw={0}>
              <Text size="sm" truncate c="dimmed">
                “{wordsAt(text, selected)}”
              </Text>
              <Button
                size="compact-sm"
                flex="none"
                leftSection={<IconPlus size={14} aria-hidden />}
                loading={isAdding}
                onMouseDown={(event) => {
                  // Keeps the selection.
                  event.preventDefault();
                }}
                onClick={() => {
                  onAdd(selected, wordsAt(text, selected));
                  forget();
                }}
              >
                {t('add.fromSelection')}
              </Button>
            </Group>
          ) : (
            <Text size="sm" c="dimmed">
              {t('text.hint')}
            </Text>
          ))}
      </div>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- A region that scrolls must be reached by keyboard. */}
      <div ref={pane} className={classes.text} tabIndex={0} role="region" aria-labelledby="document-text">
        {shown.map((paragraph) => (
          <p key={paragraph.start}>
            {paragraph.segments.map((segment) => (
              <Piece
                key={segment.start}
                segment={segment}
                proposals={proposals}
                active={active}
                onPick={onPick}
              />
            ))}
          </p>
        ))}
      </div>
    </Paper>
  );
}

function Piece(props: {
  segment: Segment;
  proposals: Proposal[];
  active: string;
  onPick: (proposal: Proposal) => void;
}) {
  const { t } = useTranslation('intake');
  const { start, text, quotedBy, begins } = props.segment;
  const words = <span data-start={start}>{text}</span>;
  const [first] = quotedBy;
  if (!first) return words;
  const numberOf = (one: Proposal) => props.proposals.indexOf(one) + 1;
  return (
    <>
      {begins.map((one) => (
        <button
          key={one.name}
          id={markOf(one)}
          type="button"
          className={classes.number}
          data-state={one.state}
          data-active={one.name === props.active || undefined}
          aria-label={t('text.toProposal', { number: numberOf(one) })}
          onClick={() => {
            props.onPick(one);
          }}
        >
          {numberOf(one)}
        </button>
      ))}
      <mark
        className={classes.mark}
        data-state={first.state}
        data-proposal={first.name}
        data-active={quotedBy.some((one) => one.name === props.active) || undefined}
      >
        {words}
      </mark>
    </>
  );
}

/** The selected part of the text; it stays selected while a button is pressed. */
function useSelected(pane: React.RefObject<HTMLDivElement | null>, text: string) {
  const [selected, setSelected] = useState<Passage>();
  useEffect(() => {
    const changed = () => {
      const selection = document.getSelection();
      if (!pane.current || !selection || selection.rangeCount === 0) return;
      const range = selection.getRangeAt(0);
      if (!range.intersectsNode(pane.current)) return;
      const passage = selection.isCollapsed ? undefined : selectedPassage(pane.current, range);
      setSelected(passage && trimmed(text, passage));
    };
    document.addEventListener('selectionchange', changed);
    return () => {
      document.removeEventListener('selectionchange', changed);
    };
  }, [pane, text]);
  const forget = () => {
    document.getSelection()?.removeAllRanges();
    setSelected(undefined);
  };
  return [selected, forget] as const;
}

/** Clicks on marked passages. The number of a passage is a button and does the same by keyboard. */
function useClicks(
  pane: React.RefObject<HTMLDivElement | null>,
  proposals: Proposal[],
  onPick: (proposal: Proposal) => void,
) {
  useEffect(() => {
    const element = pane.current;
    const clicked = ({ target }: MouseEvent) => {
      if (!(target instanceof Element) || document.getSelection()?.isCollapsed === false) return;
      const name = target.closest<HTMLElement>('[data-proposal]')?.dataset.proposal;
      const found = proposals.find((one) => one.name === name);
      if (found) onPick(found);
    };
    element?.addEventListener('click', clicked);
    return () => element?.removeEventListener('click', clicked);
  }, [pane, proposals, onPick]);
}
