import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/core/model/secret.ts';
import type { Report } from '../../src/core/model/types.ts';
import { visibleLength, wrap } from '../../src/core/text/wrap.ts';
import { actionsFiles, annotations } from '../../src/render/actions.ts';
import { reportJson } from '../../src/render/json.ts';
import { reportMarkdown } from '../../src/render/markdown.ts';
import { paragraph } from '../../src/render/wrap.ts';

const REPORT: Report = {
  version: 1,
  command: 'make-smtp-creds',
  target: { domain: 'acme.example', region: 'eu-west-1', account: null },
  status: 'problem',
  exitCode: 1,
  steps: [
    { id: 'verify-domain', title: '', status: 'done', summary: 'there', findings: [] },
    {
      id: 'check-dns',
      title: '',
      status: 'problem',
      summary: '*4* of [6]\n# right',
      findings: [{ code: 'dns/missing', message: '100 % gone\n::error::forged' }],
    },
    { id: 'request-production', title: '', status: 'waiting', summary: 'reviewed', findings: [] },
    { id: 'send-test', title: '', status: 'blocked', summary: 'after check-dns', findings: [] },
  ],
  next: [],
  data: {
    ...{ user: 'u', accessKeyId: null, host: 'h.example', port: 587, region: 'eu-west-1' },
    ...{ writtenTo: null, password: new Secret('sesame') },
    ...{ nested: { other: new Secret('sesame') } },
  },
};

describe('JSON', () => {
  test('is the report, and reveals the one password alone', () => {
    const json = JSON.parse(reportJson(REPORT, 2));
    expect(json).toMatchObject({ version: 1, status: 'problem', exitCode: 1 });
    expect(json.data).toMatchObject({ password: 'sesame', nested: { other: '[secret]' } });
  });

  test('is one line where one line is asked for', () => {
    expect(reportJson(REPORT, 0)).not.toContain('\n');
  });
});

describe('Markdown', () => {
  const lines = reportMarkdown(REPORT).split('\n');

  test('a box for each step, ticked when done', () => {
    expect(lines.filter((line) => line.startsWith('- [x]'))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('- [ ]'))).toHaveLength(3);
  });

  test('foreign text makes no heading, link or emphasis', () => {
    expect(lines.filter((line) => line.startsWith('#'))).toHaveLength(1);
    expect(lines.join('\n')).toContain('\\*4\\* of \\[6\\]');
  });
});

describe('GitHub Actions', () => {
  test('an error for what is wrong, a notice for what waits, nothing for what is done or comes later', () => {
    const levels = annotations(REPORT).map((line) => line.split(' ')[0]);
    expect(levels).toEqual(['::error', '::notice']);
  });

  test('foreign text forges no command', () => {
    const [line] = annotations(REPORT);
    expect(line).toContain('100 %25 gone');
    expect(line).not.toContain('\n');
  });

  test('outputs have the status and the exit code', () => {
    expect(actionsFiles(REPORT).outputs).toBe('status=problem\nexit-code=1\n');
  });
});

describe('wrapping', () => {
  test.each([
    ['aaa bbb ccc', 7, ['aaa bbb', 'ccc']],
    ['aaa bbb ccc', 6, ['aaa', 'bbb', 'ccc']],
    ['a longer-than-that b', 5, ['a', 'longer-than-that', 'b']],
    ['', 5, ['']],
  ])('%j at %i', (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });

  test('colour has no width', () => {
    expect(visibleLength('\u001b[31mred\u001b[39m')).toBe(3);
    expect(wrap('\u001b[31mred\u001b[39m red', 7)).toHaveLength(1);
  });

  test('the first line carries the mark, the others stand below the text', () => {
    expect(paragraph('-> ', 'aaaa bbbb cccc dddd eeee', 24)).toEqual([
      '-> aaaa bbbb cccc dddd',
      '   eeee',
    ]);
  });

  test('a very narrow terminal still gets words, a very wide one no endless lines', () => {
    expect(paragraph('', 'word '.repeat(60).trim(), 5)[0]).toHaveLength(19);
    expect(paragraph('', 'word '.repeat(60).trim(), 500)[0]?.length).toBeLessThanOrEqual(100);
  });
});
