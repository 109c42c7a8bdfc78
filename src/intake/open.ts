import type { CountryCode } from 'libphonenumber-js/max';
import { InputError, type Problem } from '../core/error.ts';
import { readChunks } from './chunks.ts';
import { plainName } from './column.ts';
import { createEncodingTally } from './encoding-cost.ts';
import { chooseEncoding, type EncodingChoice } from './encoding.ts';
import { readFileHead, type FileHead } from './file-head.ts';
import type { Intake, IntakeSettings } from './intake.ts';
import { createPhoneReader } from './phone.ts';
import { findPhoneColumn } from './phone-column.ts';
import { reachOf } from './reach.ts';
import { createRenderer, createTextFilter } from './renderer.ts';
import type { RowRules } from './row-sorter.ts';
import { parseSettings, type ParsedSettings } from './settings.ts';
import { surveyFile, type Survey } from './survey.ts';

export type { Intake, IntakeSettings } from './intake.ts';

/**
 * Looks at a recipients file and binds the settings to it; its rows are read by `chunks()`. Throws InputError with
 * everything that is wrong with the file, its header, the template and the settings at once.
 */
export async function openIntake(path: string, settings: IntakeSettings): Promise<Intake> {
  const problems: Problem[] = [];
  const parsed = parseSettings(settings, problems);
  const survey = await surveyOrProblem(path);
  const choice = 'found' in survey ? survey : chooseEncoding(path, survey, parsed.encoding);
  if ('found' in survey || 'found' in choice) {
    throw new InputError([...problems, ...('found' in choice ? [choice] : [])]);
  }
  const wishes = { delimiter: parsed.delimiter, phoneColumn: settings.phoneColumn ?? null };
  const head = await readFileHead(path, survey, choice, wishes);
  if ('found' in head) throw new InputError([...problems, head]);
  const rules = bindRules(head, settings, parsed, problems);
  if (problems.length > 0) throw new InputError(problems);
  return buildIntake(path, { survey, choice, head, rules, settings, country: parsed.country });
}

async function surveyOrProblem(path: string): Promise<Survey | Problem> {
  try {
    const survey = await surveyFile(path);
    if (survey.bytes > 0) return survey;
    return {
      where: path,
      found: 'the file is empty',
      remedy: 'Export it again, with a header line and recipients.',
    };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') {
      return { where: path, found: 'there is no such file', remedy: 'Check its name and folder.' };
    }
    if (code === 'ENOTFILE' || code === 'EISDIR') {
      return {
        where: path,
        found: 'it is not a regular file',
        remedy: 'Name a CSV file; a pipe can only be read once.',
      };
    }
    const found = `it can't be read (${code || String(error)})`;
    return { where: path, found, remedy: 'Check its permissions and its disk.' };
  }
}

function bindRules(
  head: FileHead,
  settings: IntakeSettings,
  parsed: ParsedSettings,
  problems: Problem[],
): RowRules {
  const { header, headerAt } = head;
  const phone = findPhoneColumn(header, settings.phoneColumn, headerAt);
  if (typeof phone !== 'number') problems.push(phone);
  const isText = (cell: string): boolean => settings.isNumbersOnly !== true && plainName(cell) === 'text';
  const texts = header.flatMap((cell, index) => (isText(cell) ? [index] : []));
  if (texts.length > 1) {
    const found = `${texts.length} columns are named "text"`;
    problems.push({ where: headerAt, found, remedy: 'Rename all but one of them.' });
  }
  if (settings.template === null && texts.length === 0) {
    const found = 'there is no text to send, and the file has no "text" column';
    problems.push({ where: headerAt, found, remedy: 'Give one with --text or --text-file.' });
  }
  const filter = createTextFilter(settings.smartPunctuation);
  const renderer = createRenderer(parsed.template, header, filter, parsed.templateSource, problems);
  return {
    header,
    phoneIndex: typeof phone === 'number' ? phone : -1,
    textIndex: texts[0] ?? null,
    renderer,
    filter,
    readPhone: createPhoneReader(parsed.country),
    reach: reachOf(settings.senders),
  };
}

interface Opened {
  readonly survey: Survey;
  readonly choice: EncodingChoice;
  readonly head: FileHead;
  readonly rules: RowRules;
  readonly settings: IntakeSettings;
  readonly country: CountryCode | null;
}

function buildIntake(path: string, opened: Opened): Intake {
  const { survey, choice, head, rules, settings } = opened;
  let tally = createEncodingTally(settings.smartPunctuation);
  const file = { path, survey, choice, shape: head.shape, headerRecords: head.headerRecords };
  return {
    path,
    bytes: survey.bytes,
    sha256: survey.sha256,
    encoding: choice.encoding,
    delimiter: head.shape.delimiter,
    header: head.header,
    phoneIndex: rules.phoneIndex,
    template: rules.renderer.template,
    assumptions: assumptionsOf(opened),
    chunks: (signal) => {
      tally = createEncodingTally(settings.smartPunctuation);
      return readChunks(file, rules, tally, signal);
    },
    encodingFigures: () => tally.figures(),
  };
}

function assumptionsOf({ choice, head, rules, settings, country }: Opened): string[] {
  const sentences = [choice.assumption, head.assumption];
  if (settings.phoneColumn === undefined) {
    sentences.push(`phone numbers are in "${head.header[rules.phoneIndex]?.trim() ?? ''}"`);
  }
  if (country !== null) sentences.push(`numbers without + are taken as ${country}`);
  if (settings.template !== null && rules.textIndex !== null) {
    sentences.push(
      `a text in "${head.header[rules.textIndex]?.trim() ?? ''}" replaces the template for its row`,
    );
  }
  return sentences.filter((sentence) => sentence !== null);
}
