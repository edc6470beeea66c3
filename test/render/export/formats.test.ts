import { createContext, runInContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { ExportFormat, ExportSource } from '../../../src/core/domain-setup/export-source.ts';
import { exportText } from '../../../src/render/export/index.ts';
import * as w from '../../helpers/world.ts';
import { hostedSource, source } from './source.ts';

/** One record as a reader of the file understands it: whole names without dots, text joined. */
type Row = readonly [name: string, type: string, value: string];

/** The six of `helpers/world`, written out: no builder of the program has a hand in it. */
const SIX: readonly Row[] = [
  ['tok1._domainkey.acme.example', 'CNAME', 'tok1.dkim.amazonses.com'],
  ['tok2._domainkey.acme.example', 'CNAME', 'tok2.dkim.amazonses.com'],
  ['tok3._domainkey.acme.example', 'CNAME', 'tok3.dkim.amazonses.com'],
  ['mail.acme.example', 'MX', '10 feedback-smtp.eu-west-1.amazonses.com'],
  ['mail.acme.example', 'TXT', 'v=spf1 include:amazonses.com ~all'],
  ['_dmarc.acme.example', 'TXT', 'v=DMARC1; p=none;'],
];

const write = (format: ExportFormat, from: ExportSource = source()) =>
  exportText(format, from, { soa: false });

const bare = (name: string) => name.replace(/\.$/, '');

function readZone(text: string): Row[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(';'))
    .map((line) => {
      const [, name = '', ttl, type = '', data = ''] =
        /^(\S+\.) (\d+) IN (\w+) (.*?)(?: ; cf_tags=cf-proxied:false)?$/.exec(line) ?? [];
      expect(ttl).toBe('1800');
      const value = type === 'TXT' ? data.slice(1, -1) : bare(data);
      if (type !== 'TXT') expect(data).toMatch(/\.$/);
      return [bare(name), type, value];
    });
}

interface Batch {
  readonly Comment: string;
  readonly Changes: readonly {
    readonly Action: string;
    readonly ResourceRecordSet: {
      readonly Name: string;
      readonly Type: string;
      readonly TTL: number;
      readonly ResourceRecords: readonly { readonly Value: string }[];
    };
  }[];
}
const readBatch = (text: string) => JSON.parse(text) as Batch;

function batchRows(text: string): Row[] {
  return readBatch(text).Changes.flatMap(({ ResourceRecordSet: set }) =>
    set.ResourceRecords.map(({ Value }): Row => {
      const value = set.Type === 'TXT' ? (JSON.parse(Value) as string) : Value;
      return [bare(set.Name), set.Type, value];
    }),
  );
}

/** Runs the file as DNSControl does: its functions are there, and nothing else is. */
function runDnscontrol(text: string): { zone: string; rows: Row[]; calls: unknown[][] } {
  const calls: unknown[][] = [];
  const record =
    (type: string) =>
    (...args: unknown[]) => [type, ...args];
  const context = createContext({
    CNAME: record('CNAME'),
    MX: record('MX'),
    TXT: record('TXT'),
    CF_PROXY_OFF: 'CF_PROXY_OFF',
    END: 'END',
    D_EXTEND: (...args: unknown[]) => calls.push(args),
  });
  runInContext(text, context);
  const [zone, ...records] = calls[0] as [string, ...unknown[]];
  const rows = records
    .filter((each): each is string[] => Array.isArray(each))
    .map(([type = '', host, ...data]): Row => {
      const value = data.filter((each) => each !== 'CF_PROXY_OFF').join(' ');
      return [`${host}.${zone}`, type, type === 'TXT' ? value : bare(value)];
    });
  return { zone, rows, calls: records as unknown[][] };
}

