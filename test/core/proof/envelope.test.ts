import { expect, test } from 'vitest';
import { rewrittenBy } from '../../../src/core/proof/envelope.ts';

const FROM = 'acme.example';

test.each<[string, boolean, string | null]>([
  // Sender Rewriting Scheme, as postsrsd and libsrs2 write it.
  ['SRS0=HHH=TT=mail.acme.example=0100-id@fwd.example', false, 'forwarder'],
  ['srs0+HHH=TT=mail.acme.example=0100-id@fwd.example', false, 'forwarder'],
  ['SRS1=HHH=first.example==HHH=TT=mail.acme.example=0100@second.example', false, 'forwarder'],
  ['talk-bounces@lists.example', true, 'list'],
  ['talk-bounces+you=inbox.example@lists.example', true, 'list'],
  ['owner-talk@lists.example', true, 'list'],
  ['talk-return-12-you=inbox.example@lists.example', true, 'list'],
  // Without List-Id a name like this says nothing.
  ['talk-bounces@lists.example', false, null],
  // The sender's own, and those of SES.
  ['bounces@mail.acme.example', true, null],
  ['0100-id@eu-west-1.amazonses.com', true, null],
  ['0100-id@mail.acme.example', false, null],
  // BATV tags its own address (draft-levine-smtp-batv).
  ['prvs=1234567890=hello@acme.example', false, null],
  ['', false, null],
  ['srs0=x', false, null],
])('%s, with List-Id %s: %s', (envelope, list, by) => {
  expect(rewrittenBy(envelope, FROM, list)?.by ?? null).toBe(by);
});

test('it names who did it', () => {
  expect(rewrittenBy('SRS0=H=T=mail.acme.example=x@FWD.example', FROM, false)).toEqual({
    by: 'forwarder',
    domain: 'fwd.example',
  });
});
