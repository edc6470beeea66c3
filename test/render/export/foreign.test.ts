/** What the DNS of others holds, in files that importers, interpreters, spreadsheets and runners read. */

import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import {
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportSource,
} from '../../../src/core/domain-setup/export-source.ts';
import type { RecordState } from '../../../src/core/domain-setup/record-state.ts';
import { exportText } from '../../../src/render/export/index.ts';
import { source } from './source.ts';

const INJECTED = {
  'a line of a zone': 'x\nevil.acme.example. 60 IN A 192.0.2.66',
  'a line by CR alone': 'x\revil.acme.example. 60 IN A 192.0.2.66',
  JavaScript: "x\n}); require('child_process'); D_EXTEND('acme.example', A('evil', '192.0.2.66')",
  'JavaScript behind U+2028': 'x\u2028EVIL()',
  'JavaScript behind U+2029': 'x\u2029EVIL()',
  'a block of Terraform': 'x\nresource "null_resource" "evil" {}',
  'a template of Terraform': `${'$'}{file("/etc/passwd")}%{ if true }`,
  'C1 and bidi controls': 'x\u009b2J\u202e\u2066y\u200b',
  'an escape sequence': 'x\u001b]0;evil\u0007',
  'a command to GitHub': '##[set-output name=x;]y',
  'a command to Azure': '##vso[task.complete]',
  'a comment that ends': 'x */ EVIL() /*',
  'a formula': '=HYPERLINK("http://evil.example")',
  'a NUL': 'x\u0000y',
} as const;

/** At every place that a server, a parent zone or a checklist fills. */
function injected(text: string): ExportSource {
  const base = source();
  const states = ['different', 'right', 'unknown'] as const;
  const records = base.records.map(
    (standing, index): RecordState => ({
      ...standing,
      state: states[index % states.length] ?? 'different',
      values: [text],
      alias: standing.record.type === 'CNAME' ? null : text,
      record:
        standing.record.type === 'TXT' ? standing.record : { ...standing.record, value: text },
    }),
  );
  return { ...base, records, nameServers: [text, 'ns1.host.example'] };
}

const EACH = EXPORT_FORMATS.flatMap((format) =>
  Object.entries(INJECTED).map(([what, text]) => [format, what, text] as const),
);

test.each(EACH)('%s: %s', (format, _what, text) => {
  for (const soa of [false, true]) check(format, exportText(format, injected(text), { soa }));
});

function check(format: ExportFormat, file: string): void {
  // CSV ends its lines with CR LF.
  const rest = format === 'csv' ? file.replaceAll('\r\n', '\n') : file;
  expect(rest.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  if (format !== 'csv') expect(file).not.toMatch(/##(vso)?\[/);
  READERS[format](file);
}

const json = (file: string) => void JSON.parse(file);
const zoneLines = (file: string) => {
  for (const line of file.split('\n')) {
    if (line !== '' && !line.startsWith(';'))
      expect(line).toMatch(
        /^[\w.-]+\.acme\.example\. 1800 IN (CNAME|MX|TXT) |^acme\.example\. 1800 IN (SOA|NS) /,
      );
    expect(line).not.toMatch(/^evil/);
  }
};

const READERS: Readonly<Record<ExportFormat, (file: string) => void>> = {
  zone: zoneLines,
  cloudflare: zoneLines,
  route53: json,
  json,
  dnscontrol(file) {
    const called: string[] = [];
    const call =
      (name: string) =>
      (...args: unknown[]) =>
        void called.push(name, ...args.map(String));
    const known = Object.fromEntries(
      ['D_EXTEND', 'CNAME', 'MX', 'TXT'].map((name) => [name, call(name)]),
    );
    new Script(file).runInNewContext({ ...known, END: 'END' });
    expect(called.filter((each) => each === 'D_EXTEND')).toHaveLength(1);
  },
  terraform(file) {
    expect(file).not.toMatch(/^resource "null_resource"/m);
    // Every template in a string is doubled.
    expect(file).not.toMatch(/(^|[^$])\$\{file|(^|[^%])%\{ if/);
  },
  csv(file) {
    for (const line of file.split('\r\n'))
      for (const cell of line.split(',')) expect(cell).not.toMatch(/^"?[=+]/);
  },
};
