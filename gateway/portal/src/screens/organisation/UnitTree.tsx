import { IconChevronRight } from '@tabler/icons-react';
import {
  useEffect,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
} from 'react';
import { useTranslation } from 'react-i18next';
import { plain } from '@/ui/text';
import { above, rowsOf, type Forest, type Row } from './forest';
import classes from './UnitTree.module.css';

/**
 * The tree of agencies and units by the pattern of WAI-ARIA: one tab stop; arrows, Home, End and first letters move in
 * it, Enter or Space choose. (Mantine's Tree names a node by all that is below it, and does not choose by keyboard.)
 */
export function UnitTree({
  forest,
  only,
  chosen,
  onChoose,
}: {
  forest: Forest;
  /** What a search has found. */
  only?: Set<string>;
  chosen: string | undefined;
  onChoose: (unit: string) => void;
}) {
  const { t } = useTranslation('organisation');
  const [toggled, setToggled] = useState<Record<string, boolean>>({});
  const [focused, setFocused] = useState(chosen);
  const tree = useRef<HTMLDivElement>(null);

  const rows = useMemo(() => {
    const onTheWay = new Set(chosen ? above(forest, chosen).map((unit) => unit.name) : []);
    const isOpen = (name: string) =>
      toggled[name] ?? (onTheWay.has(name) || forest.byName.get(name)?.kind === 'PROVINCE');
    return rowsOf(forest, isOpen, only);
  }, [forest, toggled, only, chosen]);
  const stop = rows.some((row) => row.name === focused) ? focused : (rows[0]?.name ?? '');

  useEffect(() => {
    tree.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const goTo = (row: Row | undefined) => {
    if (!row) return;
    setFocused(row.name);
    tree.current?.querySelector<HTMLElement>(`[data-unit="${row.name}"]`)?.focus();
  };
  const open = (name: string, value: boolean) => {
    setToggled((before) => ({ ...before, [name]: value }));
  };

  const pressed = (event: KeyboardEvent, index: number) => {
    const row = rows[index]!;
    const acts: Record<string, () => void> = {
      ArrowDown: () => {
        goTo(rows[index + 1]);
      },
      ArrowUp: () => {
        goTo(rows[index - 1]);
      },
      Home: () => {
        goTo(rows[0]);
      },
      End: () => {
        goTo(rows.at(-1));
      },
      ArrowRight: () => {
        if (row.open === false) open(row.name, true);
        else if (row.open) goTo(rows[index + 1]);
      },
      ArrowLeft: () => {
        if (row.open && !only) open(row.name, false);
        else goTo(rows.find((one) => one.name === row.unit.parentUnit));
      },
      Enter: () => {
        onChoose(row.name);
      },
      ' ': () => {
        onChoose(row.name);
      },
    };
    const letter = event.key.length === 1 && /\p{L}/u.test(event.key) && !event.ctrlKey && !event.metaKey;
    const act = acts[event.key] ?? (letter ? () => goTo(nextWith(rows, index, event.key)) : undefined);
    if (!act) return;
    event.preventDefault();
    act();
  };
  const clicked = (event: MouseEvent<HTMLElement>, row: Row) => {
    setFocused(row.name);
    const onToggle = (event.target as Element).closest('[data-toggle]') !== null;
    if (onToggle && row.open !== undefined) open(row.name, !row.open);
    else onChoose(row.name);
  };

  return (
    <div role="tree" aria-label={t('tree.label')} className={classes.tree} ref={tree}>
      {rows.map((row, index) => (
        <div
          key={row.name}
          role="treeitem"
          data-unit={row.name}
          className={classes.row}
          style={{ '--level': row.level } as CSSProperties}
          aria-level={row.level}
          aria-posinset={row.place}
          aria-setsize={row.siblings}
          aria-expanded={row.open}
          aria-selected={row.name === chosen}
          tabIndex={row.name === stop ? 0 : -1}
          onKeyDown={(event) => {
            pressed(event, index);
          }}
          onClick={(event) => {
            clicked(event, row);
          }}
        >
          <span className={classes.toggle} data-toggle={row.open === undefined ? undefined : ''}>
            {row.open !== undefined && <IconChevronRight size={16} aria-hidden />}
          </span>
          <span className={classes.name}>{row.unit.displayName}</span>
        </div>
      ))}
    </div>
  );
}

/** The next line, around the end, whose name begins with a letter. */
function nextWith(rows: Row[], from: number, letter: string): Row | undefined {
  const after = [...rows.slice(from + 1), ...rows.slice(0, from)];
  return after.find((row) => plain(row.unit.displayName).startsWith(plain(letter)));
}
