import { expect, test } from 'vitest';
import { Failure } from '../../src/core/model/errors.ts';
import { finding } from '../../src/core/model/findings.ts';
import { runs } from '../../src/core/model/remedy.ts';
import type { Report } from '../../src/core/model/types.ts';
import { annotations } from '../../src/render/actions.ts';
import { errorJson, reportJson } from '../../src/render/json.ts';
import { reportMarkdown } from '../../src/render/markdown.ts';
import { remedyLines } from '../../src/render/remedies.ts';
import { reportText } from '../../src/render/report.ts';

const RECORD = `a.example. 300 IN TXT "${'word '.repeat(30).trim()}"`;
const REMEDY = { say: 'Add this record at the DNS host of the domain:', record: RECORD };
const STATEMENT = { Effect: 'Allow', Action: 'ses:GetAccount', Resource: '*' } as const;

function reportOf(...findings: Report['steps'][number]['findings']): Report {
  const step = { id: 'check-dns', title: 't', status: 'problem', summary: 's', findings } as const;
  const target = { domain: 'a.example', region: 'eu-west-1', account: null };
  return {
    ...{ version: 1, command: 'status', target, status: 'problem', exitCode: 1, next: [] },
    ...{
      steps: [step, { ...step, id: 'send-test', findings: [] }],
      data: { account: null, resources: [] },
    },
  };
}

test('words are wrapped; a record and a command are whole, on lines of their own', () => {
  const command = `ses-migrate verify-domain a.example ${'--long-flag value '.repeat(5).trim()}`;
  const lines = [REMEDY, runs(command)].flatMap((each) =>
    remedyLines([each], { mark: '  -> ', columns: 40 }),
  );
  expect(lines).toEqual([
    '  -> Add this record at the DNS host of',
    '     the domain:',
    `     ${RECORD}`,
    `  -> ${command}`,
  ]);
});

test('findings with the same remedy show it once, with the statements of all', () => {
  const lacks = (Action: string) =>
    finding('aws/denied', `${Action} is denied.`, {
      fix: {
        say: 'Add this statement to a policy of user u:',
        statement: { ...STATEMENT, Action },
      },
    });
  const text = reportText(reportOf(lacks('ses:GetAccount'), lacks('iam:GetUser')), {
    color: false,
    unicode: true,
    columns: 100,
  });
  expect(text.match(/→/g)).toHaveLength(1);
  expect(text).toMatch(/"ses:GetAccount",\s+"iam:GetUser"/);
});

test('JSON has the text and the data, of a finding and of an error', () => {
  const found = finding('dns/missing', 'It is missing.', { fix: REMEDY });
  const denied = finding('aws/denied', 'No.', { fix: { say: 'Add this:', statement: STATEMENT } });
  const [step] = JSON.parse(reportJson(reportOf(found, denied), 0)).steps;
  expect(step.findings).toMatchObject([
    { fix: `${REMEDY.say} ${RECORD}`, fixes: [REMEDY] },
    { fix: 'Add this:', fixes: [{ statement: STATEMENT }], statement: STATEMENT },
  ]);
  const failure = new Failure('aws/denied', 'No.', {
    exitCode: 4,
    fix: { say: 'Add this:', statement: STATEMENT },
  });
  expect(JSON.parse(JSON.stringify(errorJson(failure)))).toEqual({
    ...{ code: 'aws/denied', message: 'No.', fix: 'Add this:', statement: STATEMENT },
    fixes: [{ say: 'Add this:', statement: STATEMENT }],
  });
});

test('Markdown lists what to do below the open step, each remedy once', () => {
  const report = reportOf(
    finding('dns/missing', 'It is missing.', { fix: [REMEDY, runs('ses-migrate check-dns')] }),
    finding('dns/wrong-value', 'It is wrong.', { fix: REMEDY }),
  );
  expect(reportMarkdown(report)).toContain(
    [
      '**check-dns** (problem): s',
      `  - ${REMEDY.say}`,
      `    - \`${RECORD}\``,
      '  - `ses-migrate check-dns`',
      '- [ ] **send-test**',
    ].join('\n'),
  );
});

test('an annotation says what to do on lines of its own, and cannot be broken by foreign text', () => {
  const [line] = annotations(
    reportOf(finding('dns/missing', '100% gone\n::error::x', { fix: REMEDY })),
  );
  expect(line).toBe(
    `::error title=dns/missing::100%25 gone\\u{a}::error::x%0A${REMEDY.say} ${RECORD}`,
  );
});
