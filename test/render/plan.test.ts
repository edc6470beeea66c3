import { expect, test } from 'vitest';
import { planLines } from '../../src/render/plan.ts';

const style = { color: false, unicode: true, columns: 60 };

test('a long list of names continues below, and the value of a record stays one line', () => {
  const names = 'added: SMTP_HOST, SMTP_PORT, SMTP_USERNAME, SMTP_PASSWORD';
  const dmarc = `v=DMARC1; p=none; rua=mailto:a@acme.example,mailto:b@acme.example;`;
  const lines = planLines(
    [
      { op: '~', what: 'file .env', from: null, to: names },
      { op: '+', what: 'TXT _dmarc.acme.example', from: null, to: dmarc },
    ],
    style,
  );
  expect(lines).toEqual([
    '  ~ file .env',
    '      added: SMTP_HOST, SMTP_PORT, SMTP_USERNAME,',
    '      SMTP_PASSWORD',
    '  + TXT _dmarc.acme.example',
    `      ${dmarc}`,
  ]);
});
