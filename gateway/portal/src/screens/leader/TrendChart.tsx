import type { TFunction } from 'i18next';
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

/** Stacked columns, one for each point. They are drawn on a canvas: the page's policy allows no styles in markup. */
export function TrendChart({ points }: { points: Point[] }) {
  const { t, i18n } = useTranslation('leader');
  const container = useRef<HTMLDivElement>(null);
  const chart = useChart(container);
  useEffect(() => {
    const width = chart.current?.getWidth() ?? 0;
    chart.current?.setOption(optionsOf(points, width, t, i18n.language), { notMerge: true });
  }, [chart, points, t, i18n.language]);
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
      <div ref={container} className={classes.chart} />
    </div>
  );
}

/** A chart that is as wide as its container. */
function useChart(container: React.RefObject<HTMLDivElement | null>) {
  const chart = useRef<EChartsType>(null);
  useEffect(() => {
    const drawn = init(container.current, null, { renderer: 'canvas' });
    chart.current = drawn;
    const watcher = new ResizeObserver(() => {
      drawn.resize();
      drawn.setOption({ grid: { bottom: roomForLegend(drawn.getWidth()) } });
    });
    watcher.observe(container.current!);
    return () => {
      watcher.disconnect();
      drawn.dispose();
    };
  }, [container]);
  return chart;
}

/** The height of the legend, which has as many lines as it needs; the chart itself does not make room for it. */
function roomForLegend(width: number): number {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const lines = Math.min(CLASSES.length, Math.ceil((CLASSES.length * 9.5 * rem) / width));
  return 2.5 * rem + lines * 1.6 * rem;
}

function optionsOf(points: Point[], width: number, t: TFunction<'leader'>, language: string) {
  const style = getComputedStyle(document.documentElement);
  const fontSize = Math.round(parseFloat(style.fontSize) * 0.75);
  const text = { color: '#343a40', fontFamily: getComputedStyle(document.body).fontFamily, fontSize };
  return {
    animation: false,
    textStyle: text,
    // The element around the chart has the description.
    aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
    legend: { bottom: 0, itemGap: 16, textStyle: text, selectedMode: false },
    grid: { left: 4, right: 8, top: 12, bottom: roomForLegend(width), outerBoundsMode: 'same' },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      axisPointer: { type: 'shadow' },
      textStyle: text,
      valueFormatter: (value: unknown) => number(Number(value), language),
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
      axisLabel: { ...text, formatter: (value: number) => number(value, language) },
    },
    series: CLASSES.map((name) => ({
      type: 'bar',
      stack: 'all',
      name: t(`column.${name}`),
      barMaxWidth: 48,
      itemStyle: { color: style.getPropertyValue(COLOURS[name]).trim() },
      data: points.map((point) => point.counts[name]),
    })),
  };
}
