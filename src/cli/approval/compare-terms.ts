import type { Problem } from '../../core/error.ts';
import type { ApprovedOption, FileStamp, Terms } from './approval.ts';
import { isDeciding } from './terms.ts';

/**
 * What is asked for otherwise than the plan says, a problem each: the file, the text, who is excluded, every option
 * that decides anything. The worlds are compared by whoever chooses one.
 */
export function compareTerms(plan: Terms, now: Terms): Problem[] {
  return [
    ...differ(plan.file.path, tellFile(plan.file), tellFile(now.file)),
    ...compareOptions(plan.options, now.options),
    ...compareTemplates(plan.texts.template, now.texts.template),
    ...compareExcluded(plan, now),
  ];
}

/** One line for a difference: `price: the plan has 0.0119 (default), now it is 0.013 (CAMPAIGN_PRICE)`. */
export function differ(where: string, before: string, now: string): Problem[] {
  return before === now ? [] : [{ where, found: `the plan has ${before}, now it is ${now}`, remedy: '' }];
}

function compareOptions(plan: Terms['options'], now: Terms['options']): Problem[] {
  const names = [...new Set([...Object.keys(plan), ...Object.keys(now)])].filter(isDeciding);
  return names.flatMap((name) => {
    // An option that one of the two versions doesn't know is one that nobody has given there.
    const [before, after] = [plan[name] ?? UNKNOWN, now[name] ?? UNKNOWN];
    return before.value === after.value ? [] : differ(name, tellOption(before), tellOption(after));
  });
}

const UNKNOWN: ApprovedOption = { value: 'none', source: 'default', raw: null };

function tellOption({ value, source }: ApprovedOption): string {
  return `${quote(value)} (${source})`;
}

/** Texts are for approvers, not for logs: a difference is told by what the texts hash to. */
function compareTemplates(plan: Terms['texts']['template'], now: Terms['texts']['template']): Problem[] {
  if (plan?.sha256 === now?.sha256) return [];
  const tell = (template: typeof plan): string =>
    template === null ? 'none' : `one with ${tellHash(template)} (${template.source})`;
  return differ('text', tell(plan), tell(now));
}

function compareExcluded({ excluded: plan }: Terms, { excluded: now }: Terms): Problem[] {
  const hashes = (files: readonly FileStamp[]): string =>
    files
      .map(({ sha256 }) => sha256)
      .sort()
      .join();
  const tellFiles = (files: readonly FileStamp[]): string =>
    files.length === 0 ? 'none' : files.map(tellFile).join(' and ');
  const tellRuns = (runs: readonly string[]): string => (runs.length === 0 ? 'none' : runs.join(', '));
  return [
    ...(hashes(plan.files) === hashes(now.files)
      ? []
      : differ('exclude', tellFiles(plan.files), tellFiles(now.files))),
    ...differ('excludeRun', tellRuns(plan.runs), tellRuns(now.runs)),
  ];
}

function tellFile(file: FileStamp): string {
  return `${file.path} with ${tellHash(file)}`;
}

const SHOWN_DIGITS = 12;

function tellHash({ sha256 }: { readonly sha256: string }): string {
  return `SHA-256 ${sha256.slice(0, SHOWN_DIGITS)}…`;
}

/** Values stay on one line, whatever a person wrote. */
function quote(value: string): string {
  return /[\p{Cc}\u2028\u2029]/u.test(value) ? JSON.stringify(value) : value;
}
