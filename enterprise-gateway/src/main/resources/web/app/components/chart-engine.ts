import { BarChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { abbreviated } from '../format/numbers';
import { day as dayWords } from '../format/time';

// This module, and ECharts with it, is loaded when the first chart comes into view.
use([BarChart, GridComponent, MarkAreaComponent, TooltipComponent, CanvasRenderer]);

export interface DayValue {
  /** The date, 2026-11-22, in whatever zone the days are meant. */
  day: string;
  /** Null: no data, which is not zero. */
  quantity: number | null;
}

export interface DayBars {
  values: DayValue[];
  /** The day that is not over yet; drawn dashed. */
  today: string;
  /** Builds the tooltip's content: nodes, because the content security policy refuses inline styles in markup. */
  tip: (value: DayValue) => HTMLElement;
}

export interface Colours {
  bar: string;
  text: string;
  line: string;
  surface: string;
  band: string;
  font: string;
}

export interface Engine {
  draw(bars: DayBars, colours: Colours): void;
  /** Shows the tooltip of one day; null hides it. */
  point(index: number | null): void;
  resize(): void;
  dispose(): void;
}

export function mount(element: HTMLElement): Engine {
  const chart = init(element, null, { renderer: 'canvas' });
  return {
    draw: (bars, colours) => chart.setOption(option(bars, colours), { notMerge: true }),
    point: (index) =>
      chart.dispatchAction(index === null ? { type: 'hideTip' } : { type: 'showTip', seriesIndex: 0, dataIndex: index }),
    resize: () => chart.resize(),
    dispose: () => chart.dispose(),
  };
}

function option(bars: DayBars, colours: Colours) {
  const { values, today } = bars;
  const text = { color: colours.text, fontFamily: colours.font, fontSize: 12 };
  return {
    animation: false,
    grid: { left: 4, right: 16, top: 12, bottom: 4, containLabel: true },
    xAxis: {
      type: 'category' as const,
      data: values.map(({ day }) => day),
      axisLine: { lineStyle: { color: colours.line } },
      axisTick: { show: false },
      axisLabel: { ...text, formatter: (day: string) => dayWords(day), hideOverlap: true, margin: 10 },
    },
    yAxis: {
      type: 'value' as const,
      min: 0,
      splitNumber: 4,
      minInterval: 1,
      axisLabel: { ...text, formatter: (value: number) => abbreviated(value) },
      splitLine: { lineStyle: { color: colours.line } },
    },
    tooltip: {
      trigger: 'axis' as const,
      confine: true,
      transitionDuration: 0,
      axisPointer: { type: 'shadow' as const, z: 1, shadowStyle: { color: colours.band } },
      backgroundColor: colours.surface,
      borderColor: colours.line,
      padding: 0,
      textStyle: text,
      formatter: (parameters: unknown) => {
        const index = (parameters as { dataIndex: number }[])[0]?.dataIndex ?? 0;
        return bars.tip(values[index] ?? { day: today, quantity: null });
      },
    },
    series: [
      {
        type: 'bar' as const,
        barMaxWidth: 22,
        barCategoryGap: '28%',
        data: values.map(({ day, quantity }) => ({ value: quantity ?? '-', itemStyle: day === today ? unfinished(colours) : finished(colours) })),
        markArea: { silent: true, itemStyle: { color: colours.band }, label: { ...text, position: 'inside' as const }, data: gaps(values) },
      },
    ],
  };
}

function finished(colours: Colours) {
  return { color: colours.bar, borderRadius: [2, 2, 0, 0] };
}

function unfinished(colours: Colours) {
  return { color: colours.band, borderColor: colours.bar, borderWidth: 1.5, borderType: 'dashed' as const };
}

/** A band over each run of days without data; named where there is room for the name. */
function gaps(values: DayValue[]): [{ name: string; xAxis: string }, { xAxis: string }][] {
  const found: [{ name: string; xAxis: string }, { xAxis: string }][] = [];
  let start = -1;
  values.forEach(({ quantity }, index) => {
    if (quantity === null && start < 0) start = index;
    const ends = quantity !== null ? index - 1 : index === values.length - 1 ? index : -1;
    if (start >= 0 && ends >= start) {
      const name = ends - start >= values.length / 5 ? 'No data' : '';
      found.push([{ name, xAxis: values[start]!.day }, { xAxis: values[ends]!.day }]);
      start = -1;
    }
  });
  return found;
}
