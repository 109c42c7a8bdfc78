import { z } from 'zod';
import type { Approval } from './approval.ts';

const STAMP = z.strictObject({ path: z.string(), sha256: z.string() });
const RAW = z.union([z.string(), z.array(z.string()), z.record(z.string(), z.string())]);
const OPTION = z.strictObject({ value: z.string(), source: z.string(), raw: RAW.nullable() });
const TEMPLATE = z.strictObject({ text: z.string(), sha256: z.string(), source: z.string() });
const COUNT = z.int().min(0);

/** Strict: what another version wrote into a plan may matter, so it isn't passed over. */
export const APPROVAL: z.ZodType<Approval> = z.strictObject({
  createdAt: z.string(),
  world: z.enum(['live', 'sandbox', 'loopback']),
  file: STAMP,
  options: z.record(z.string(), OPTION),
  texts: z.strictObject({ template: TEMPLATE.nullable(), file: STAMP.nullable() }),
  excluded: z.strictObject({ files: z.array(STAMP), runs: z.array(z.string()) }),
  run: z.string(),
  recipients: COUNT,
  estimate: z.string(),
  portions: z.array(
    z.strictObject({
      ...{ from: z.string(), window: z.string(), price: z.string() },
      ...{ recipients: COUNT, segments: COUNT },
    }),
  ),
  heldBack: z.string().regex(/^(\d+(-\d+)?(,\d+(-\d+)?)*)?$/),
});
