import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { useDirectories } from '../fakes/workspace.ts';
import { checkExchange, formatFinding } from './check-exchange.ts';
import { findStale, findUnknown } from './compare-findings.ts';
import type { Difference } from './differences.ts';
import type { Exchange } from './exchange.ts';
import { openSpecification, readSpecification, type Specification } from './specification.ts';

const JSON_TYPE = 'application/json';
const PET = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'integer' },
    name: { type: 'string' },
    born: { type: 'string', format: 'date-time' },
  },
};
const BASE = { allOf: [PET, { type: 'object', properties: { owner: { type: 'string' } } }] };

/** A specification that nobody else has, with one of everything that the checks must cope with. */
const PETS = {
  openapi: '3.0.3',
  info: { title: 'Pets', version: '1' },
  paths: {
    '/pets': {
      get: {
        operationId: 'listPets',
        parameters: [
          {
            name: 'kind',
            in: 'query',
            schema: { type: 'array', items: { type: 'string', enum: ['cat', 'dog'] } },
          },
          { name: 'perPage', in: 'query', explode: false, schema: { type: 'integer', maximum: 100 } },
        ],
        responses: {
          200: { description: '', content: { [JSON_TYPE]: { schema: { type: 'array', items: BASE } } } },
          404: { description: '' },
        },
      },
      post: {
        operationId: 'addPet',
        requestBody: {
          required: true,
          content: {
            [JSON_TYPE]: { schema: PET },
            'application/vnd.pets+json': { schema: { type: 'array', items: PET } },
            'application/x-www-form-urlencoded': { schema: PET },
            'multipart/mixed': { schema: { type: 'string' } },
          },
        },
        responses: { 201: { description: '', content: { 'image/*': {} } } },
      },
    },
    '/pets/{ids}': {
      parameters: [
        {
          name: 'ids',
          in: 'path',
          required: true,
          schema: { type: 'array', items: { type: 'string', pattern: '^\\d+$' } },
        },
      ],
      delete: { operationId: 'freePets', responses: { 204: { description: '' } } },
    },
  },
};

const newDirectory = useDirectories();
let specification: Specification;

beforeAll(async () => {
  specification = await openSpecification(PETS);
});

type Given = Partial<Pick<Exchange, 'method' | 'path' | 'status' | 'isTunneled'>> & {
  readonly query?: string;
  readonly body?: readonly [type: string, text: string];
  readonly reply?: readonly [type: string, text: string];
};

function find(given: Given, isOurs = true): readonly string[] {
  const [type = '', text = ''] = given.body ?? [];
  const [replyType = '', replyText = ''] = given.reply ?? [];
  const exchange: Exchange = {
    ...{ method: 'GET', path: '/pets', status: 404, isTunneled: false, headers: {}, ...given },
    query: new URLSearchParams(given.query),
    body: { type, text },
    reply: { type: replyType, text: replyText },
  };
  return checkExchange(specification, exchange, { isOurs }).map(formatFinding);
}

const add = (type: string, text: string): Given => ({
  ...{ method: 'POST', status: 201, body: [type, text], reply: ['image/png', 'x'] },
});
const answer = (...pets: readonly object[]): Given => ({
  status: 200,
  reply: [JSON_TYPE, JSON.stringify(pets)],
});

describe('a specification', () => {
  it('is a file, in JSON or in YAML', async () => {
    for (const [name, text] of [
      ['pets.json', JSON.stringify(PETS)],
      ['pets.yml', stringify(PETS)],
    ] as const) {
      const file = join(newDirectory(), name);
      writeFileSync(file, text);
      expect((await readSpecification(file)).operations.map(({ operationId }) => operationId)).toEqual([
        ...['listPets', 'addPet', 'freePets'],
      ]);
    }
  });

  it('must be there, and have operations', async () => {
    await expect(readSpecification(join(newDirectory(), 'pets.json'))).rejects.toThrow('ENOENT');
    await expect(openSpecification({ openapi: '3.0.3', paths: {} })).rejects.toThrow('it has no operations');
  });
});

