import type { CountryCode } from 'libphonenumber-js/max';
import type { Problem } from '../core/error.ts';
import { parseDelimiter } from './delimiter.ts';
import { ENCODING_NAMES, parseEncoding, type Encoding } from './encoding.ts';
import type { IntakeSettings } from './intake.ts';
import { parseCountry } from './phone.ts';
import { parseTemplate, type ParsedTemplate } from './template.ts';
import { quote } from './wording.ts';

/** The settings as the intake reads them; null where nothing, or nothing usable, was said. */
export interface ParsedSettings {
  readonly encoding: Encoding | 'utf-16' | null;
  readonly delimiter: string | null;
  readonly country: CountryCode | null;
  readonly template: ParsedTemplate;
  readonly templateSource: string;
}

/** Parses what can be judged without the file. All that is wrong goes into `problems`. */
export function parseSettings(settings: IntakeSettings, problems: Problem[]): ParsedSettings {
  const templateSource = settings.templateSource ?? '--text';
  const parse = <T>(
    value: string | undefined,
    parser: (value: string) => T | null,
    flag: string,
    wanted: string,
  ) => {
    if (value === undefined) return null;
    const result = parser(value);
    if (result === null) problems.push({ where: flag, found: `${quote(value)} is unknown`, remedy: wanted });
    return result;
  };
  return {
    encoding: parse(settings.encoding, parseEncoding, '--encoding', `Use one of ${ENCODING_NAMES}.`),
    delimiter: parse(settings.delimiter, parseDelimiter, '--delimiter', 'Use one of , ; | and tab.'),
    country: parse(
      settings.defaultCountry,
      parseCountry,
      '--default-country',
      'Use a code of two letters: US, CA.',
    ),
    template: parseTemplate(settings.template ?? '', templateSource, problems),
    templateSource,
  };
}
