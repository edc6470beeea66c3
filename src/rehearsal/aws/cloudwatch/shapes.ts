import { list, type Read, required, struct, text } from '../shape.ts';
import type { Dimensions } from './metrics.ts';

export const STATISTICS = ['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount'] as const;

const dimension = { Name: required(text({ min: 1 })), Value: required(text({ min: 1 })) };
export const dimensionList = list(struct(dimension), { max: 30 });

export function dimensionsOf(given: readonly Read<typeof dimension>[] | undefined): Dimensions {
  return Object.fromEntries((given ?? []).map(({ Name, Value }) => [Name, Value]));
}
