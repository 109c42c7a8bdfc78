import { resolve } from 'node:path';
import { InputError } from '../../core/error.ts';
import {
  readCampaignRequest,
  readFlags,
  requestCampaign,
  requireSenders,
  type CampaignRequest,
} from '../campaign-options.ts';
import type { Arguments } from '../command.ts';
import type { Context } from '../context.ts';
import { findCampaignFile } from '../settings/workspace.ts';
import type { ApprovedPlan } from './plan-file.ts';

/** What `run` is asked to send: a file, or the plan that was approved of one. */
export interface RunRequest {
  readonly request: CampaignRequest;
  readonly plan: ApprovedPlan | null;
}

/**
 * Reads what `run` is asked to do. With `--plan` the file and the flags are the plan's; variables and YAML are read as
 * they are now, and a flag that is given now wins.
 *
 * @throws InputError with every problem of flags, variables and YAML files at once, or when the plan can't be used.
 */
export async function readRunRequest(context: Context, argv: Arguments): Promise<RunRequest> {
  const word = argv['plan'];
  if (word === undefined) {
    if (typeof argv['file'] !== 'string') throw usage('FILE is missing', 'See campaign run --help');
    const request = readCampaignRequest(context, argv);
    requireSenders(request);
    return { request, plan: null };
  }
  if (typeof word !== 'string') throw usage('--plan is given twice', 'Give it once');
  const [{ readPlanFile }, { flagsOf }] = await Promise.all([import('./plan-file.ts'), import('./terms.ts')]);
  const plan = await readPlanFile(context, word);
  const { path } = plan.approval.file;
  const file = resolve(context.workspace.directory, path);
  const given = argv['file'];
  if (typeof given === 'string' && findCampaignFile(context.workspace, context.io.cwd, given).path !== file) {
    throw usage(`${given} is not the file of ${word}`, `Leave it out: the plan is of ${path}`);
  }
  const now = readFlags(argv);
  const before = flagsOf(context, plan.approval.options);
  if (now.text !== undefined || now.textFile !== undefined) {
    delete before.text;
    delete before.textFile;
  }
  return { request: requestCampaign(context, file, { ...before, ...now }), plan };
}

function usage(found: string, remedy: string): InputError {
  return new InputError([{ where: 'campaign run', found, remedy }]);
}
