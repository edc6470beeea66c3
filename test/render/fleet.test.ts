import { expect, test } from 'vitest';
import type { Finding, Status } from '../../src/core/model/types.ts';
import type { Style } from '../../src/core/text/style.ts';
import { fleetLine, fleetLines, progressBar } from '../../src/render/fleet.ts';

const WIDE: Style = { color: false, unicode: true, columns: 120 };
const NARROW: Style = { color: false, unicode: false, columns: 20 };

function line(status: Status, codes: readonly string[], summary = 'so it is', style = WIDE) {
  const findings = codes.map((code): Finding => ({ code, message: 'm' }));
  return fleetLine({ domain: 'a.example', status, summary, findings }, style);
}

test('a domain has one line, with each code once', () => {
  expect(line('problem', ['dns/missing', 'dns/missing', 'dns/lame'])).toMatch(
    /^\S+ problem +a\.example +so it is \[dns\/missing, dns\/lame\]$/,
  );
});

test('what is done is reported without the codes of what may stay', () => {
  expect(line('done', ['dns/dmarc-inherited'])).toMatch(/so it is$/);
});

test('the line is never wrapped, and escape sequences in it are shown harmless', () => {
  const text = line('problem', ['dns/missing'], `${'long '.repeat(20)}\x1b[31m\nx`, NARROW);
  expect(text).not.toMatch(/[\x00-\x1f\x7f]/);
  expect(text).toContain('[dns/missing]');
});

test.each<[Style, string]>([
  [WIDE, ', …'],
  [NARROW, ', ...'],
])('causes with their count, and whether there are more than the examples', (style, more) => {
  const lines = fleetLines(
    {
      checked: 5,
      statuses: { done: 1, problem: 4 },
      causes: [
        { code: 'dns/missing', domains: 4, examples: ['a.example', 'b.example', 'c.example'] },
        { code: 'dns/lame', domains: 1, examples: ['a.example'] },
      ],
    },
    style,
  );
  expect(lines).toEqual([
    '5 domains: 1 done, 4 problem',
    `  dns/missing  4 domains      a.example, b.example, c.example${more}`,
    '  dns/lame     1 domain       a.example',
  ]);
});

test('one domain that is right: no causes', () => {
  expect(fleetLines({ checked: 1, statuses: { done: 1 }, causes: [] }, WIDE)).toEqual([
    '1 domain: 1 done',
  ]);
});

test.each<[number, number, Style, string]>([
  [0, 4, NARROW, '[-----------]   0%'],
  [2, 4, NARROW, '[#####------]  50%'],
  [3999, 4000, NARROW, '[##########-]  99%'],
  [4, 4, NARROW, '[###########] 100%'],
  [1, 2, WIDE, `[${'█'.repeat(25)}${'░'.repeat(25)}]  50%`],
])(
  'a bar of %d of %d fits into the window and is full only at the end',
  (done, all, style, bar) => {
    expect(progressBar(done, all, style)).toBe(bar);
  },
);
