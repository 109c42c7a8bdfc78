import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/error.ts';
import { readNumbersFile } from '../../../src/intake/numbers-file.ts';
import { readOptOutFile, type OptOutFile } from '../../../src/intake/opt-out-file.ts';
import { withFile } from './recipients-file.ts';

const [ADA, BO, CY] = [14_155_550_101, 12_125_550_102, 16_175_550_103] as const;

function read(content: string, settings: Parameters<typeof readOptOutFile>[2] = {}): Promise<OptOutFile> {
  return withFile(content, (path) => readOptOutFile(path, 'list.csv', settings));
}

/** What is told of a file that can't be read. */
async function refusalOf(content: string): Promise<string[]> {
  try {
    await read(content);
  } catch (error) {
    if (error instanceof InputError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('a file of opt-outs', () => {
  it('without a status is one opt-out a row, each number once', async () => {
    const content = `phone,name\n+${ADA},Ada\n+${BO},Bo\n+1 (415) 555-0101,Ada again\n`;
    expect(await read(content)).toMatchObject({ rows: 3, phones: [ADA, BO], optIns: 0, nobody: 0 });
  });

  it('takes numbers without a plus as the default country says, and the column that is named', async () => {
    const content = 'Home;Private\n415 555 0101;x\n';
    const settings = { defaultCountry: 'US', phoneColumn: 'home' };
    expect(await read(content, settings)).toMatchObject({ phones: [ADA] });
  });

  it.each(['Status', 'Consent Status', 'opt_status', 'OptStatus', 'CONSENT-STATUS'])(
    'with a column %s has the opt-outs that it says, in any case, and skips the opt-ins',
    async (column) => {
      const rows = [`+${ADA},OPTOUT`, `+${BO},optin`, `+${CY},Opt-Out`, '+13055550104,OptIn'];
      expect(await read(`phone,${column}\n${rows.join('\n')}\n`)).toMatchObject({
        ...{ rows: 4, phones: [ADA, CY], optIns: 2 },
      });
    },
  );

  it('has a number that is out anywhere, wherever else it is in', async () => {
    const rows = [`+${ADA},OptIn`, `+${ADA},OptOut`, `+${BO},OptOut`, `+${BO},OptIn`];
    expect(await read(`phone,status\n${rows.join('\n')}\n`)).toMatchObject({ phones: [BO, ADA], optIns: 2 });
  });

  it('goes by a column about consent where another is called status too', async () => {
    const content = `phone,Status,Consent Status\n+${ADA},Active,OptOut\n+${BO},Active,OptIn\n`;
    expect(await read(content)).toMatchObject({ phones: [ADA], optIns: 1 });
  });

  it('names nobody where there is no number, or a foreign one', async () => {
    const content = `phone,name\n,Nobody\n+442071838750,London\n+${ADA},Ada\n`;
    expect(await read(content)).toMatchObject({ rows: 3, phones: [ADA], nobody: 2 });
  });

  it('may have a column of texts, however long: nobody is left out for it', async () => {
    const content = `phone,text\n+${ADA},${'STOP '.repeat(300)}\n+${BO},\n`;
    expect(await read(content)).toMatchObject({ phones: [ADA, BO] });
    const numbers = await withFile(content, async (path) => {
      const found: number[] = [];
      for await (const chunk of readNumbersFile(path, 'list.csv', {})) found.push(...chunk);
      return found;
    });
    expect(numbers).toEqual([ADA, BO]);
  });

  it('says what it was taken for', async () => {
    expect((await read(`phone\n+${ADA}\n`)).assumptions).toEqual([
      'phone numbers are in "phone"',
      'every row is an opt-out',
    ]);
    expect((await read(`phone,Status\n+${ADA},OptOut\n`)).assumptions).toEqual([
      'phone numbers are in "phone"',
      '"Status" says which rows are opt-outs',
    ]);
  });
});

describe('an export of RingCentral’s', () => {
  const CONSENTS =
    'External Party Number,Internal Party Number,Consent Status,Source,Coverage,Campaign Type,Notes,Last Modified Time';
  const tail = 'Recipient,PhoneNumber,,,2026-02-01T10:00:00Z';

  it('of consents is about the external party, never about our own number', async () => {
    const rows = [`+${ADA},+16505550100,OptOut,${tail}`, `+${BO},+16505550100,OptIn,${tail}`];
    expect(await read(`${CONSENTS}\r\n${rows.join('\r\n')}\r\n`)).toMatchObject({
      ...{ rows: 2, phones: [ADA], optIns: 1 },
      assumptions: [
        'phone numbers are in "External Party Number"',
        '"Consent Status" says which rows are opt-outs',
      ],
    });
  });

  it('may leave out the plus of a US number, and hold short codes', async () => {
    const rows = [`${ADA},16505550100,OptOut,${tail}`, `88022,16505550100,OptOut,${tail}`];
    expect(await read(`${CONSENTS}\n${rows.join('\n')}\n`)).toMatchObject({ phones: [ADA], nobody: 1 });
  });

  it('of opt-outs is about whom we text', async () => {
    const content = `from,to,status,source\r\n+16505550100,+${ADA},OptOut,Recipient\r\n+16505550100,${BO},OptOut,Carrier\r\n`;
    expect(await read(content)).toMatchObject({ phones: [ADA, BO] });
  });
});

describe('a file of opt-outs that can not be read whole', () => {
  it('is refused with each bad row and its line, numbers masked', async () => {
    const rows = [`+${ADA}`, '4155550199', '12', '4.15555E+09'];
    expect(await refusalOf(`phone\n${rows.join('\n')}\n`)).toEqual([
      expect.stringMatching(/^list\.csv:3: "•••0199" has no country code/),
      expect.stringMatching(/^list\.csv:4: "12"/),
      expect.stringMatching(/^list\.csv:5: /),
      'list.csv: 3 rows can not be read, and who is on this list must be known. Mend or remove what can not be read. ' +
        'Nothing was changed',
    ]);
  });

  it('names ten rows at most, and counts all of them', async () => {
    const told = await refusalOf(`phone\n${'12\n'.repeat(25)}`);
    expect(told).toHaveLength(11);
    expect(told.at(-1)).toContain('25 rows can not be read');
  });

  it.each(['Active', ''])('because a status says %j, which is neither out nor in', async (word) => {
    expect((await refusalOf(`phone,status\n+${ADA},OptOut\n+${BO},${word}\n`))[0]).toMatch(
      /^list\.csv:3: ("Active"|nothing) in the column "status", which must say OptOut or OptIn/,
    );
  });

  it('because a row has more or fewer cells than the header', async () => {
    expect((await refusalOf(`phone,status\n+${ADA}\n`))[0]).toMatch(/^list\.csv:2: the row has 1 cell,/);
  });

  it('because two columns could say who is out', async () => {
    expect(await refusalOf(`phone,Consent Status,Opt Status\n+${ADA},OptOut,OptIn\n`)).toEqual([
      'list.csv: 2 columns could say who opted out: "Consent Status", "Opt Status". Rename all but one of them',
    ]);
  });

  it('but not because somebody who is in has a number that is none', async () => {
    expect(await read(`phone,status\n12,OptIn\n+${ADA},OptOut\n`)).toMatchObject({
      phones: [ADA],
      optIns: 1,
    });
  });
});
