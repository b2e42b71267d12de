import { BarChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { abbreviated } from '../format/numbers';
import { day as dayWords } from '../format/time';
import { daysWithoutData, type DayValue } from '../format/usage-days';

// This module, and ECharts with it, is loaded when the first chart comes into view.
use([BarChart, GridComponent, MarkAreaComponent, TooltipComponent, CanvasRenderer]);

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
      chart.dispatchAction(
        index === null ? { type: 'hideTip' } : { type: 'showTip', seriesIndex: 0, dataIndex: index },
      ),
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
        data: values.map(({ day, quantity }) => ({
          value: quantity ?? '-',
          itemStyle: day === today ? unfinished(colours) : finished(colours),
        })),
        markArea: {
          silent: true,
          itemStyle: { color: colours.band },
          label: { ...text, position: 'inside' as const },
          data: gaps(values),
        },
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
  return daysWithoutData(values).map(({ first, last, days }) => [
    { name: days - 1 >= values.length / 5 ? 'No data' : '', xAxis: first },
    { xAxis: last },
  ]);
}
