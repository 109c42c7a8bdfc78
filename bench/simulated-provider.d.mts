import type { Provider } from '../src/core/provider.ts';

export interface World {
  readonly now: () => number;
  readonly advance: (ms: number) => void;
  readonly perMinute: number;
  readonly pageSize: number;
  readonly callMs: number;
  readonly hasStragglers?: boolean;
}

export function openSimulatedProvider(world: World): {
  readonly provider: Provider;
  readonly calls: ReadonlyMap<string, number>;
};
