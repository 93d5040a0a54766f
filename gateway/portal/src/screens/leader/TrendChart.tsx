import { BarChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use as register, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CLASSES, type Point, type TaskClass } from '@/api/statistics';
import { written } from '@/ui/dates';
import { number } from '@/ui/text';
import classes from './TrendChart.module.css';

register([BarChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

const COLOURS: Record<TaskClass, string> = {
  DONE_ON_TIME: '--class-done-on-time',
  DONE_LATE: '--class-done-late',
  OPEN_IN_TIME: '--class-open-in-time',
  OPEN_OVERDUE: '--class-open-overdue',
};

/** The legend has as many lines as it needs; the chart does not make room for it by itself. */
function roomForLegend(width: number): number {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const lines = Math.min(CLASSES.length, Math.ceil((CLASSES.length * 9.5 * rem) / width));
  return 2.5 * rem + lines * 1.6 * rem;
}

/** Stacked columns, one for each point. It draws on a canvas: the page's policy allows no styles in markup. */
export function TrendChart({ points }: { points: Point[] }) {
  const { t, i18n } = useTranslation('leader');
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);

  useEffect(() => {
    const drawn = init(place.current, null, { renderer: 'canvas' });
    chart.current = drawn;
    const watcher = new ResizeObserver(() => {
      drawn.resize();
      drawn.setOption({ grid: { bottom: roomForLegend(drawn.getWidth()) } });
    });
    watcher.observe(place.current!);
    return () => {
      watcher.disconnect();
      drawn.dispose();
    };
  }, []);

  useEffect(() => {
    const style = getComputedStyle(document.documentElement);
    const size = Math.round(parseFloat(style.fontSize) * 0.75);
    const text = { color: '#343a40', fontFamily: getComputedStyle(document.body).fontFamily, fontSize: size };
    chart.current?.setOption(
      {
        animation: false,
        textStyle: text,
        // The element around it says what is to be seen.
        aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
        legend: { bottom: 0, itemGap: 16, textStyle: text, selectedMode: false },
        grid: {
          left: 4,
          right: 8,
          top: 12,
          bottom: roomForLegend(chart.current?.getWidth() ?? 0),
          outerBoundsMode: 'same',
        },
        tooltip: {
          trigger: 'axis',
          renderMode: 'richText',
          axisPointer: { type: 'shadow' },
          textStyle: text,
          valueFormatter: (value: unknown) => number(Number(value), i18n.language),
        },
        xAxis: {
          type: 'category',
          data: points.map((point) => written(point.asOf).slice(0, 5)),
          axisLabel: text,
          axisTick: { show: false },
        },
        yAxis: {
          type: 'value',
          minInterval: 1,
          axisLabel: { ...text, formatter: (value: number) => number(value, i18n.language) },
        },
        series: CLASSES.map((name) => ({
          type: 'bar',
          stack: 'all',
          name: t(`column.${name}`),
          barMaxWidth: 48,
          itemStyle: { color: style.getPropertyValue(COLOURS[name]).trim() },
          data: points.map((point) => point.counts[name]),
        })),
      },
      { notMerge: true },
    );
  }, [points, t, i18n.language]);

  const first = points[0];
  const last = points[points.length - 1];
  return (
    <div
      role="img"
      aria-label={t('trend.chart', {
        n: points.length,
        first: written(first?.asOf),
        last: written(last?.asOf),
        before: first?.counts.OPEN_OVERDUE,
        now: last?.counts.OPEN_OVERDUE,
      })}
      className={classes.chart}
    >
      <div ref={place} className={classes.chart} />
    </div>
  );
}
