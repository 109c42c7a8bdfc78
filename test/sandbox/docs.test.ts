import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KNOWN_EFFECTS } from '../../src/sandbox/faults/parse-effect.ts';
import { parseFault } from '../../src/sandbox/faults/parse-fault.ts';

const ON_SUBMIT = 'POST /a2p-sms/batches';

/** A value for each placeholder of the grammar, as the pages write them. */
const EXAMPLES: Readonly<Record<string, string>> = {
  DURATION: '5s',
  CODE: '503',
  ERRORCODE: 'CMN-304',
  SECONDS: '20',
  SMSCODE: 'SMS-CAR-430',
  SHARE: '0.3',
};

function readPage(name: string): string {
  return readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8').replaceAll('\\|', '|');
}

/** Every `METHOD /path: …` of a page, and every effect that stands alone between code marks, as a whole fault. */
function readFaults(name: string): string[] {
  const text = readPage(name);
  const whole = [...text.matchAll(/(?:GET|POST|PUT|PATCH|DELETE|\*) \/[^\s:'"`]*: [^'"`\n|]+/g)].map(
    ([all]) => all.trim(),
  );
  const names = KNOWN_EFFECTS.map((effect) => effect.split(' ')[0] ?? '');
  const alone = [...text.matchAll(/`([a-z-]+)( [^`\n]*)?`/g)]
    .filter(([, effect = '']) => names.includes(effect))
    .flatMap(([, effect = '', rest = '']) => expandGrammar(`${effect}${rest}`));
  return [
    ...whole,
    ...alone.filter((effect) => !needsMore(effect)).map((effect) => `${ON_SUBMIT}: ${effect}`),
  ];
}

/** `status` alone is the name of a fault, not a fault. */
function needsMore(effect: string): boolean {
  return KNOWN_EFFECTS.some((known) => known.startsWith(`${effect} `) && !known.startsWith(`${effect} [`));
}

/** Every form of `delay DURATION [before|after]` and the like, with examples for its placeholders. */
function expandGrammar(grammar: string): string[] {
  const parts = grammar.split(' ').map((part) => {
    const choices = part.replace(/^\[|\]$/g, '').split('|');
    return part.startsWith('[') ? ['', ...choices] : choices;
  });
  const forms = parts.reduce<string[]>(
    (done, choices) =>
      done.flatMap((form) => choices.map((choice) => `${form} ${EXAMPLES[choice] ?? choice}`)),
    [''],
  );
  return forms.map((form) => form.trim().replace(/ +/g, ' ').replace('redirect 503', 'redirect 307'));
}

describe.each([
  ['sandbox.md', 60],
  ['rehearsal.md', 20],
])('docs/%s', (page, least) => {
  it('names no fault that can not be parsed', () => {
    const faults = readFaults(page);
    expect(faults.length).toBeGreaterThan(least);
    const wrong = faults.flatMap((fault) => {
      try {
        parseFault(fault);
        return [];
      } catch (error) {
        return [(error as Error).message.split('\n')[0]];
      }
    });
    expect(wrong).toEqual([]);
  });
});

describe('the known faults', () => {
  it('are understood in every form that their help gives', () => {
    const forms = KNOWN_EFFECTS.flatMap(expandGrammar);
    for (const form of forms) expect(() => parseFault(`${ON_SUBMIT}: ${form}`)).not.toThrow();
    for (const often of ['0.2', 'x3', '#3', 'for 2m']) {
      for (const form of forms) expect(() => parseFault(`${ON_SUBMIT}: ${form} ${often}`)).not.toThrow();
    }
  });
});