/** RFC 4180. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  for (const line of text.match(/(?:"(?:[^"]|"")*"|[^\r\n"])*\r\n/g) ?? []) {
    const cells = [...line.slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
    rows.push(cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ''));
  }
  expect(rows.join('')).not.toBe('');
  return rows;
}

describe('each format holds the same six records', () => {
  test('zone', () => expect(readZone(write('zone'))).toEqual(SIX));
  test('cloudflare, CNAMEs with the tag that keeps the proxy off', () => {
    const text = write('cloudflare');
    expect(readZone(text)).toEqual(SIX);
    for (const line of text.split('\n').filter((each) => each.includes(' IN ')))
      expect(line.endsWith(' ; cf_tags=cf-proxied:false')).toBe(line.includes(' CNAME '));
  });
  test('route53', () => expect(batchRows(write('route53'))).toEqual(SIX));
  test('dnscontrol', () => {
    const { zone, rows } = runDnscontrol(write('dnscontrol'));
    expect([zone, rows]).toEqual(['acme.example', SIX]);
  });
  test('csv', () => {
    const [head, ...rows] = readCsv(write('csv'));
    expect(head).toEqual('name host type ttl priority value purpose published'.split(' '));
    expect(
      rows.map(([name, , type, , priority, value]) => [name, type, `${priority} ${value}`.trim()]),
    ).toEqual(SIX);
  });
  test('json', () => {
    const { version, zone, records } = JSON.parse(write('json'));
    expect([version, zone]).toEqual([1, 'acme.example']);
    const rows = records.map((each: Record<string, string | null>) => [
      each.name,
      each.type,
      `${each.priority ?? ''} ${each.value}`.trim(),
    ]);
    expect(rows).toEqual(SIX);
  });

  test.each(['zone', 'route53', 'cloudflare', 'terraform', 'dnscontrol', 'csv', 'json'] as const)(
    '%s ends with one line break',
    (format) => expect(write(format)).toMatch(/[^\n]\n$/),
  );
});

describe('what stands already', () => {
  const reject = 'v=DMARC1; p=reject; rua=mailto:dmarc@acme.example';
  const policy = source({ dns: w.ok(w.observations(w.RECORDS, { dmarc: reject })) });

  test('a DMARC policy of the domain is exported as it is, never as our proposal', () => {
    for (const format of [
      'zone',
      'cloudflare',
      'csv',
      'json',
      'terraform',
      'dnscontrol',
    ] as const) {
      expect(write(format, policy)).toContain('p=reject');
      expect(write(format, policy)).not.toContain('p=none');
    }
  });

  test('right records are marked in formats with comments, and stay in them', () => {
    expect(write('zone', policy).match(/^; already right$/gm)).toHaveLength(6);
    expect(readZone(write('zone', policy))).toHaveLength(6);
    expect(readCsv(write('csv', policy)).map((cells) => cells.at(-1))).toEqual([
      'published',
      ...Array(6).fill('true'),
    ]);
  });

  test('dnscontrol gets only what is missing: the same record twice is an error there', () => {
    const half = source({ dns: w.ok(w.observations(w.RECORDS, { 'mail-from-mx': null })) });
    expect(runDnscontrol(write('dnscontrol', half)).rows).toEqual([SIX[3]]);
    expect(runDnscontrol(write('dnscontrol', policy)).rows).toEqual([]);
  });

  test('a DMARC name that is handed to a service by CNAME gets no TXT beside it', () => {
    const dns = w.observations().map((each) =>
      each.name === '_dmarc.acme.example'
        ? {
            ...each,
            answers: each.answers.map(({ server }) => ({
              server,
              ms: 1,
              aa: true,
              kind: 'records' as const,
              rcode: 'NOERROR',
              records: [
                { name: each.name, type: 'CNAME', ttl: 60, data: 'acme.dmarc.example' },
                { name: 'acme.dmarc.example', type: 'TXT', ttl: 60, data: 'v=DMARC1; p=none' },
              ],
            })),
          }
        : each,
    );
    const text = write('zone', source({ dns: w.ok(dns) }));
    expect(text).toContain('; _dmarc.acme.example is a CNAME to acme.dmarc.example');
    expect(readZone(text).map(([name]) => name)).not.toContain('_dmarc.acme.example');
  });

  test('what is in the way is named above the line; a line break in it breaks no comment', () => {
    const dns = w.ok(w.observations(w.RECORDS, { 'mail-from-mx': '10 mx.other.example' }));
    expect(write('zone', source({ dns }))).toContain(
      '; conflict: mail.acme.example MX 10 mx.other.example\n',
    );
    const evil = w.ok(
      w.observations(w.RECORDS, { dkim: 'x\nevil.acme.example. 1 IN A 192.0.2.1' }),
    );
    for (const line of write('zone', source({ dns: evil })).split('\n'))
      expect(line).not.toMatch(/^evil/);
  });

  test('unknown is not absent', () => {
    const dns = w.failed('unreachable');
    expect(write('zone', source({ dns })).match(/could not be checked/g)).toHaveLength(6);
    expect(readZone(write('zone', source({ dns })))).toEqual(SIX);
  });
});

describe('a zone above the domain', () => {
  test('hosts are relative to it', () => {
    const below = source({}, { zone: 'example' });
    expect(runDnscontrol(write('dnscontrol', below))).toMatchObject({ zone: 'example', rows: SIX });
    expect(readCsv(write('csv', below))[1]?.[1]).toBe('tok1._domainkey.acme');
  });
});

test('dnscontrol keeps the proxy off at Cloudflare, and uses no END of its own elsewhere', () => {
  const at = source({}, { nameServers: ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'] });
  const { calls, rows } = runDnscontrol(write('dnscontrol', at));
  expect(rows).toEqual(SIX);
  expect(calls.filter((each) => each.includes('CF_PROXY_OFF'))).toHaveLength(3);
  expect(write('dnscontrol')).not.toContain('CF_PROXY');
});

describe('a Route 53 batch destroys nothing', () => {
  const spf = w.RECORDS[4] as (typeof w.RECORDS)[number];
  const shared = w.set(spf, { ttl: 60, values: ['"other=1"', '"a \\"b\\""'] });

  test('where the sets were not read, everything is CREATE, and what is right is left out', () => {
    expect(new Set(readBatch(write('route53')).Changes.map(({ Action }) => Action))).toEqual(
      new Set(['CREATE']),
    );
    const half = source({ dns: w.ok(w.observations(w.RECORDS, { 'mail-from-mx': null })) });
    expect(batchRows(write('route53', half))).toEqual([SIX[3]]);
  });

  test('a shared TXT set keeps all its values and its TTL', () => {
    const batch = readBatch(write('route53', hostedSource([shared])));
    const found = batch.Changes.filter(({ Action }) => Action === 'UPSERT');
    expect(found).toEqual([
      {
        Action: 'UPSERT',
        ResourceRecordSet: {
          Name: 'mail.acme.example.',
          Type: 'TXT',
          TTL: 60,
          ResourceRecords: [
            { Value: '"other=1"' },
            { Value: '"a \\"b\\""' },
            { Value: '"v=spf1 include:amazonses.com ~all"' },
          ],
        },
      },
    ]);
    expect(batch.Changes).toHaveLength(6);
  });

  test('a right set is written back exactly as it is', () => {
    const other = w.RECORDS[5] as (typeof w.RECORDS)[number];
    const held = w.set(other, { ttl: 77, values: ['"v=DMARC1; p=reject"', '"other"'] });
    const { Changes } = readBatch(write('route53', hostedSource([held])));
    expect(Changes.find(({ Action }) => Action === 'UPSERT')?.ResourceRecordSet).toMatchObject({
      Name: '_dmarc.acme.example.',
      TTL: 77,
      ResourceRecords: [{ Value: '"v=DMARC1; p=reject"' }, { Value: '"other"' }],
    });
  });

  test.each([
    ['an MX of others', w.set(w.RECORDS[3] as typeof spf, { values: ['10 mx.other.example'] })],
    ['a weighted set', w.set(spf, { setIdentifier: 'a' })],
    ['an alias', w.set(w.RECORDS[3] as typeof spf, { isAlias: true, ttl: null, values: [] })],
  ])('%s is never an UPSERT: CREATE makes AWS refuse the batch', (_what, held) => {
    const { Changes } = readBatch(write('route53', hostedSource([held])));
    expect(new Set(Changes.map(({ Action }) => Action))).toEqual(new Set(['CREATE']));
    expect(Changes).toHaveLength(6);
  });

  test('the comment fits the 256 characters of the API', () => {
    const long = `${'a'.repeat(60)}.`.repeat(4);
    const { Comment } = readBatch(write('route53', source({}, { domain: `${long}example` })));
    expect(Comment.length).toBeLessThanOrEqual(256);
  });
});

test('csv: a quote, a comma and a line break stay in their cell', () => {
  const value = 'v=DMARC1; p=none; rua="mailto:a@acme.example",x';
  const dns = w.ok(w.observations(w.RECORDS, { dmarc: value }));
  expect(readCsv(write('csv', source({ dns }))).at(-1)?.[5]).toBe(value);
});
