import { expect, test } from 'vitest';
import { elements, fromXml, toXml } from '../../../src/rehearsal/aws/xml.ts';

const NAMESPACE = 'https://route53.amazonaws.com/doc/2013-04-01/';
const request = (content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Request xmlns="${NAMESPACE}">${content}</Request>\n`;

test('text is kept as it was sent: markup, numbered characters, spaces, leading zeros', () => {
  const value = '&quot;v=spf1 a&amp;b &lt;c&gt;&quot; &#x0A;&#34; é  ';
  expect(fromXml(request(`<Value>${value}</Value><TTL>0300</TTL>`), 'Request')).toEqual({
    Value: '"v=spf1 a&b <c>" \n" é  ',
    TTL: '0300',
  });
});

test('one element, several and none', () => {
  const change = (count: number) => fromXml(request('<Change>x</Change>'.repeat(count)), 'Request');
  expect(elements(change(1), 'Change')).toEqual(['x']);
  expect(elements(change(2), 'Change')).toEqual(['x', 'x']);
  expect(elements(fromXml(request('<Other>x</Other>'), 'Request'), 'Change')).toEqual([]);
});

test.each([
  '',
  'no XML',
  '<Request><A></Request>',
  '<Request>',
  '<Other/>',
  '<Request/><Request/>',
])('refuses %j', (text) => expect(() => fromXml(text, 'Request')).toThrow(Error));

test('what is written is read back; undefined is left out', () => {
  const content = { Value: '"a & <b>" é\'', Many: { member: ['1', '2'] }, None: undefined };
  const text = toXml('Request', NAMESPACE, content);
  expect(text).toMatch(/^<\?xml version="1\.0"\?><Request xmlns="https:\/\/route53\./);
  expect(text).not.toContain('None');
  expect(fromXml(text, 'Request')).toEqual({
    Value: '"a & <b>" é\'',
    Many: { member: ['1', '2'] },
  });
});
