import type { WorldClock } from '../../contract.ts';

export type Dimensions = Readonly<Record<string, string>>;

export interface Sample {
  /** World time. */
  readonly at: number;
  readonly value: number;
}

export interface Series {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
  readonly samples: Sample[];
}

export interface Metrics {
  all(): readonly Series[];
  /** The series of exactly these dimensions; null where nothing was recorded. */
  find(namespace: string, name: string, dimensions: Dimensions): Series | null;
  record(namespace: string, name: string, dimensions: Dimensions, value: number, at?: number): void;
}

export type Statistic = 'Average' | 'Sum' | 'Minimum' | 'Maximum' | 'SampleCount';

/** Samples of every metric, as CloudWatch keeps them: a series is its namespace, name and dimensions. */
export function createMetrics(clock: WorldClock): Metrics {
  const series = new Map<string, Series>();
  const keyOf = (namespace: string, name: string, dimensions: Dimensions) =>
    JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);
  return {
    all: () => [...series.values()],
    find: (namespace, name, dimensions) => series.get(keyOf(namespace, name, dimensions)) ?? null,
    record(namespace, name, dimensions, value, at = clock.now()) {
      const key = keyOf(namespace, name, dimensions);
      const known = series.get(key) ?? { namespace, name, dimensions, samples: [] };
      series.set(key, known);
      known.samples.push({ at, value });
    },
  };
}

export interface Period {
  /** World time, the first moment. */
  readonly from: number;
  /** World time, not included. */
  readonly to: number;
  /** Milliseconds of one point. */
  readonly step: number;
}

/** One point for each step that has samples, oldest first; `at` is its beginning. */
export function statistics(
  series: Series | null,
  { from, to, step }: Period,
  statistic: Statistic,
): readonly Sample[] {
  const steps = new Map<number, number[]>();
  for (const { at, value } of series?.samples ?? []) {
    if (at < from || at >= to) continue;
    const start = at - (at % step);
    steps.set(start, [...(steps.get(start) ?? []), value]);
  }
  return [...steps]
    .sort(([a], [b]) => a - b)
    .map(([at, values]) => ({ at, value: summarised(values, statistic) }));
}

function summarised(values: readonly number[], statistic: Statistic): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (statistic) {
    case 'Sum':
      return sum;
    case 'Average':
      return sum / values.length;
    case 'Minimum':
      return Math.min(...values);
    case 'Maximum':
      return Math.max(...values);
    case 'SampleCount':
      return values.length;
  }
}
