import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { countLookups } from '../../../src/core/dns/spf-lookups.ts';
import type { DnsAnswer, DnsObservation, NameAndType } from '../../../src/core/dns/types.ts';
import { isSpf, parseSpf } from '../../../src/core/email-auth/spf.ts';

/** The openspf.org suite for RFC 7208 (release 2014.04), which `.ci/run` fetches; it is no part of the project. */
const SUITE = process.env.RFC7208_SUITE ?? 'node_modules/.cache/rfc7208-tests.yml';

interface Case {
  readonly helo: string;
  readonly mailfrom: string;
  readonly result: string | readonly string[];
}

interface Scenario {
  readonly description: string;
  readonly tests: Readonly<Record<string, Case>>;
  readonly zonedata: Readonly<
    Record<string, readonly (string | Readonly<Record<string, unknown>>)[]>
  >;
}

const RESOLVER = { name: 'r', address: '192.0.2.53', port: 53, kind: 'resolver' } as const;

function ask({ zonedata }: Scenario, { name, type }: NameAndType): DnsObservation {
  return { name, type, answers: [answer(zonedata, name, type)] };
}

function answer(zonedata: Scenario['zonedata'], name: string, type: string): DnsAnswer {
  const about = { server: RESOLVER, ms: 1 };
  const entries = Object.entries(zonedata).find(([each]) => each.toLowerCase() === name)?.[1] ?? [];
  if (entries.includes('TIMEOUT')) {
    return { ...about, kind: 'failed', failure: 'timeout', rcode: null, message: 'no answer' };
  }
  const held = entries.flatMap((entry) => (typeof entry === 'string' ? [] : [entry]));
  const valuesOf = (key: string) => held.flatMap((entry) => (key in entry ? [entry[key]] : []));
  const [alias] = valuesOf('CNAME');
  if (alias !== undefined)
    return answer(zonedata, String(alias).toLowerCase().replace(/\.$/, ''), type);
  const own = valuesOf(type);
  // Where there is no TXT, the record of type SPF is meant as one, too.
  const found = type === 'TXT' && own.length === 0 ? valuesOf('SPF') : own;
  const data = found.filter((value) => value !== 'NONE').map(textOf);
  if (data.length === 0) {
    return { ...about, kind: 'nodata', soa: null, aa: false, rcode: 'NOERROR' };
  }
  const records = data.map((text) => ({ name, type, ttl: 60, data: text }));
  return { ...about, kind: 'records', records, aa: false, rcode: 'NOERROR' };
}

function textOf(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return typeof value[0] === 'number' ? value.join(' ') : value.join('');
}

/** What the parser and the counter say of the record that a message is judged by. */
function isPermerror(scenario: Scenario, { mailfrom, helo }: Case): boolean {
  const domain = (mailfrom === '' ? helo : (mailfrom.split('@').at(-1) ?? '')).toLowerCase();
  const observations = [ask(scenario, { name: domain, type: 'TXT' })];
  const [first] = observations[0]?.answers ?? [];
  const texts =
    first?.kind === 'records' ? first.records.map(({ data }) => data).filter(isSpf) : [];
  const [text] = texts;
  if (text === undefined) return false;
  if (texts.length > 1 || parseSpf(text).errors.length > 0) return true;
  for (;;) {
    const cost = countLookups(text, domain, observations, 'amazonses.com');
    if (cost.open.length === 0)
      return cost.lookups > 10 || cost.voids.length > 2 || cost.errors.length > 0;
    observations.push(...cost.open.map((question) => ask(scenario, question)));
  }
}

/**
 * Where we differ, and why. The counter answers for a sender that matches no term, as a record that holds
 * for some senders alone is at fault; the suite asks for one sender, whose match ends the evaluation before.
 */
const DIFFERENT: Readonly<Record<string, string>> = {
  'include-at-limit':
    'the eleventh look-up is an mx behind the ip4 that lets the sender of the suite pass; others come to it',
};

test('RFC 7208, the suite of openspf.org', () => {
  if (!existsSync(SUITE)) {
    process.stderr.write(
      `\n*** The SPF suite of RFC 7208 is not at ${SUITE}: NOTHING WAS CHECKED AGAINST IT. .ci/run fetches it. ***\n\n`,
    );
    return;
  }
  const scenarios = parseAllDocuments(readFileSync(SUITE, 'utf8')).map(
    (each) => each.toJSON() as Scenario,
  );
  const differing: string[] = [];
  let count = 0;
  for (const scenario of scenarios) {
    for (const [name, each] of Object.entries(scenario.tests)) {
      count += 1;
      const results = [each.result].flat();
      const ours = isPermerror(scenario, each);
      const agrees = ours
        ? results.includes('permerror')
        : results.some((result) => result !== 'permerror');
      if (!agrees) differing.push(name);
    }
  }
  expect(count).toBe(203);
  expect(differing.sort()).toEqual(Object.keys(DIFFERENT).sort());
});
