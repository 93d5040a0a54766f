import {
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
} from 'react';
import classes from './SplitPanes.module.css';

const LEAST = 25;
const MOST = 75;
const HALF = 50;
const STEP = 2;

interface Props {
  /** The label of the bar between the panes. */
  label: string;
  /** The name under which the browser keeps the share. */
  name: string;
  left: ReactNode;
  right: ReactNode;
}

/**
 * Two panes with a bar between them that moves by mouse, touch or keyboard (WAI-ARIA: window splitter); on a narrow screen
 * one above the other. Both scroll with the page, which the libraries for such panes do not allow.
 */
export function SplitPanes({ label, name, left, right }: Props) {
  const panes = useRef<HTMLDivElement>(null);
  const [share, setShare] = useShare(`dondoc.panes.${name}`);
  const followPointer = ({ clientX }: PointerEvent) => {
    const { left: start, width } = panes.current!.getBoundingClientRect();
    setShare(((clientX - start) / width) * 100);
  };
  const followKey = (event: KeyboardEvent) => {
    const moved = { ArrowLeft: share - STEP, ArrowRight: share + STEP, Home: LEAST, End: MOST }[event.key];
    if (moved === undefined) return;
    event.preventDefault();
    setShare(moved);
  };
  return (
    <div
      ref={panes}
      className={classes.panes}
      style={{ '--left': `${String(share)}fr`, '--right': `${String(100 - share)}fr` } as CSSProperties}
    >
      <div>{left}</div>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- A separator that takes the focus is a control (WAI-ARIA 1.2). */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={label}
        aria-valuenow={share}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- The same.
        tabIndex={0}
        className={classes.bar}
        onKeyDown={followKey}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) followPointer(event);
        }}
        onDoubleClick={() => {
          setShare(HALF);
        }}
      >
        <span className={classes.grip} />
      </div>
      <div>{right}</div>
    </div>
  );
}

/** How much of the width the left pane has, in per cent, kept in this browser. */
function useShare(key: string) {
  const [share, setShare] = useState(() => within(Number(localStorage.getItem(key) ?? HALF)));
  const change = (wanted: number) => {
    const next = within(wanted);
    localStorage.setItem(key, String(next));
    setShare(next);
  };
  return [share, change] as const;
}

function within(share: number): number {
  return Math.round(Math.min(MOST, Math.max(LEAST, share))) || HALF;
}
