/** Route 53 through the SDK, against a server that answers in its words. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RecordSetChange } from '../../../src/core/records/facts.ts';
import type { AwsPorts } from '../../../src/ports/index.ts';
import { awsAt } from './endpoint.ts';

type Reply = readonly [status: number, body: string];

let replies: Reply[];
let requests: string[];
let close: () => Promise<void>;
let aws: AwsPorts;

beforeEach(async () => {
  replies = [];
  requests = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${(request.url ?? '').replace('/2013-04-01/', '')}`);
    const [status, body] = replies.shift() ?? [500, ''];
    request.resume().once('end', () => {
      response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  close = () => new Promise((done) => server.close(() => done()).closeAllConnections());
  aws = awsAt(port);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await close();
});

function refusal(code: string, message: string): Reply {
  return [
    400,
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  ];
}

const CHANGED: Reply = [
  200,
  '<ChangeResourceRecordSetsResponse><ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status><SubmittedAt>2026-11-22T10:00:00Z</SubmittedAt></ChangeInfo></ChangeResourceRecordSetsResponse>',
];
const CHANGE: RecordSetChange = {
  action: 'CREATE',
  name: 'mail.acme.example',
  type: 'TXT',
  ttl: 300,
  values: ['"x"'],
  before: null,
};

test.each([
  ['Throttling', 'Rate exceeded'],
  [
    'PriorRequestNotComplete',
    'The request was rejected because Route 53 was still processing a prior request.',
  ],
])(
  '%s is tried again until the change is taken',
  async (code, message) => {
    replies = [refusal(code, message), refusal(code, message), CHANGED];
    expect(await aws.route53.changeRecordSets('Z1', [CHANGE])).toBe('C1');
    expect(requests).toHaveLength(3);
  },
  20_000,
);

const TAKEN =
  "Tried to create resource record set [name='mail.acme.example.', type='TXT'] but it already exists";

test.each<[string, Reply]>([
  ['as an error', refusal('InvalidChangeBatch', `[${TAKEN}]`)],
  [
    'as messages alone',
    [
      400,
      `<InvalidChangeBatch><Messages><Message>${TAKEN}</Message></Messages></InvalidChangeBatch>`,
    ],
  ],
])('a batch that no longer fits the zone, told %s, is not sent again', async (_what, reply) => {
  replies = [reply];
  await expect(aws.route53.changeRecordSets('Z1', [CHANGE])).rejects.toMatchObject({
    reason: 'failed',
    errorName: 'InvalidChangeBatch',
    outdated: true,
    message: expect.stringContaining(TAKEN),
  });
  expect(requests).toHaveLength(1);
});

test('private zones of the name are distinguished, and the list ends at the next name', async () => {
  const zone = (id: string, name: string, isPrivate: boolean) =>
    `<HostedZone><Id>/hostedzone/${id}</Id><Name>${name}.</Name><CallerReference>${id}</CallerReference><Config><PrivateZone>${isPrivate}</PrivateZone></Config></HostedZone>`;
  const zones = [
    zone('ZP', 'acme.example', true),
    zone('Z1', 'acme.example', false),
    zone('ZO', 'b.example', false),
  ];
  const found = (id: string, isPrivate: boolean, servers: string): Reply => [
    200,
    `<GetHostedZoneResponse>${zone(id, 'acme.example', isPrivate)}${servers}</GetHostedZoneResponse>`,
  ];
  replies = [
    [
      200,
      `<ListHostedZonesByNameResponse><HostedZones>${zones.join('')}</HostedZones><IsTruncated>true</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesByNameResponse>`,
    ],
  ];
  // The two zones are checked side by side: either order will do.
  const servers =
    '<DelegationSet><NameServers><NameServer>NS-1.awsdns-01.com</NameServer></NameServers></DelegationSet>';
  replies.push(found('x', false, servers), found('x', false, servers));
  expect(await aws.route53.hostedZones('acme.example')).toMatchObject([
    { id: 'ZP', isPrivate: true },
    { id: 'Z1', isPrivate: false, nameServers: ['ns-1.awsdns-01.com'] },
  ]);
});
