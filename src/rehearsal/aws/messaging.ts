import { request as httpRequest } from 'node:http';
import type { LostHop } from '../contract.ts';
import { type Certificate, createCertificate } from '../smtp/certificate.ts';
import { createCloudWatch } from './cloudwatch/index.ts';
import { createMetrics, type Metrics } from './cloudwatch/metrics.ts';
import { AwsError } from './errors.ts';
import { createEventBus, type EventBus } from './events/index.ts';
import type { AccountOptions } from './options.ts';
import type { Received, Service } from './service.ts';
import { createSns } from './sns/index.ts';
import type { TopicStore } from './sns/store.ts';
import { confirm } from './sns/subscriptions.ts';
import { createSqs } from './sqs/index.ts';
import { createQueueStore } from './sqs/queue.ts';
import type { Answer } from './wire.ts';

/** What SES publishes to, and what passes it on. */
export interface Messaging {
  readonly sns: TopicStore;
  readonly bus: EventBus;
  readonly metrics: Metrics;
  readonly loses: (hop: LostHop) => boolean;
}

export interface MessagingServices extends Messaging {
  readonly services: readonly Service[];
  /** Answers what browsers and verifiers ask for without a signature; null: not such a request. */
  page(request: Pick<Received, 'method' | 'path' | 'query'>): Promise<Answer | null>;
}

const CERTIFICATE_PATH = '/SimpleNotificationService-rehearsal.pem';
/** Nothing of a rehearsal leaves the machine. */
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** SNS, SQS, EventBridge and CloudWatch of the account in its Region. */
export function createMessaging(
  options: AccountOptions,
  endpoint: () => string,
): MessagingServices {
  const { clock, region, accountId, inbox, faults } = options;
  const loses = (hop: LostHop) => faults.lose.includes(hop);
  let made: Promise<Certificate> | null = null;
  const certificate = () => {
    made ??= createCertificate();
    return made;
  };
  const metrics = createMetrics(clock);
  const queues = createQueueStore({ clock, region, accountId, endpoint });
  const { service, store: sns } = createSns({
    clock,
    region,
    accountId,
    receivers: {
      inbox,
      loses: () => loses('sns'),
      post,
      queue: (arn, body, topicArn) => queues.deliver(arn, body, 'sns.amazonaws.com', topicArn),
      signing: async () => ({
        certificate: await certificate(),
        certificateUrl: `${endpoint()}${CERTIFICATE_PATH}`,
        endpoint: endpoint(),
      }),
    },
  });
  const bus = createEventBus({
    clock,
    region,
    accountId,
    loses: () => loses('eventbridge'),
    deliver: (arn, body, ruleArn) => queues.deliver(arn, body, 'events.amazonaws.com', ruleArn),
  });
  const arn = `arn:aws:cloudwatch:${region}:${accountId}:`;
  return {
    sns,
    bus,
    metrics,
    loses,
    services: [service, createSqs(queues), bus.service, createCloudWatch({ clock, metrics, arn })],
    page: (request) => answerPage(request, sns, certificate),
  };
}

/** The certificate of SNS's signatures, and a click on the link of a confirmation. */
async function answerPage(
  { method, path, query }: Pick<Received, 'method' | 'path' | 'query'>,
  sns: TopicStore,
  certificate: () => Promise<Certificate>,
): Promise<Answer | null> {
  if (method !== 'GET') return null;
  if (path === CERTIFICATE_PATH)
    return page(200, 'application/x-pem-file', (await certificate()).cert);
  if (query.get('Action') !== 'ConfirmSubscription') return null;
  try {
    const topic = sns.find(query.get('TopicArn') ?? '');
    const { arn } = confirm(topic, query.get('Token') ?? '', sns.now());
    return page(200, 'text/plain', `Subscription confirmed!\n${arn}\n`);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return page(error.status, 'text/plain', `${error.message}\n`);
  }
}

function page(status: number, type: string, body: string): Answer {
  return { status, headers: { 'content-type': type }, body };
}

/** One try; what a web server of the user's machine does not take is lost. */
function post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<void> {
  const { hostname, protocol } = new URL(url);
  if (protocol !== 'http:' || !LOOPBACK.has(hostname)) return Promise.resolve();
  return new Promise((resolve) => {
    const request = httpRequest(url, { method: 'POST', headers }, (response) => {
      response.resume().on('close', () => resolve());
    });
    request.on('error', () => resolve()).end(body);
  });
}
