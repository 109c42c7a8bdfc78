import { describe, expect, it } from 'vitest';
import { problemsOf, readRows } from './recipients-file.ts';

const textsOf = async (
  template: string,
  header: string,
  row: string,
  smartPunctuation = false,
): Promise<string[]> => {
  const { recipients } = await readRows(`phone,${header}\n4155550100,${row}\n`, {
    template,
    smartPunctuation,
  });
  return recipients.map((recipient) => recipient.text);
};
const foundIn = async (template: string, header = 'name'): Promise<string[]> =>
  (await problemsOf(`phone,${header}\n`, { template })).map((problem) => problem.found);

describe('a template', () => {
  it.each<[string, string, string, string]>([
    ['Hi {{name}}!', 'name', 'Ann', 'Hi Ann!'],
    ['{{name}}{{name}}', 'name', 'Ann', 'AnnAnn'],
    ['Hi {{ First Name }}', 'first_name', 'Ann', 'Hi Ann'],
    ['Hi {{name|there}}', 'name', '', 'Hi there'],
    ['Hi {{ name | my friend }}', 'name', ' ', 'Hi my friend'],
    ['Hi{{name|}}.', 'name', '', 'Hi.'],
    ['Hi {{name|a|b}}', 'name', '', 'Hi a|b'],
    ['Hi {{name}}', 'name', '" Ann "', 'Hi  Ann '],
    ['{name} {{name}} }', 'name', 'Ann', '{name} Ann }'],
    ['{{Name}} {{name}}', 'name,Name', 'low,High', 'High low'],
    ['{{id}}', 'id', '007', '007'],
    ['$& {{name}} $1', 'name', "$& $' $$", "$& $& $' $$ $1"],
  ])('%j with %s=%s is %j', async (template, header, row, expected) => {
    expect(await textsOf(template, header, row)).toEqual([expected]);
  });

  it('never looks for placeholders in a value', async () => {
    expect(await textsOf('Hi {{a}} {{b}}', 'a,b', '{{b}},{{a}}')).toEqual(['Hi {{b}} {{a}}']);
  });

  it('rejects a row whose value is missing, naming the column', async () => {
    const { rejected } = await readRows('phone,name\n4155550100,\n', { template: 'Hi {{name}}' });
    expect(rejected[0]).toMatchObject({
      line: 2,
      code: 'missing-variable',
      reason: 'the column "name" is empty: fill it in, or give a fallback, {{name|there}}',
    });
  });

  it.each<[string, string]>([
    ['Hi {{name', 'the {{ at character 4 is not closed'],
    ['Hi {{name {{name}}', 'the {{ at character 4 is not closed'],
    ['Hi {{ }}', 'the {{ }} at character 4 names no column'],
    ['Hi {{|there}}', 'the {{ }} at character 4 names no column'],
    ['Hi\nname}}', 'the }} at line 2, character 5 has no {{ before it'],
    ['Hi {{constructor}}', '{{constructor}} at character 4: "constructor" can\'t be used as a column'],
    ['Hi {{toString}}', '{{toString}} at character 4: there is no column "toString"'],
    ['Hi {{name.length}}', '{{name.length}} at character 4: there is no column "name.length"'],
  ])('%j is refused', async (template, found) => {
    expect(await foundIn(template)).toEqual([found]);
  });

  it('is refused when a placeholder fits two columns', async () => {
    expect(await foundIn('{{first name}}', 'First_Name,FIRST-NAME')).toEqual([
      '{{first name}} at character 1: "first name" fits 2 columns: "First_Name", "FIRST-NAME"',
    ]);
  });

  it('of braces only is refused', async () => {
    expect((await foundIn('{{'.repeat(25_000)))[0]).toContain('50000 characters long');
  });

  it('and its values lose control and bidirectional signs', async () => {
    const row = '"a\u0000\u001f\u202eb\u2066\r\nc\td\re"';
    expect(await textsOf('\u202eHi\r\n{{name}}', 'name', row)).toEqual(['Hi\nab\nc\td\ne']);
  });

  it('and its values become GSM-7 when asked for', async () => {
    expect(await textsOf('“{{a}}” … {{b|–}}', 'a,b', 'it’s,', true)).toEqual(['"it\'s" ... -']);
    expect(await textsOf('“{{a}}”', 'a', 'it’s')).toEqual(['“it’s”']);
  });
});

describe('a text column', () => {
  it('replaces the template for its row, as plain text', async () => {
    const content = 'phone,Text,name\n4155550100,Yo {{name}},Ann\n4155550101,,Bob\n4155550102, ,\n';
    const { recipients, rejected } = await readRows(content, { template: 'Hi {{name}}' });
    expect(recipients.map(({ text }) => text)).toEqual(['Yo {{name}}', 'Hi Bob']);
    expect(rejected.map(({ code }) => code)).toEqual(['missing-variable']);
  });

  it('may be the only source of texts', async () => {
    const { recipients, rejected } = await readRows('phone,text\n4155550100,Yo\n4155550101,\n', {
      template: null,
    });
    expect(recipients.map(({ text }) => text)).toEqual(['Yo']);
    expect(rejected.map(({ line, code }) => [line, code])).toEqual([[3, 'empty-text']]);
  });
});

describe('a rendered text', () => {
  it('of 1000 UTF-16 units is sent, a longer one is rejected with its length', async () => {
    const content = `phone,x\n4155550100,${'é'.repeat(999)}\n4155550101,${'é'.repeat(1000)}\n`;
    const { recipients, rejected } = await readRows(content, { template: 'a{{x}}' });
    expect(recipients.map(({ text, segments }) => [text.length, segments])).toEqual([[1000, 7]]);
    expect(rejected[0]?.code).toBe('text-too-long');
    expect(rejected[0]?.reason).toContain('1001 characters');
  });

  it('that is blank is rejected', async () => {
    const { rejected } = await readRows('phone,x\n4155550100,\n', { template: ' {{x|}}\n' });
    expect(rejected.map(({ code }) => code)).toEqual(['empty-text']);
  });
});

describe('a number that came before', () => {
  it('is a duplicate in any format, of the line that is texted', async () => {
    const content = 'phone,x\n(415) 555-0100,\n415.555.0100,a\n+14155550100,b\n1 415 555 0100,\n';
    const { recipients, rejected } = await readRows(content, { template: '{{x}}' });
    expect(recipients.map(({ line }) => line)).toEqual([3]);
    expect(rejected.map(({ line, code }) => [line, code])).toEqual([
      [2, 'missing-variable'],
      [4, 'duplicate'],
      [5, 'duplicate'],
    ]);
    expect(rejected[1]?.reason).toBe(
      '"+14155550100" is the same number as on line 3, which is texted: remove one of them',
    );
  });
});
