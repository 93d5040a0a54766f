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
import { above, rowsOf, type Forest, type Row } from './forest';
import { keyAction } from './treeKeys';
import classes from './UnitTree.module.css';

interface Props {
  forest: Forest;
  /** The units that a search has found. */
  only?: Set<string>;
  chosen: string | undefined;
  onChoose: (unit: string) => void;
}

/**
 * The tree of agencies and units by the pattern of WAI-ARIA: one tab stop; arrow keys, Home, End and first letters move in
 * it, Enter and Space choose. (Mantine's Tree names a node by all that is below it, and does not choose by keyboard.)
 */
export function UnitTree(props: Props) {
  const { t } = useTranslation('organisation');
  const { only, chosen, onChoose } = props;
  const tree = useRef<HTMLDivElement>(null);
  const { rows, unfold } = useRows(props);
  const [focused, setFocused] = useState(chosen);
  const stop = rows.some((row) => row.name === focused) ? focused : (rows[0]?.name ?? '');
  useEffect(() => {
    tree.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const goTo = (row: Row | undefined) => {
    if (!row) return;
    setFocused(row.name);
    tree.current?.querySelector<HTMLElement>(`[data-unit="${row.name}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const action = keyAction(event, rows, index, !only);
    if (!action) return;
    event.preventDefault();
    if (action.goTo) goTo(action.goTo);
    if (action.unfold) unfold(...action.unfold);
    if (action.choose) onChoose(action.choose);
  };
  const onClick = (event: MouseEvent<HTMLElement>, row: Row) => {
    setFocused(row.name);
    const isOnToggle = (event.target as Element).closest('[data-toggle]') !== null;
    if (isOnToggle && row.open !== undefined) unfold(row.name, !row.open);
    else onChoose(row.name);
  };
  return (
    <div role="tree" aria-label={t('tree.label')} className={classes.tree} ref={tree}>
      {rows.map((row, index) => (
        <Item
          key={row.name}
          row={row}
          isChosen={row.name === chosen}
          isStop={row.name === stop}
          onKeyDown={(event) => {
            onKeyDown(event, index);
          }}
          onClick={(event) => {
            onClick(event, row);
          }}
        />
      ))}
    </div>
  );
}

/** The lines of the tree, and how to fold and unfold them; at first the way to the chosen unit is unfolded. */
function useRows({ forest, only, chosen }: Props) {
  const [toggled, setToggled] = useState<Record<string, boolean>>({});
  const rows = useMemo(() => {
    const onTheWay = new Set(chosen ? above(forest, chosen).map((unit) => unit.name) : []);
    const isOpen = (name: string) =>
      toggled[name] ?? (onTheWay.has(name) || forest.byName.get(name)?.kind === 'PROVINCE');
    return rowsOf(forest, isOpen, only);
  }, [forest, toggled, only, chosen]);
  return {
    rows,
    unfold: (name: string, open: boolean) => {
      setToggled((before) => ({ ...before, [name]: open }));
    },
  };
}

function Item(props: {
  row: Row;
  isChosen: boolean;
  isStop: boolean;
  onKeyDown: (event: KeyboardEvent) => void;
  onClick: (event: MouseEvent<HTMLElement>) => void;
}) {
  const { row } = props;
  return (
    <div
      role="treeitem"
      data-unit={row.name}
      className={classes.row}
      style={{ '--level': row.level } as CSSProperties}
      aria-level={row.level}
      aria-posinset={row.number}
      aria-setsize={row.siblings}
      aria-expanded={row.open}
      aria-selected={props.isChosen}
      tabIndex={props.isStop ? 0 : -1}
      onKeyDown={props.onKeyDown}
      onClick={props.onClick}
    >
      <span className={classes.toggle} data-toggle={row.open === undefined ? undefined : ''}>
        {row.open !== undefined && <IconChevronRight size={16} aria-hidden />}
      </span>
      <span className={classes.name}>{row.unit.displayName}</span>
    </div>
  );
}