describe('a request is wrong', () => {
  it.each<[string, Given, readonly string[]]>([
    [
      'whose operation is not there',
      { path: '/cows' },
      ['GET /cows, request (answered 404): no such operation'],
    ],
    [
      'with a parameter that is not there',
      { query: 'colour=red' },
      ['listPets, request (answered 404): /query must NOT have additional properties: colour'],
    ],
    [
      'with a value that is not allowed, of several',
      { query: 'kind=cat&kind=cow' },
      [
        'listPets, request (answered 404): /query/kind/* must be equal to one of the allowed values: cat, dog',
      ],
    ],
    [
      'without the body that it needs',
      { ...add('', ''), body: ['', ''] },
      ["addPet, request (answered 201): / must have required property 'requestBody'"],
    ],
    [
      'with a body of another type',
      add('text/plain', 'x'),
      ['addPet, request (answered 201): a body of the type text/plain is not listed'],
    ],
    [
      'with a body that the schema of its type does not allow',
      add('application/vnd.pets+json', '[{"id":1},{}]'),
      ["addPet, request (answered 201): /body/* must have required property 'id'"],
    ],
    [
      'with a property that nobody named',
      add(JSON_TYPE, '{"id":1,"nmae":"Tom"}'),
      ['addPet, request (answered 201): /nmae is not named'],
    ],
    [
      'for one of the ids of its path',
      { method: 'DELETE', path: '/pets/1,x', status: 204 },
      ['freePets, request (answered 204): /path/ids must match pattern "^\\d+$"'],
    ],
    [
      'that is tunneled, which only a table can allow',
      { method: 'DELETE', path: '/pets/1', status: 204, isTunneled: true },
      ['freePets, request (answered 204): goes as a POST that names its method in a header'],
    ],
  ])('%s', (_, given, wanted) => {
    expect(find(given)).toEqual(wanted);
  });

  it('only where it was taken, unless it is ours', () => {
    expect(find({ query: 'colour=red' }, false)).toEqual([]);
    expect(find({ ...answer({ id: 1 }), query: 'colour=red' }, false)).toHaveLength(1);
  });
});

describe('a reply is wrong', () => {
  it.each<[string, Given, readonly string[]]>([
    ['whose status is not listed', { status: 500 }, ['listPets, reply 500: the status is not listed']],
    [
      'with a body where none is listed',
      { reply: [JSON_TYPE, '{}'] },
      ['listPets, reply 404: no body is listed'],
    ],
    [
      'of a type that is not listed',
      { status: 200, reply: ['text/csv', 'id'] },
      ['listPets, reply 200: a body of the type text/csv is not listed'],
    ],
    ['without its body', { status: 200 }, ['listPets, reply 200: a body is listed, and there is none']],
    ['with a value of another type', answer({ id: '1' }), ['listPets, reply 200: /*/id must be integer']],
    [
      'with a text that has not its format',
      answer({ id: 1, born: 'in May' }),
      ['listPets, reply 200: /*/born must match format "date-time"'],
    ],
    [
      'with a property that no part of its schema names',
      answer({ id: 1, owner: 'Ann', onwer: 'Bob' }),
      ['listPets, reply 200: /*/onwer is not named'],
    ],
  ])('%s', (_, given, wanted) => {
    expect(find(given)).toEqual(wanted);
  });
});

describe('nothing is wrong', () => {
  it.each<[string, Given]>([
    ['with one value of a list, or a number that is no list', { query: 'kind=cat&perPage=10' }],
    ['with a body in each of its types', add('application/x-www-form-urlencoded', 'id=1&name=Tom')],
    ['with a body that no schema can describe', add('multipart/mixed', '--x--')],
    ['with several ids', { method: 'DELETE', path: '/pets/1,2,3', status: 204 }],
    ['with a whole reply', answer({ id: 1, name: 'Tom', born: '2026-05-01T12:00:00.123456Z', owner: 'Ann' })],
  ])('%s', (_, given) => {
    expect(find(given)).toEqual([]);
  });
});

describe('a table of differences', () => {
  const finding = {
    operation: 'listPets',
    side: 'reply',
    status: 500,
    what: 'the status is not listed',
  } as const;
  const known: Difference = {
    ...{ id: 'failures', operations: ['listPets'], side: 'reply', statuses: [500] },
    ...{ found: /not listed/, specification: '', reality: '', source: '' },
  };

  it('lets through what it has, and nothing else', () => {
    expect(findUnknown([finding], [known])).toEqual([]);
    const others = [
      { ...finding, operation: 'addPet' },
      { ...finding, status: 501 },
      { ...finding, side: 'request' as const },
      { ...finding, what: 'no body is listed: never' },
    ];
    expect(findUnknown(others, [{ ...known, found: /^the status/ }])).toEqual(others);
  });

  it('is stale for an operation or a status that does not show any more', () => {
    expect(findStale([finding], [known])).toEqual([]);
    const wider = { ...known, operations: ['listPets', 'addPet'], statuses: [500, 503] };
    expect(findStale([finding], [wider])).toEqual([
      'failures: nothing is found for addPet',
      'failures: nothing is found for 503',
    ]);
    expect(findStale([], [{ ...known, operations: 'any' }])).toEqual(['failures: nothing is found for 500']);
  });
});
